// The SQL behind the list of customers that another hand has changed.
import type { DriftStore } from '../oversight/ports.ts';
import type { DriftKey } from '../sync/ports.ts';
import type { Engine } from './engine.ts';
import { nameOf } from './person-name.ts';
import { statement } from './statement.ts';

const drifted = statement<{ shop: string; connection: string; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('links')
    .innerJoin('claims', (join) =>
      join.onRef('claims.shop', '=', 'links.shop').onRef('claims.link_id', '=', 'links.id'),
    )
    .leftJoin('users', (join) =>
      join
        .onRef('users.shop', '=', 'claims.shop')
        .onRef('users.connection', '=', 'claims.connection')
        .onRef('users.id', '=', 'claims.user_id'),
    )
    .select(['links.id', 'links.customer_id', 'links.drift', 'claims.user_id', 'users.body'])
    .where('links.shop', '=', p('shop'))
    .where('links.id', '>', p('after'))
    .where('links.drift', 'is not', null)
    .where('claims.connection', '=', p('connection'))
    .orderBy('links.id')
    .limit(p('limit')),
);

export function createDriftStore(engine: Engine): DriftStore {
  return {
    async listDrift(scope, after, limit) {
      const rows = await engine.read.all(drifted, { ...scope, after, limit });
      return rows.map((row) => {
        const { keys, since } = JSON.parse(row.drift ?? '') as { keys: DriftKey[]; since: number };
        return {
          linkId: row.id,
          userId: row.user_id,
          name: nameOf(row.body),
          customerId: row.customer_id,
          changed: keys,
          since,
        };
      });
    },
  };
}
