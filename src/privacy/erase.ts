// Erases one person: finds its users and its customer, learns by what it is named, and takes that out of every text.
import { identifiersIn, searchFor } from './identifiers.ts';
import type { Person } from './payloads.ts';
import type { FoundPerson, NamingText, PersonStore, Trail, UserKey } from './ports.ts';

const BLANKED_AT_ONCE = 100;

/** @param emailKeyOf when two addresses are the same to Shopify */
export async function followTrail(
  store: PersonStore,
  shop: string,
  { customerId, email, phone }: Person,
  emailKeyOf: (email: string) => string,
): Promise<Trail> {
  const emailKey = email === null ? null : emailKeyOf(email);
  const direct = await store.find(shop, { customerId, emailKey });
  const found = customerId === null ? direct : await withPast(store, shop, customerId, direct);
  // A group's name is not its member's.
  const { groups: _, ...ofThePerson } = await store.rowsOf(shop, found);
  const identifiers = identifiersIn({ email, phone, rows: parseColumns(ofThePerson) });
  return { ...found, identifiers: [...identifiers] };
}

/** False while it must wait. */
export async function erasePerson(
  store: PersonStore,
  shop: string,
  trail: Trail,
  again: boolean,
  now: number,
): Promise<boolean> {
  if (!(await store.blank(shop, trail, again, now))) return false;
  const names = searchFor(trail.identifiers);
  let named: NamingText[] = [];
  for await (const text of store.texts(shop)) {
    if (!names(text.text)) continue;
    named.push(text);
    if (named.length < BLANKED_AT_ONCE) continue;
    await store.blankTexts(shop, named);
    named = [];
  }
  await store.blankTexts(shop, named);
  await store.scrub();
  return true;
}

/** Users who are deleted have no claim any more: the timeline knows whose customer it was. */
async function withPast(
  store: PersonStore,
  shop: string,
  customerId: string,
  { users, links }: FoundPerson,
): Promise<FoundPerson> {
  const past = new Map<string, UserKey>();
  const names = searchFor([customerId.toLowerCase()]);
  for await (const { place, key, text } of store.texts(shop)) {
    const { connection, subject } = key;
    if (place !== 'event' || typeof connection !== 'string' || typeof subject !== 'string') continue;
    if (subject !== '' && names(text)) past.set(`${connection} ${subject}`, { connection, userId: subject });
  }
  // Whoever is there still has another customer by now, and is somebody else.
  return { users: [...users, ...(await store.deletedAmong(shop, [...past.values()]))], links };
}

/** Columns of JSON as what they hold. */
export function parseColumns(rows: unknown): unknown {
  return JSON.parse(JSON.stringify(rows), (_, value) => {
    if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  });
}
