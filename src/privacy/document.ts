// The document that answers "what do you hold of me": every row about a person, with what the columns hold.
import { parseColumns } from './erase.ts';
import { searchFor } from './identifiers.ts';
import type { PersonStore, Trail } from './ports.ts';

export interface PersonDocument {
  readonly shop: string;
  readonly customerId: string | null;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  /** By the table in which they are kept. */
  readonly held: Readonly<Record<string, readonly unknown[]>>;
}

export async function writeDocument(
  store: PersonStore,
  shop: string,
  customerId: string | null,
  trail: Trail,
  now: number,
): Promise<PersonDocument> {
  const rows = await store.rowsOf(shop, trail);
  const names = searchFor(trail.identifiers);
  const others: Record<string, unknown[]> = { otherEvents: [], audit: [], webhooks: [] };
  const kept = { event: 'otherEvents', act: 'audit', webhook: 'webhooks' } as const;
  const theirs = new Set(trail.users.map(({ connection, userId }) => `${connection} ${userId}`));
  for await (const { place, key, text } of store.texts(shop)) {
    if (theirs.has(`${key.connection} ${key.subject}`) || !names(text)) continue;
    others[kept[place]]?.push({ ...key, text });
  }
  const held = parseColumns({ ...rows, ...others }) as PersonDocument['held'];
  return { shop, customerId, madeAt: now, held };
}
