// The physical limit of reading: a bare server that hashes the token, runs one prepared statement and sends text.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import SQLite from 'better-sqlite3';
import { readSettings, serveParent } from '../parent.ts';
import { SCIM_ROOT, SHOP, userBody } from '../population.ts';
import { CONNECTION, createTables } from '../tables.ts';

const USERS = `${SCIM_ROOT}/Users`;

const { file, users, token } = readSettings<{ file: string; users: number; token: string }>();
const { userIds, writer } = await createTables(file, users, representation);
writer.close();

const db = new SQLite(file, { readonly: true });
const where = 'from users where shop = ? and connection = ?';
const byId = db.prepare(`select body ${where} and id = ?`).pluck();
const byName = db.prepare(`select body ${where} and name_key = ?`).pluck();
const page = db.prepare(`select body ${where} and seq >= ? order by seq limit ?`).pluck();

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
  serveParent({ port: (server.address() as AddressInfo).port, token, userIds });
});

function isAuthorized({ headers }: IncomingMessage): boolean {
  return timingSafeEqual(sha256(headers.authorization ?? ''), tokenHash);
}

function answer(url: string): string | undefined {
  const query = url.indexOf('?');
  if (query === -1) return byId.get(SHOP, CONNECTION, url.slice(USERS.length + 1)) as string | undefined;
  const parameters = decodeURIComponent(url.slice(query + 1));
  const name = /^filter=userName eq "(.*)"$/.exec(parameters)?.[1];
  if (name !== undefined) {
    const body = byName.get(SHOP, CONNECTION, name.toLowerCase()) as string | undefined;
    return list(body === undefined ? 0 : 1, 1, body === undefined ? [] : [body]);
  }
  const [, start, count] = /^startIndex=(\d+)&count=(\d+)$/.exec(parameters) ?? [];
  return list(users, Number(start), page.all(SHOP, CONNECTION, Number(start), Number(count)) as string[]);
}

function list(total: number, start: number, bodies: readonly string[]): string {
  return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${total},"startIndex":${start},"itemsPerPage":${bodies.length},"Resources":[${bodies.join()}]}`;
}

/** The whole reply, stored as it is sent. */
function representation(n: number, id: string): string {
  const at = new Date().toISOString();
  const location = `http://127.0.0.1${USERS}/${id}`;
  const meta = { resourceType: 'User', created: at, lastModified: at, location };
  return JSON.stringify({ ...userBody(n), id, meta });
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
