// What is computed for users when they are read: memberships up the tree of groups, names, and how the sync stands.
import { type Kysely, sql } from 'kysely';
import type { ComputedReader, Membership, Scope, SyncFacts } from '../directory/ports.ts';
import type { UserGroup } from '../sync/ports.ts';
import type { Session } from './engine.ts';
import type { Database } from './schema.ts';
import { type Dialect, type SqlValue, statement } from './statement.ts';

/** `ids` is a JSON array: one text for pages of every size. */
type Page = { shop: string; connection: string; ids: string };

/**
 * UNION leaves out what was seen already, so that groups in one another's members come to an end. CROSS JOIN keeps
 * SQLite to the order written: it does not know how few rows `up` has.
 */
const groupsOf = statement<Page>()((db, p, dialect) =>
  db
    .withRecursive('up(user_id, group_id, direct)', (step) =>
      step
        .selectFrom('group_members')
        .select(['member_id as user_id', 'group_id', sql<number>`1`.as('direct')])
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('member_id', 'in', listed(p('ids'), dialect))
        .union(
          step
            .selectFrom('up')
            .crossJoin('group_members as m')
            .select(['up.user_id', 'm.group_id', sql<number>`0`.as('direct')])
            .whereRef('m.member_id', '=', 'up.group_id')
            .where('m.shop', '=', p('shop'))
            .where('m.connection', '=', p('connection'))
            .where('m.member_type', '=', 'Group'),
        ),
    )
    .selectFrom('up')
    .crossJoin('groups as g')
    .select(['up.user_id', 'up.group_id', 'up.direct', 'g.external_id', displayName('g.body', dialect)])
    .whereRef('g.id', '=', 'up.group_id')
    .where('g.shop', '=', p('shop'))
    .where('g.connection', '=', p('connection'))
    .orderBy('up.user_id')
    .orderBy('up.group_id')
    .orderBy('up.direct', 'desc'),
);

/** The groups that one user is in directly, and whether any of them is in another: most users need no more. */
const directGroupsOf = statement<{ shop: string; connection: string; id: string }>()((db, p, dialect) =>
  db
    .selectFrom('group_members as m')
    .crossJoin('groups as g')
    .select(({ selectFrom, exists, cast }) => [
      'm.group_id',
      displayName('g.body', dialect),
      cast<number>(
        exists(
          selectFrom('group_members as up')
            .select('up.group_id')
            .whereRef('up.shop', '=', 'm.shop')
            .whereRef('up.connection', '=', 'm.connection')
            .whereRef('up.member_id', '=', 'm.group_id'),
        ),
        'integer',
      ).as('nested'),
    ])
    .where('m.shop', '=', p('shop'))
    .where('m.connection', '=', p('connection'))
    .where('m.member_id', '=', p('id'))
    .whereRef('g.shop', '=', 'm.shop')
    .whereRef('g.connection', '=', 'm.connection')
    .whereRef('g.id', '=', 'm.group_id')
    .orderBy('m.group_id'),
);

const displayNames = statement<Page>()((db, p, dialect) =>
  db
    .selectFrom('users as u')
    .select(['u.id', displayName('u.body', dialect)])
    .where('u.shop', '=', p('shop'))
    .where('u.connection', '=', p('connection'))
    .where('u.id', 'in', listed(p('ids'), dialect)),
);

const syncFacts = statement<Page>()((db, p, dialect) =>
  db
    .selectFrom('users as u')
    .leftJoin('claims as k', (join) =>
      join
        .onRef('k.shop', '=', 'u.shop')
        .onRef('k.connection', '=', 'u.connection')
        .onRef('k.user_id', '=', 'u.id'),
    )
    .leftJoin('links as l', (join) => join.onRef('l.shop', '=', 'k.shop').onRef('l.id', '=', 'k.link_id'))
    .leftJoin('outbox as o', (join) =>
      join
        .onRef('o.shop', '=', 'u.shop')
        .onRef('o.connection', '=', 'u.connection')
        .onRef('o.subject', '=', 'u.id')
        .on('o.kind', '=', 'user')
        .on('o.state', 'in', ['pending', 'held']),
    )
    .select([
      'u.id',
      'k.state',
      'k.code',
      'l.customer_id',
      'l.origin',
      'o.state as row_state',
      'o.error_code',
    ])
    .where('u.shop', '=', p('shop'))
    .where('u.connection', '=', p('connection'))
    .where('u.id', 'in', listed(p('ids'), dialect)),
);

/** States in which a code says what went wrong, rather than what is waited for. */
const FAULTY: ReadonlySet<string> = new Set(['held', 'gone', 'failed']);

const NO_MEMBERSHIPS: ReadonlyMap<string, readonly Membership[]> = new Map();

export function createComputedReader(session: Session): ComputedReader {
  return {
    async groupsOf(scope, ids) {
      const { shop, connection } = scope;
      const [id = '', ...others] = ids;
      if (others.length === 0) {
        const direct = await session.all(directGroupsOf, { shop, connection, id });
        if (direct.length === 0) return NO_MEMBERSHIPS;
        if (!direct.some(({ nested }) => nested === 1)) return new Map([[id, direct.map(toDirect)]]);
      }
      const memberships = new Map<string, Membership[]>();
      for (const [user, groups] of await readGroups(session, scope, ids)) {
        memberships.set(
          user,
          groups.map(({ id: value, name: display, direct }) => ({
            value,
            display,
            type: direct ? 'direct' : 'indirect',
          })),
        );
      }
      return memberships;
    },

    async displayNames(scope, ids) {
      const rows = await session.all(displayNames, page(scope, ids));
      return new Map(rows.map((row) => [row.id, row.display_name]));
    },

    async syncFacts(scope, ids) {
      const rows = await session.all(syncFacts, page(scope, ids));
      return new Map(rows.map((row) => [row.id, toFacts(row)]));
    },
  };
}

function toDirect(row: { group_id: string; display_name: string | null }): Membership {
  return { value: row.group_id, display: row.display_name ?? '', type: 'direct' };
}

/** The groups of many users, each once, by ascending id. */
export async function readGroups(
  session: Session,
  scope: Scope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, UserGroup[]>> {
  const groups = new Map<string, UserGroup[]>();
  for (const row of await session.all(groupsOf, page(scope, ids))) {
    const known = groups.get(row.user_id) ?? [];
    // Whoever is in a group both ways is in it directly: that row comes first.
    if (known.at(-1)?.id === row.group_id) continue;
    const { group_id: id, external_id: externalId, direct } = row;
    known.push({ id, name: row.display_name ?? '', externalId, direct: direct === 1 });
    groups.set(row.user_id, known);
  }
  return groups;
}

function page({ shop, connection }: Scope, ids: readonly string[]): Page {
  return { shop, connection, ids: JSON.stringify(ids) };
}

function toFacts(row: {
  state: string | null;
  code: string | null;
  customer_id: string | null;
  origin: Database['links']['origin'] | null;
  row_state: Database['outbox']['state'] | null;
  error_code: string | null;
}): SyncFacts {
  const claimed = row.state !== null && FAULTY.has(row.state) ? row.code : null;
  return {
    syncState: row.row_state ?? row.state ?? 'pending',
    customerId: row.customer_id,
    lastError: row.row_state === 'held' ? 'mass_leave' : (row.error_code ?? claimed),
    origin: row.origin === 'adopted' ? 'linked' : row.origin,
  };
}

/** One group by the place of its id, or several by a JSON array of theirs. */
type Start = string | { readonly ids: string; readonly dialect: Dialect };

/** The ids of all users in groups, themselves or through the groups in them. */
export function usersWithin(db: Kysely<Database>, p: (key: string) => SqlValue, start: Start) {
  return withDown(db, p, start)
    .selectFrom('down')
    .crossJoin('group_members as e')
    .select('e.member_id')
    .whereRef('e.group_id', '=', 'down.id')
    .where('e.shop', '=', p('shop') as string)
    .where('e.connection', '=', p('connection') as string);
}

/** The ids of a group and of all groups in it, each once. */
export function groupsWithin(db: Kysely<Database>, p: (key: string) => SqlValue, group: string) {
  return withDown(db, p, group).selectFrom('down').select('id');
}

function withDown(db: Kysely<Database>, p: (key: string) => SqlValue, start: Start) {
  return db.withRecursive('down(id)', (step) => {
    const one = (place: string) => step.selectNoFrom(sql<string>`cast(${p(place)} as text)`.as('id'));
    const several = (ids: string, dialect: Dialect) =>
      step
        .selectFrom('groups')
        .select('id')
        .where('shop', '=', p('shop') as string)
        .where('connection', '=', p('connection') as string)
        .where('id', 'in', listed(ids, dialect));
    const first =
      typeof start === 'string'
        ? one(start)
        : (several(start.ids, start.dialect) as unknown as ReturnType<typeof one>);
    return first.union(
      step
        .selectFrom('down')
        .crossJoin('group_members as m')
        .select('m.member_id as id')
        .whereRef('m.group_id', '=', 'down.id')
        .where('m.shop', '=', p('shop') as string)
        .where('m.connection', '=', p('connection') as string)
        // Spelt out, for the index on memberships of groups is found by it.
        .where('m.member_type', '=', sql.lit('Group')),
    );
  });
}

/** The elements of a JSON array of texts. */
export function listed(ids: string, dialect: Dialect) {
  return dialect === 'sqlite'
    ? sql<string>`(select value from json_each(${ids}))`
    : sql<string>`(select json_array_elements_text(cast(${ids} as json)))`;
}

export function displayName(body: 'g.body' | 'u.body', dialect: Dialect) {
  const column = sql.ref(body);
  const read =
    dialect === 'sqlite'
      ? sql<string | null>`json_extract(${column}, '$.displayName')`
      : sql<string | null>`cast(${column} as json) ->> 'displayName'`;
  return read.as('display_name');
}
