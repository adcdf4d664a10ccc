// The physical limit of writing: raw better-sqlite3 doing Rollcall's durable commits, one after another.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { v7 as uuidv7 } from 'uuid';
import { readSettings, serveParent, usedMicroseconds } from '../parent.ts';
import { SHOP, userBody } from '../population.ts';
import { CONNECTION, createTables, insertUser, markDirty } from '../tables.ts';

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

const { file, users } = readSettings<{ file: string; users: number }>();
const { writer, userIds, statements } = await createTables(file, users, (n) => JSON.stringify(userBody(n)));
let created = users;
let patched = 0;

const key = 'shop = ? and connection = ? and id = ?';
const findUser = writer.prepare(`select id, version, body, created_at, modified_at from users where ${key}`);
const findGroup = writer.prepare(
  `select id, version, body, created_at, modified_at from groups where ${key}`,
);
const updateUser = writer.prepare(
  `update users set version = version + 1, active = ?, body = ?, modified_at = ? where ${key}`,
);
const updateGroup = writer.prepare(`update groups set version = version + 1, modified_at = ? where ${key}`);
const insertGroup = writer.prepare(
  `insert into groups (shop, connection, id, seq, version, name_key, body, created_at, modified_at)
   values (?, ?, ?, (select coalesce(max(seq), 0) + 1 from groups), 1, ?, ?, ?, ?)`,
);
const insertEdge = writer.prepare(
  `insert into group_members (shop, connection, group_id, member_id, member_type)
   values (?, ?, ?, ?, 'User') on conflict do nothing`,
);

const createUser = writer.transaction(() => {
  const n = created;
  created += 1;
  insertUser(statements, n, uuidv7(), JSON.stringify(userBody(n)));
});

const patchUser = writer.transaction(() => {
  const id = userIds[patched % users] as string;
  // One round over the users takes access away, the next gives it back.
  const active = Math.floor(patched / users) % 2;
  patched += 1;
  const { body } = findUser.get(SHOP, CONNECTION, id) as { body: string };
  const now = Date.now();
  const changed = JSON.stringify({ ...JSON.parse(body), active: active === 1 });
  updateUser.run(active, changed, now, SHOP, CONNECTION, id);
  markDirty(statements, 'user', id, active === 1 ? 5 : 0, now);
});

const addMember = writer.transaction((group: string) => {
  findGroup.get(SHOP, CONNECTION, group);
  const now = Date.now();
  insertEdge.run(SHOP, CONNECTION, group, randomUUID());
  updateGroup.run(now, SHOP, CONNECTION, group);
  markDirty(statements, 'group', group, 5, now);
});

const createGroup = writer.transaction((size: number) => {
  const group = uuidv7();
  const now = Date.now();
  insertGroup.run(SHOP, CONNECTION, group, group, JSON.stringify({ displayName: group }), now, now);
  for (let n = 0; n < size; n += 1) insertEdge.run(SHOP, CONNECTION, group, randomUUID());
  return group;
});

const removeGroup = writer.transaction((group: string) => {
  writer
    .prepare('delete from group_members where shop = ? and connection = ? and group_id = ?')
    .run(SHOP, CONNECTION, group);
  writer.prepare(`delete from groups where ${key}`).run(SHOP, CONNECTION, group);
});

serveParent({}, { commits: (detail) => measureCommits(detail as RawQuestion) });

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
  while (end - begin < milliseconds && latencies.length < maxRequests) {
    commit();
    const now = performance.now();
    latencies.push(now - end);
    end = now;
  }
  const cpuMicroseconds = usedMicroseconds() - cpuBefore;
  if (write === 'member') removeGroup(group);
  return {
    requests: latencies.length,
    seconds: (end - begin) / 1000,
    latencies: latencies.sort((a, b) => a - b),
    cpuMicroseconds,
  };
}
