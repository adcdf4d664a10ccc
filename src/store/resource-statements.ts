// The statements on users and groups; the two tables differ in that users are active or not, and groups may share names.
import { type ExpressionBuilder, sql } from 'kysely';
import type { StoredResource } from '../directory/ports.ts';
import type { Database } from './schema.ts';
import { type Statement, statement } from './statement.ts';

export type ResourceTableName = 'users' | 'groups';

type Key = { shop: string; connection: string; id: string };
type Values = Key & {
  seq: number;
  version: number;
  name_key: string;
  display_key: string;
  external_id: string | null;
  active: number;
  body: string;
  created_at: number;
  modified_at: number;
};

/** What a reader needs of a row. */
export const STORED_COLUMNS = ['id', 'version', 'body', 'created_at', 'modified_at'] as const;

export interface StoredRow {
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly created_at: number;
  readonly modified_at: number;
  /** 1 or 0; absent where it was not asked for. */
  readonly in_groups?: number | null;
}

/**
 * Whether the user is in any group: asked with the row, because most are in none, and another query for their groups
 * would cost as much as the row.
 */
export function inGroups({ exists, selectFrom, cast }: ExpressionBuilder<Database, 'users'>) {
  const memberships = selectFrom('group_members as m')
    .select('m.group_id')
    .whereRef('m.shop', '=', 'users.shop')
    .whereRef('m.connection', '=', 'users.connection')
    .whereRef('m.member_id', '=', 'users.id');
  return cast<number | null>(exists(memberships), 'integer').as('in_groups');
}

const NOT_ASKED = sql<number | null>`null`.as('in_groups');

export function toStored(row: StoredRow): StoredResource {
  return {
    id: row.id,
    version: row.version,
    body: row.body,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    inGroups: row.in_groups === undefined || row.in_groups === null ? undefined : row.in_groups === 1,
  };
}

type UpdateValues = Omit<Values, 'seq' | 'created_at'>;

/** Which of the columns that a resource is found by an update changes. */
interface Changes {
  readonly names: boolean;
  readonly externalId: boolean;
  readonly active: boolean;
}

export type ResourceStatements = ReturnType<typeof createResourceStatements>;

export function createResourceStatements(name: ResourceTableName) {
  // Typed as one of the two tables; what only one of them has is added where it is that one.
  const table = name as 'users';
  const counter = name;
  /** By what a resource of the same name is found. */
  const lookup = (name === 'users' ? 'name_key' : 'display_key') as 'name_key';

  const find = (isLocked: boolean) =>
    statement<Key>()((db, p, dialect) =>
      db
        .selectFrom(table)
        .select(STORED_COLUMNS)
        .select((eb) => (name === 'users' ? inGroups(eb) : NOT_ASKED))
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('id', '=', p('id'))
        .$if(isLocked && dialect === 'postgres', (query) => query.forUpdate()),
    );

  const updates = Array.from({ length: 8 }, (_, bits) =>
    updateOf({ names: (bits & 1) > 0, externalId: (bits & 2) > 0, active: (bits & 4) > 0 }),
  );

  return {
    find: find(false),

    /** Locks the row where the engine has row locks; SQLite has one writer. */
    findForUpdate: find(true),

    /** Counts one more and yields its place in the list order. */
    takeSeq: statement<Omit<Key, 'id'> & { active: number }>()((db, p) =>
      db
        .updateTable('connection_counts')
        .set((eb) => ({
          next_seq: eb('next_seq', '+', 1),
          [counter]: eb(counter, '+', 1),
          ...(name === 'users' && { active_users: eb('active_users', '+', p('active')) }),
        }))
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .returning('next_seq'),
    ),

    countOneLess: statement<Omit<Key, 'id'> & { active: number }>()((db, p) =>
      db
        .updateTable('connection_counts')
        .set((eb) => ({
          [counter]: eb(counter, '-', 1),
          ...(name === 'users' && { active_users: eb('active_users', '-', p('active')) }),
        }))
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection')),
    ),

    total: statement<Omit<Key, 'id'>>()((db, p) =>
      db
        .selectFrom('connection_counts')
        .select(`${counter} as total`)
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection')),
    ),

    insert: statement<Values>()((db, p) =>
      db
        .insertInto(table)
        .values({
          shop: p('shop'),
          connection: p('connection'),
          id: p('id'),
          seq: p('seq'),
          version: p('version'),
          name_key: p('name_key'),
          external_id: p('external_id'),
          body: p('body'),
          created_at: p('created_at'),
          modified_at: p('modified_at'),
          display_key: p('display_key'),
          ...(name === 'users' && { active: p('active') }),
        } as Values)
        .onConflict((conflict) => conflict.columns(['shop', 'connection', 'name_key']).doNothing()),
    ),

    findOtherByName: statement<Key & { lookup_key: string }>()((db, p) =>
      db
        .selectFrom(table)
        .select('id')
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where(lookup, '=', p('lookup_key'))
        .where('id', '<>', p('id')),
    ),

    /** Writes the columns that changed: each of them is in an index, which would be written with it. */
    update({ names, externalId, active }: Changes): Statement<UpdateValues, unknown> {
      return updates[Number(names) + 2 * Number(externalId) + 4 * Number(active)] as (typeof updates)[0];
    },

    /** Yields what was removed, and whether it was active. */
    remove: statement<Key>()((db, p) =>
      db
        .deleteFrom(table)
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('id', '=', p('id'))
        .returning(name === 'users' ? 'active' : sql<number>`1`.as('active')),
    ),
  };
  function updateOf({ names, externalId, active }: Changes) {
    return statement<UpdateValues>()((db, p) =>
      db
        .updateTable(table)
        .set({
          version: p('version'),
          body: p('body'),
          modified_at: p('modified_at'),
          ...(names && { name_key: p('name_key'), display_key: p('display_key') }),
          ...(externalId && { external_id: p('external_id') }),
          ...(active && name === 'users' && { active: p('active') }),
        })
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('id', '=', p('id')),
    );
  }
}
