// The SQL behind the preview of a mapping and of group rules.
import type { MappingStore } from '../oversight/ports.ts';
import { displayName, listed, readGroups } from './computed-statements.ts';
import type { Engine } from './engine.ts';
import { statement } from './statement.ts';

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

    async countMembers(scope, groupIds) {
      const rows = await engine.read.all(countMembers, { ...scope, ids: JSON.stringify(groupIds) });
      return new Map(rows.map(({ group_id, members }) => [group_id, Number(members)]));
    },
  };
}
