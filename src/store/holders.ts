// Who has a customer that was found in the store: a user, a tombstone, or nobody any more.
import type { FoundHolder } from '../sync/ports.ts';
import type { Session } from './engine.ts';
import { findLinkOfCustomer } from './link-statements.ts';
import { statement } from './statement.ts';
import { toHolder } from './sync-rows.ts';

const findKept = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('kept_links').select('id').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

const insertKept = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .insertInto('kept_links')
    .values({ shop: p('shop'), id: p('id') })
    .onConflict((conflict) => conflict.doNothing()),
);

/** The link is forgotten, and its id stays on the customer. */
export async function keepLinkId(session: Session, shop: string, id: string): Promise<void> {
  await session.run(insertKept, { shop, id });
}

export async function findHolder(
  session: Session,
  shop: string,
  connection: string,
  { id: customer, linkId }: { id: string; linkId: string | null },
): Promise<FoundHolder> {
  const row = await session.first(findLinkOfCustomer, { shop, connection, id: linkId ?? '', customer });
  if (row !== undefined) return toHolder(row);
  const isKept = linkId !== null && (await session.first(findKept, { shop, id: linkId })) !== undefined;
  return isKept ? 'kept' : null;
}
