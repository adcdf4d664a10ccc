// By what a person is told apart in any text: addresses, user names, ids of the directory, telephone numbers and full
// names. Pure.

/** Keys whose values are the person's own, in SCIM, in Shopify's words and in ours. */
const NAMING =
  /^(userName|externalId|displayName|nickName|formatted|email|emailKey|email_key|phone|nameKey|name_key|external_id)$/;
const MANY = /^(emails|phoneNumbers|ims|photos)$/;
/** Of others: who somebody's manager is names the manager. */
const NOT_THEIRS = 'manager';
/** A shorter one, or one without a blank or an address's sign, only counts where it is all that a string says. */
const MIN_PART = 12;
/** Deeper than any resource. */
const MAX_DEPTH = 12;

/**
 * @example identifiersIn({ userName: 'ada@example.com', name: { givenName: 'Ada', familyName: 'King' } })
 * // Set { 'ada@example.com', 'ada king' }
 */
export function identifiersIn(value: unknown): Set<string> {
  const found = new Set<string>();
  collect(value, '', found, 0);
  return found;
}

function collect(value: unknown, key: string, found: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (value.includes('@') || NAMING.test(key)) add(found, value);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      if (MANY.test(key) && typeof item === 'object' && item !== null)
        add(found, (item as { value?: unknown }).value);
      collect(item, key, found, depth + 1);
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { givenName, familyName, firstName, lastName } = value as Record<string, unknown>;
  for (const [first, last] of [
    [givenName, familyName],
    [firstName, lastName],
  ]) {
    if (typeof first === 'string' && typeof last === 'string') add(found, `${first} ${last}`);
  }
  for (const [name, item] of Object.entries(value)) {
    if (name !== NOT_THEIRS) collect(item, name, found, depth + 1);
  }
}

function add(found: Set<string>, value: unknown): void {
  if (typeof value !== 'string') return;
  const text = value.trim().toLowerCase();
  if (text.length > 0) found.add(text);
}

/** A search for any of these in JSON text, without regard to case. */
export function searchFor(identifiers: Iterable<string>): (text: string) => boolean {
  const needles = [...identifiers].map((text) => {
    const isTelling = text.includes('@') || text.includes(' ') || text.length >= MIN_PART;
    return isTelling ? JSON.stringify(text).slice(1, -1) : JSON.stringify(text);
  });
  return (text) => {
    const folded = text.toLowerCase();
    return needles.some((needle) => folded.includes(needle));
  };
}
