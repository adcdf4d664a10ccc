// Who must be looked at again because a group changed: users whose own membership did, at once where they are few; else
// the group, which the sync turns into its users page by page. Members that went are noted until it has come to them.
import type { MemberEdge, Scope } from '../directory/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import { groupsWithin, listed } from './computed-statements.ts';
import { dependOnGroups } from './due-groups.ts';
import type { Session } from './engine.ts';
import { dirtyUsers } from './expand-statements.ts';
import { pageOfMembers } from './member-statements.ts';
import { markDirty, PRIORITY } from './outbox.ts';
import { type SqlValue, statement } from './statement.ts';
import { clearRow, findBookmark, saveBookmark } from './sync-statements.ts';

/** Members that a change marks by itself; more are left to the sync. */
const FEW = 500;
/** Edges asked for by one statement. */
const CHUNK = 5_000;

type GroupKey = { shop: string; connection: string; group: string };

/** Held until this transaction ends, so that settings which begin to depend on groups come before it or after it. */
const settingsOf = statement<{ shop: string; connection: string }>()((db, p, dialect) =>
  db
    .selectFrom('connections')
    .select('settings')
    .where('shop', '=', p('shop'))
    .where('id', '=', p('connection'))
    .$if(dialect === 'postgres', (query) => query.forShare()),
);

const edgesTo = statement<GroupKey & { ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('group_members')
    .select(['member_id', 'member_type'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('group_id', '=', p('group'))
    .where('member_id', 'in', listed(p('ids'), dialect)),
);

const noteDeparted = statement<GroupKey & { ids: string }>()((db, p, dialect) =>
  db
    .insertInto('group_departures')
    .columns(['shop', 'connection', 'group_id', 'member_id', 'member_type'])
    .expression((eb) =>
      eb
        .selectFrom('group_members')
        .select(['shop', 'connection', 'group_id', 'member_id', 'member_type'])
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('group_id', '=', p('group'))
        .where('member_id', 'in', listed(p('ids'), dialect)),
    )
    .onConflict((conflict) => conflict.doNothing()),
);

const noteAllDeparted = statement<GroupKey>()((db, p) =>
  db
    .insertInto('group_departures')
    .columns(['shop', 'connection', 'group_id', 'member_id', 'member_type'])
    .expression((eb) =>
      eb
        .selectFrom('group_members')
        .select(['shop', 'connection', 'group_id', 'member_id', 'member_type'])
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('group_id', '=', p('group')),
    )
    .onConflict((conflict) => conflict.doNothing()),
);

const pageOfDepartures = statement<GroupKey & { limit: number }>()((db, p) =>
  db
    .selectFrom('group_departures')
    .select(['member_id', 'member_type'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('group_id', '=', p('group'))
    .orderBy('member_id')
    .limit(p('limit')),
);

const forgetDepartures = statement<GroupKey & { last: string }>()((db, p) =>
  db
    .deleteFrom('group_departures')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('group_id', '=', p('group'))
    .where('member_id', '<=', p('last')),
);

const nestedIn = statement<Record<'shop' | 'connection' | 'group', SqlValue>>()((db, p) =>
  groupsWithin(db, p as (key: string) => SqlValue, 'group'),
);

interface Place extends Scope {
  readonly group: string;
}

/** To be called before these members are added: whoever is one already is not affected. */
export async function noteArrivals(
  session: Session,
  place: Place,
  members: readonly MemberEdge[],
  now: number,
): Promise<void> {
  if (!(await isWatched(session, place))) return;
  const present = await edgesAmong(
    session,
    place,
    members.map(({ value }) => value),
  );
  const known = new Set(present.map(({ value }) => value));
  const arriving = members.filter(({ value }) => !known.has(value));
  if (arriving.length > FEW) await markGroup(session, place, place.group, now);
  else await markMembers(session, place, arriving, now);
}

/** To be called before these members are removed. */
export async function noteDepartures(
  session: Session,
  place: Place,
  ids: readonly string[],
  now: number,
): Promise<void> {
  if (!(await isWatched(session, place))) return;
  const leaving = await edgesAmong(session, place, ids);
  if (leaving.length <= FEW) return markMembers(session, place, leaving, now);
  for (const chunk of chunksOf(ids))
    await session.run(noteDeparted, { ...keyOf(place), ids: JSON.stringify(chunk) });
  await markGroup(session, place, place.group, now);
}

/** To be called before a group loses all members. */
export async function noteAllDepartures(session: Session, place: Place, now: number): Promise<void> {
  if (!(await isWatched(session, place))) return;
  const rows = await session.all(pageOfMembers, { ...keyOf(place), after: '', limit: FEW + 1 });
  if (rows.length <= FEW) return markMembers(session, place, rows.map(toEdge), now);
  await session.run(noteAllDeparted, keyOf(place));
  await markGroup(session, place, place.group, now);
}

/** One page of a changed group: first those who left it, then the members of it and of the groups in it. True at the end. */
export async function expandGroup(
  session: Session,
  place: Place,
  version: number,
  limit: number,
  now: number,
): Promise<boolean> {
  const key = keyOf(place);
  const thing = {
    shop: place.shop,
    kind: 'group' as const,
    connection: place.connection,
    subject: place.group,
  };
  const departures = await session.all(pageOfDepartures, { ...key, limit });
  const last = departures.at(-1)?.member_id;
  if (last !== undefined) {
    await markMembers(session, place, departures.map(toEdge), now);
    await session.run(forgetDepartures, { ...key, last });
    return false;
  }
  if (await isWatched(session, place)) {
    const text = (await session.first(findBookmark, thing))?.bookmark ?? null;
    const bookmark = text === null ? null : (JSON.parse(text) as Bookmark);
    const next = await expandMembers(
      session,
      place,
      bookmark?.version === version ? bookmark : null,
      limit,
      now,
    );
    if (next !== null) {
      await session.run(saveBookmark, { ...thing, bookmark: JSON.stringify({ version, ...next }) });
      return false;
    }
  }
  await session.run(clearRow, { ...thing, version });
  return true;
}

interface Bookmark {
  readonly version: number;
  /** The group that is being read, of those within. */
  readonly group: string;
  readonly after: string;
}

async function expandMembers(
  session: Session,
  place: Place,
  bookmark: Bookmark | null,
  limit: number,
  now: number,
): Promise<{ group: string; after: string } | null> {
  const within = (await session.all(nestedIn, keyOf(place))).map(({ id }) => id).sort();
  const group = within.find((id) => id >= (bookmark?.group ?? ''));
  if (group === undefined) return null;
  const after = bookmark?.group === group ? bookmark.after : '';
  const rows = await session.all(pageOfMembers, { ...keyOf(place), group, after, limit });
  const users = rows.filter(({ member_type: type }) => type !== 'Group').map(({ member_id: id }) => id);
  await markUsers(session, place, users, PRIORITY.background, now);
  const last = rows.at(-1)?.member_id;
  if (last !== undefined && rows.length === limit) return { group, after: last };
  const following = within.find((id) => id > group);
  return following === undefined ? null : { group: following, after: '' };
}

/** The users among some members, and the users of the groups among them. */
async function markMembers(
  session: Session,
  place: Place,
  members: readonly MemberEdge[],
  now: number,
): Promise<void> {
  const users = members.filter(({ type }) => type === 'User').map(({ value }) => value);
  await markUsers(session, place, users, PRIORITY.ordinary, now);
  for (const { value, type } of members) if (type === 'Group') await markGroup(session, place, value, now);
}

async function markUsers(
  session: Session,
  { shop, connection }: Scope,
  users: readonly string[],
  priority: number,
  now: number,
): Promise<void> {
  if (users.length === 0) return;
  await session.run(dirtyUsers, { shop, connection, ids: JSON.stringify(users), priority, now });
}

function markGroup(
  session: Session,
  { shop, connection }: Scope,
  subject: string,
  now: number,
): Promise<void> {
  return markDirty(session, { shop, connection, kind: 'group', subject, priority: 'ordinary', now });
}

/** Whether anything of a customer depends on groups: if not, a change of settings looks at every user anyway. */
async function isWatched(session: Session, { shop, connection }: Scope): Promise<boolean> {
  const row = await session.first(settingsOf, { shop, connection });
  return row !== undefined && dependOnGroups(readSettings(row.settings));
}

async function edgesAmong(session: Session, place: Place, ids: readonly string[]): Promise<MemberEdge[]> {
  const found: MemberEdge[] = [];
  for (const chunk of chunksOf(ids)) {
    const rows = await session.all(edgesTo, { ...keyOf(place), ids: JSON.stringify(chunk) });
    found.push(...rows.map(toEdge));
  }
  return found;
}

function* chunksOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += CHUNK) yield ids.slice(at, at + CHUNK);
}

function toEdge(row: { member_id: string; member_type: string }): MemberEdge {
  return { value: row.member_id, type: row.member_type as MemberEdge['type'] };
}

function keyOf({ shop, connection, group }: Place): GroupKey {
  return { shop, connection, group };
}
