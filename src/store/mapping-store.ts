// The SQL behind the preview of a mapping and of group rules.
import type { Kysely } from 'kysely';
import type { MappingStore } from '../oversight/ports.ts';
import { displayName, listed, readGroups, usersWithin } from './computed-statements.ts';
import type { Engine } from './engine.ts';
import { countPeople, usersWithCustomers } from './people-statements.ts';
import { nameOf } from './person-name.ts';
import type { Database } from './schema.ts';
import { type SqlValue, statement } from './statement.ts';
import { readUsers } from './surveyed-users.ts';

const findBody = statement<{ shop: string; connection: string; id: string }>()((db, p) =>
  db
    .selectFrom('users')
    .select('body')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

const listGroups = statement<{ shop: string; connection: string; limit: number }>()((db, p, dialect) =>
  db
    .selectFrom('groups as g')
    .select(['g.id', 'g.external_id', displayName('g.body', dialect)])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .orderBy('seq')
    .limit(p('limit')),
);

const countMembers = statement<{ shop: string; connection: string; ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('group_members')
    .select(({ fn }) => ['group_id', fn.countAll<number | string>().as('members')])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('group_id', 'in', listed(p('ids'), dialect))
    .groupBy('group_id'),
);

interface Page extends Record<string, string | number> {
  shop: string;
  connection: string;
  after: string;
  limit: number;
}

const MEMBER_COLUMNS = ['users.id', 'users.body', 'users.active', 'links.customer_id'] as const;

function membersWithCustomers(db: Kysely<Database>) {
  return usersWithCustomers(db).select(MEMBER_COLUMNS);
}

const everyone = statement<Page>()((db, p) =>
  membersWithCustomers(db)
    .where('users.shop', '=', p('shop'))
    .where('users.connection', '=', p('connection'))
    .where('users.id', '>', p('after'))
    .orderBy('users.id')
    .limit(p('limit')),
);

/** `ids` is a JSON array of groups. */
const membersOf = statement<Page & { ids: string }>()((db, p, dialect) =>
  membersWithCustomers(db)
    .where('users.shop', '=', p('shop'))
    .where('users.connection', '=', p('connection'))
    .where('users.id', 'in', usersWithin(db, p as (key: string) => SqlValue, { ids: p('ids'), dialect }))
    .where('users.id', '>', p('after'))
    .orderBy('users.id')
    .limit(p('limit')),
);

export function createMappingStore(engine: Engine): MappingStore {
  return {
    async findMapped(scope, id) {
      const row = await engine.read.first(findBody, { ...scope, id });
      if (row === undefined) return undefined;
      const groups = await readGroups(engine.read, scope, [id]);
      return { body: row.body, groups: groups.get(id) ?? [] };
    },

    async listGroups(scope, limit) {
      const rows = await engine.read.all(listGroups, { ...scope, limit });
      return rows.map(({ id, external_id, display_name }) => ({
        id,
        name: display_name ?? id,
        externalId: external_id,
        direct: true,
      }));
    },

    async users(scope, after, limit) {
      const users = await readUsers(engine.read, scope, after, limit);
      const groups = await readGroups(
        engine.read,
        scope,
        users.map(({ subject }) => subject),
      );
      return users.map((user) => ({ ...user, groups: groups.get(user.subject) ?? [] }));
    },

    async members(scope, groupIds, after, limit) {
      const { shop, connection } = scope;
      const page = { shop, connection, after, limit };
      const rows =
        groupIds === null
          ? await engine.read.all(everyone, page)
          : await engine.read.all(membersOf, { ...page, ids: JSON.stringify(groupIds) });
      const groups = await readGroups(
        engine.read,
        scope,
        rows.map(({ id }) => id),
      );
      return rows.map(({ id, body, active, customer_id }) => ({
        userId: id,
        name: nameOf(body),
        active: active === 1,
        customerId: customer_id,
        groups: groups.get(id) ?? [],
      }));
    },

    async countUsers({ shop, connection }) {
      const counted = await engine.read.first(countPeople, { shop, connection });
      return Number(counted?.users ?? 0);
    },

    async countMembers(scope, groupIds) {
      const rows = await engine.read.all(countMembers, { ...scope, ids: JSON.stringify(groupIds) });
      return new Map(rows.map(({ group_id, members }) => [group_id, Number(members)]));
    },
  };
}
