// The physical limit of writing: raw better-sqlite3 doing Rollcall's durable commits, one after another; and the same
// commits behind a bare server, which shows what HTTP alone adds to them.
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import SQLite from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { readSettings, serveParent, usedMicroseconds } from '../parent.ts';
import {
  CONNECTION,
  displayNameOf,
  externalIdOf,
  groupBody,
  SCIM_ROOT,
  SHOP,
  userBody,
  userIdOf,
  userNameOf,
} from '../population.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The writes that are measured. */
export type RawWrite = 'create' | 'patch' | 'member';

export interface RawQuestion {
  readonly write: RawWrite;
  readonly milliseconds: number;
  readonly maxRequests: number;
  /** Members that the group has before, for `member`. */
  readonly groupSize: number;
}

export interface RawAnswer {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
  readonly cpuMicroseconds: number;
}

/** `file` is filled as Rollcall's is, and nobody else's. */
const { file, users, token } = readSettings<{ file: string; users: number; token: string }>();
const writer = new SQLite(file);
// As src/store/sqlite.ts has it: the limit has every advantage that Rollcall has.
writer.pragma('journal_mode = WAL');
writer.pragma('synchronous = FULL');
writer.pragma('temp_store = MEMORY');
writer.pragma('wal_autocheckpoint = 8000');
let created = users;
let patched = 0;

const key = 'shop = ? and connection = ? and id = ?';
const takeSeq = (counts: string) =>
  writer
    .prepare(
      `update connection_counts set next_seq = next_seq + 1, ${counts}
       where shop = ? and connection = ? returning next_seq`,
    )
    .pluck();
const takeUserSeq = takeSeq('users = users + 1, active_users = active_users + 1');
const takeGroupSeq = takeSeq('groups = groups + 1');
const insertUser = writer.prepare(
  `insert into users
   (shop, connection, id, seq, version, name_key, display_key, external_id, active, body, created_at, modified_at)
   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);
const insertEmail = writer.prepare(
  'insert into user_emails (shop, connection, email_key, user_id) values (?, ?, ?, ?)',
);
const markDirty = writer.prepare(
  `insert into outbox (shop, kind, connection, subject, version, priority, due_at, attempts, state, created_at)
   values (?, ?, ?, ?, 1, ?, ?, 0, 'pending', ?)
   on conflict (shop, kind, connection, subject) do update set version = outbox.version + 1,
   priority = min(outbox.priority, excluded.priority), due_at = excluded.due_at, state = 'pending'`,
);
const findUser = writer.prepare(`select id, version, body, created_at, modified_at from users where ${key}`);
const findGroup = writer.prepare(
  `select id, version, body, created_at, modified_at from groups where ${key}`,
);
const updateUser = writer.prepare(
  `update users set version = version + 1, active = ?, body = ?, modified_at = ? where ${key}`,
);
// What the mass-leave guard keeps (RULES 22).
const countLeaver = writer.prepare(
  `update connection_counts set active_users = active_users - 1, leavers = leavers + 1
   where shop = ? and connection = ?`,
);
const insertLeaver = writer.prepare(
  `insert into leavers (shop, connection, user_id, at, state, is_counted) values (?, ?, ?, ?, 'counted', 1)
   on conflict do nothing`,
);
const countReturn = writer.prepare(
  `update connection_counts set active_users = active_users + 1, leavers = leavers - 1
   where shop = ? and connection = ?`,
);
const deleteLeaver = writer.prepare('delete from leavers where shop = ? and connection = ? and user_id = ?');
const updateGroup = writer.prepare(`update groups set version = version + 1, modified_at = ? where ${key}`);
const insertGroup = writer.prepare(
  `insert into groups
   (shop, connection, id, seq, version, name_key, display_key, body, created_at, modified_at)
   values (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`,
);
const insertEdge = writer.prepare(
  `insert into group_members (shop, connection, group_id, member_id, member_type)
   values (?, ?, ?, ?, 'User') on conflict do nothing`,
);

// The timeline, which Rollcall too writes behind its answers, in batches.
const EVENTS_EVERY_MS = 500;
const EVENTS_IN_BATCH = 64;
const EVENTS_AT_ONCE = 16;
const EVENT = '(?, ?, ?, ?, ?, ?, ?, ?)';
const insertEvents = (count: number) =>
  writer.prepare(
    `insert into events (shop, connection, at, id, subject, kind, data, personal)
     values ${Array.from({ length: count }, () => EVENT)}`,
  );
const insertOneEvent = insertEvents(1);
const insertSomeEvents = insertEvents(EVENTS_AT_ONCE);
let events: unknown[][] = [];

function noteEvent(subject: string, method: string, path: string, payload?: object): void {
  const kind = payload === undefined ? 'member' : 'call';
  const data = { method, path: SCIM_ROOT + path, status: 200, durationMs: 0 };
  const personal = payload === undefined ? null : JSON.stringify({ payload });
  events.push([SHOP, CONNECTION, Date.now(), uuidv7(), subject, kind, JSON.stringify(data), personal]);
}

const writeEvents = writer.transaction((batch: unknown[][]) => {
  const single = batch.length % EVENTS_AT_ONCE;
  for (const event of batch.slice(0, single)) insertOneEvent.run(event);
  for (let at = single; at < batch.length; at += EVENTS_AT_ONCE) {
    insertSomeEvents.run(batch.slice(at, at + EVENTS_AT_ONCE).flat());
  }
});

function flushEvents(): void {
  for (let at = 0; at < events.length; at += EVENTS_IN_BATCH) {
    writeEvents.immediate(events.slice(at, at + EVENTS_IN_BATCH));
  }
  events = [];
}

const createUser = writer.transaction(() => {
  const id = uuidv7();
  const now = Date.now();
  const n = created;
  created += 1;
  const seq = takeUserSeq.get(SHOP, CONNECTION);
  const name = userNameOf(n).toLowerCase();
  const display = displayNameOf(n).toLowerCase();
  const user = userBody(n);
  const body = JSON.stringify(user);
  insertUser.run(SHOP, CONNECTION, id, seq, 1, name, display, externalIdOf(n), 1, body, now, now);
  insertEmail.run(SHOP, CONNECTION, name, id);
  markDirty.run(SHOP, 'user', CONNECTION, id, 5, now, now);
  noteEvent(id, 'POST', '/Users', user);
});

const patchUser = writer.transaction(() => {
  const id = userIdOf(patched % users);
  // One round over the users takes access away, the next gives it back.
  const active = Math.floor(patched / users) % 2;
  patched += 1;
  const { body } = findUser.get(SHOP, CONNECTION, id) as { body: string };
  const now = Date.now();
  const changed = JSON.stringify({ ...JSON.parse(body), active: active === 1 });
  updateUser.run(active, changed, now, SHOP, CONNECTION, id);
  if (active === 1) {
    countReturn.run(SHOP, CONNECTION);
    deleteLeaver.run(SHOP, CONNECTION, id);
  } else {
    countLeaver.run(SHOP, CONNECTION);
    insertLeaver.run(SHOP, CONNECTION, id, now);
  }
  markDirty.run(SHOP, 'user', CONNECTION, id, active === 1 ? 5 : 0, now, now);
  const operation = { op: 'Replace', path: 'active', value: active === 1 ? 'True' : 'False' };
  noteEvent(id, 'PATCH', `/Users/${id}`, patchOf(operation));
});

const addMember = writer.transaction((group: string) => {
  findGroup.get(SHOP, CONNECTION, group);
  const now = Date.now();
  const member = randomUUID();
  insertEdge.run(SHOP, CONNECTION, group, member);
  updateGroup.run(now, SHOP, CONNECTION, group);
  markDirty.run(SHOP, 'group', CONNECTION, group, 5, now, now);
  noteEvent(
    group,
    'PATCH',
    `/Groups/${group}`,
    patchOf({ op: 'Add', path: 'members', value: [{ value: member }] }),
  );
  noteEvent(member, 'PATCH', `/Groups/${group}`);
});

const createGroup = writer.transaction((size: number) => {
  const group = uuidv7();
  const now = Date.now();
  const seq = takeGroupSeq.get(SHOP, CONNECTION);
  const body = JSON.stringify(groupBody(group, []));
  insertGroup.run(SHOP, CONNECTION, group, seq, group, group, body, now, now);
  for (let n = 0; n < size; n += 1) insertEdge.run(SHOP, CONNECTION, group, randomUUID());
  return group;
});

const removeGroup = writer.transaction((group: string) => {
  writer
    .prepare('delete from group_members where shop = ? and connection = ? and group_id = ?')
    .run(SHOP, CONNECTION, group);
  writer.prepare(`delete from groups where ${key}`).run(SHOP, CONNECTION, group);
});

function patchOf(operation: object): object {
  return { schemas: [PATCH_OP], Operations: [operation] };
}

const tokenHash = sha256(`Bearer ${token}`);
let flushedAt = performance.now();

/** Each request one commit, whatever it says; what it has sent goes back. */
const server = createServer(async (request, response) => {
  if (!timingSafeEqual(sha256(request.headers.authorization ?? ''), tokenHash)) {
    response.writeHead(401).end();
    return;
  }
  const text = JSON.stringify(JSON.parse(await bodyOf(request)));
  if (request.method === 'POST') createUser.immediate();
  else patchUser.immediate();
  const headers = { 'content-type': 'application/scim+json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(200, headers).end(text);
  if (performance.now() - flushedAt < EVENTS_EVERY_MS) return;
  flushEvents();
  flushedAt = performance.now();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serveParent({ port, token }, { commits: (detail) => measureCommits(detail as RawQuestion) });
});

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function measureCommits({ write, milliseconds, maxRequests, groupSize }: RawQuestion): RawAnswer {
  const group = write === 'member' ? createGroup(groupSize) : '';
  const commit = {
    create: () => createUser.immediate(),
    patch: () => patchUser.immediate(),
    member: () => addMember.immediate(group),
  }[write];
  const latencies: number[] = [];
  const cpuBefore = usedMicroseconds();
  const begin = performance.now();
  let end = begin;
  flushedAt = begin;
  while (end - begin < milliseconds && latencies.length < maxRequests) {
    commit();
    const now = performance.now();
    latencies.push(now - end);
    end = now;
    if (end - flushedAt >= EVENTS_EVERY_MS) {
      flushEvents();
      end = performance.now();
      flushedAt = end;
    }
  }
  const cpuMicroseconds = usedMicroseconds() - cpuBefore;
  // As Rollcall writes its last ones: when nobody is waiting.
  flushEvents();
  if (write === 'member') removeGroup(group);
  return {
    requests: latencies.length,
    seconds: (end - begin) / 1000,
    latencies: latencies.sort((a, b) => a - b),
    cpuMicroseconds,
  };
}
