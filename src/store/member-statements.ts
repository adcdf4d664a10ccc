// The edges between groups and their members; many are written in chunks, one statement a chunk.
import type { MemberEdge, Scope } from '../directory/ports.ts';
import type { Member } from '../protocol/index.ts';
import { listed } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { type SqlValue, type Statement, statement } from './statement.ts';

/** Edges per statement: few round trips, and a statement that is still compiled once. */
const CHUNK = 50;
/** Ids looked up by one statement. */
const LOOKED_UP = 5_000;

type GroupKey = { shop: string; connection: string; group: string };

export const pageOfMembers = statement<GroupKey & { after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('group_members')
    .select(['member_id', 'member_type'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('group_id', '=', p('group'))
    .where('member_id', '>', p('after'))
    .orderBy('member_id')
    .limit(p('limit')),
);

export const clearMembers = statement<GroupKey>()((db, p) =>
  db
    .deleteFrom('group_members')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('group_id', '=', p('group')),
);

/** A group that loses a member is another version of itself (RFC 7644 §3.14). */
export const touchGroupsOf = statement<{ shop: string; connection: string; member: string; now: number }>()(
  (db, p) =>
    db
      .updateTable('groups')
      .set((eb) => ({ version: eb('version', '+', 1), modified_at: p('now') }))
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('group_members')
          .select('group_id')
          .where('shop', '=', p('shop'))
          .where('connection', '=', p('connection'))
          .where('member_id', '=', p('member')),
      ),
);

/** A resource that is deleted leaves every group that it was in. */
export const leaveAllGroups = statement<{ shop: string; connection: string; member: string }>()((db, p) =>
  db
    .deleteFrom('group_members')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('member_id', '=', p('member')),
);

/** Which of some ids are those of groups, or of users. */
const amongGroups = idsAmong('groups');
const amongUsers = idsAmong('users');

/**
 * What each member is. What is there says so itself: clients leave the type out, or send the same one for all. Only of
 * what is not there the client is believed.
 */
export async function typeMembers(
  session: Session,
  scope: Scope,
  members: readonly Member[],
): Promise<MemberEdge[]> {
  const groups = await lookUp(session, amongGroups, scope, members);
  const doubtful = members.filter(({ value, type }) => type === 'Group' && !groups.has(value));
  const users = await lookUp(session, amongUsers, scope, doubtful);
  return members.map(({ value, type }) => {
    const isGroup = groups.has(value) || (type === 'Group' && !users.has(value));
    return { value, type: isGroup ? 'Group' : 'User' };
  });
}

async function lookUp(
  session: Session,
  among: typeof amongGroups,
  { shop, connection }: Scope,
  members: readonly Member[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let at = 0; at < members.length; at += LOOKED_UP) {
    const ids = members.slice(at, at + LOOKED_UP).map(({ value }) => value);
    const rows = await session.all(among, { shop, connection, ids: JSON.stringify(ids) });
    for (const { id } of rows) found.add(id);
  }
  return found;
}

type Among = { shop: string; connection: string; ids: string };

function idsAmong(table: 'users' | 'groups') {
  return statement<Among>()((db, p, dialect) =>
    db
      .selectFrom(table as 'users')
      .select('id')
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('id', 'in', listed(p('ids'), dialect)),
  );
}

type ChunkParameters = Record<string, SqlValue>;
type ChunkStatement = Statement<ChunkParameters, unknown>;

const insertOne = insertMembers(1);
const insertChunk = insertMembers(CHUNK);
const deleteOne = deleteMembers(1);
const deleteChunk = deleteMembers(CHUNK);

/** How many edges are new. */
export function addEdges(
  session: Session,
  key: GroupKey,
  members: readonly { value: string; type: string }[],
): Promise<number> {
  return inChunks(session, key, members, insertOne, insertChunk);
}

/** How many edges there were. */
export function removeEdges(session: Session, key: GroupKey, ids: readonly string[]): Promise<number> {
  const members = ids.map((value) => ({ value, type: '' }));
  return inChunks(session, key, members, deleteOne, deleteChunk);
}

async function inChunks(
  session: Session,
  key: GroupKey,
  members: readonly { value: string; type: string }[],
  one: ChunkStatement,
  chunk: ChunkStatement,
): Promise<number> {
  let changed = 0;
  let at = 0;
  while (at < members.length) {
    const size = members.length - at >= CHUNK ? CHUNK : 1;
    const parameters: ChunkParameters = { ...key };
    for (let i = 0; i < size; i += 1) {
      const member = members[at + i];
      parameters[`member${i}`] = member?.value ?? null;
      parameters[`type${i}`] = member?.type ?? null;
    }
    changed += await session.run(size === CHUNK ? chunk : one, parameters);
    at += size;
  }
  return changed;
}

function insertMembers(size: number): ChunkStatement {
  return statement<ChunkParameters>()((db, p) =>
    db
      .insertInto('group_members')
      .values(
        Array.from({ length: size }, (_, i) => ({
          shop: p('shop') as string,
          connection: p('connection') as string,
          group_id: p('group') as string,
          member_id: p(`member${i}`) as string,
          member_type: p(`type${i}`) as string,
        })),
      )
      .onConflict((conflict) => conflict.doNothing()),
  );
}

function deleteMembers(size: number): ChunkStatement {
  return statement<ChunkParameters>()((db, p) =>
    db
      .deleteFrom('group_members')
      .where('shop', '=', p('shop') as string)
      .where('connection', '=', p('connection') as string)
      .where('group_id', '=', p('group') as string)
      .where(
        'member_id',
        'in',
        Array.from({ length: size }, (_, i) => p(`member${i}`) as string),
      ),
  );
}
