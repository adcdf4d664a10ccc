// The SQL behind the preview of a mapping.
import type { MappingStore } from '../oversight/ports.ts';
import { readGroups } from './computed-statements.ts';
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

export function createMappingStore(engine: Engine): MappingStore {
  return {
    async findMapped(scope, id) {
      const row = await engine.read.first(findBody, { ...scope, id });
      if (row === undefined) return undefined;
      const groups = await readGroups(engine.read, scope, [id]);
      return { body: row.body, groups: groups.get(id) ?? [] };
    },
  };
}
