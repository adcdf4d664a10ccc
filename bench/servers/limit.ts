// The physical limit of reading: a bare server that hashes the token, runs one prepared statement and sends text.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import SQLite from 'better-sqlite3';
import { readSettings, serveParent } from '../parent.ts';
import { CONNECTION, SCIM_ROOT, SHOP } from '../population.ts';

const USERS = `${SCIM_ROOT}/Users`;

/** `file` holds the users' whole replies, as they are sent. */
const { file, users, token } = readSettings<{ file: string; users: number; token: string }>();

const db = new SQLite(file, { readonly: true });
const where = 'from users where shop = ? and connection = ?';
const byId = db.prepare(`select body ${where} and id = ?`).pluck();
const page = db.prepare(`select body ${where} and seq > ? order by seq limit ?`).pluck();
const find: Readonly<Record<string, SQLite.Statement>> = {
  userName: db.prepare(`select body ${where} and name_key = ?`).pluck(),
  displayName: db.prepare(`select body ${where} and display_key = ?`).pluck(),
  externalId: db.prepare(`select body ${where} and external_id = ?`).pluck(),
  'emails.value': db
    .prepare(
      `select body from user_emails e join users u
       on u.shop = e.shop and u.connection = e.connection and u.id = e.user_id
       where e.shop = ? and e.connection = ? and e.email_key = ?`,
    )
    .pluck(),
};

const tokenHash = sha256(`Bearer ${token}`);

const server = createServer((request, response) => {
  const text = isAuthorized(request) ? answer(request.url ?? '') : undefined;
  response.writeHead(text === undefined ? 404 : 200, {
    'content-type': 'application/scim+json',
    'content-length': Buffer.byteLength(text ?? ''),
  });
  response.end(text);
});
server.listen(0, '127.0.0.1', () => {
  serveParent({ port: (server.address() as AddressInfo).port, token });
});

function isAuthorized({ headers }: IncomingMessage): boolean {
  return timingSafeEqual(sha256(headers.authorization ?? ''), tokenHash);
}

function answer(url: string): string | undefined {
  const query = url.indexOf('?');
  if (query === -1) return byId.get(SHOP, CONNECTION, url.slice(USERS.length + 1)) as string | undefined;
  const parameters = decodeURIComponent(url.slice(query + 1));
  const [, attribute, value] = /^filter=(\S+) eq "(.*)"$/.exec(parameters) ?? [];
  if (attribute !== undefined && value !== undefined) {
    const key = attribute === 'externalId' ? value : value.toLowerCase();
    const bodies = (find[attribute]?.all(SHOP, CONNECTION, key) ?? []) as string[];
    return list(bodies.length, 1, bodies);
  }
  const [, start, count] = /^startIndex=(\d+)&count=(\d+)$/.exec(parameters) ?? [];
  // The first place in the list is 2.
  return list(users, Number(start), page.all(SHOP, CONNECTION, Number(start), Number(count)) as string[]);
}

function list(total: number, start: number, bodies: readonly string[]): string {
  return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${total},"startIndex":${start},"itemsPerPage":${bodies.length},"Resources":[${bodies.join()}]}`;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
