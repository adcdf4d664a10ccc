// Reads who else claims the customers of some users, where several connections of a shop do (RULES 1).
import { listed } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { ALL_ROWS, statement } from './statement.ts';
import { settingsColumns, userColumns } from './sync-columns.ts';

/** In the shop's order; nothing of links that only one user has, as nearly all have: nothing is joined to those. */
const claimantsOfLinks = statement<{ shop: string; ids: string }>()((db, p, dialect) => {
  const shared = db
    .selectFrom('claims')
    .select(['shop', 'connection', 'user_id', 'link_id'])
    .where('shop', '=', p('shop'))
    .where('link_id', 'in', listed(p('ids'), dialect))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('claims as other')
          .select('other.user_id')
          .whereRef('other.shop', '=', 'claims.shop')
          .whereRef('other.link_id', '=', 'claims.link_id')
          .whereRef('other.user_id', '<>', 'claims.user_id'),
      ),
    )
    .limit(ALL_ROWS);
  return db
    .selectFrom(shared.as('k'))
    .innerJoin('connections as c', (join) =>
      join.onRef('c.shop', '=', 'k.shop').onRef('c.id', '=', 'k.connection'),
    )
    .leftJoin('users as u', (join) =>
      join
        .onRef('u.shop', '=', 'k.shop')
        .onRef('u.connection', '=', 'k.connection')
        .onRef('u.id', '=', 'k.user_id'),
    )
    .leftJoin('outbox as o', (join) =>
      join
        .onRef('o.shop', '=', 'k.shop')
        .onRef('o.connection', '=', 'k.connection')
        .onRef('o.subject', '=', 'k.user_id')
        .on('o.kind', '=', 'user'),
    )
    .select([
      'k.link_id',
      'k.connection',
      'k.user_id as subject',
      ...userColumns,
      ...settingsColumns,
      'o.state as outbox_state',
      'o.intent',
    ])
    .orderBy('c.rank')
    .orderBy('c.created_at')
    .orderBy('c.id')
    .orderBy('k.user_id');
});

export interface ClaimantRow {
  link_id: string | null;
  connection: string;
  subject: string;
  user_version: number | null;
  name_key: string | null;
  external_id: string | null;
  body: string | null;
  new_customer_creation: number;
  link_policy: string;
  domains: string;
  settings: string;
  outbox_state: string | null;
  intent: string | null;
}

/** All who claim each of these links that more than one user has, by the link's id. */
export async function readClaimants(
  session: Session,
  shop: string,
  links: readonly string[],
): Promise<ReadonlyMap<string, readonly ClaimantRow[]>> {
  const found = new Map<string, ClaimantRow[]>();
  if (links.length === 0) return found;
  for (const row of await session.all(claimantsOfLinks, { shop, ids: JSON.stringify(links) })) {
    const id = row.link_id ?? '';
    found.set(id, [...(found.get(id) ?? []), row]);
  }
  return found;
}
