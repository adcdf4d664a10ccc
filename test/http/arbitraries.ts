// Random users, groups and PATCH operations for a connection with schemas of its own, mostly good ones.
import fc from 'fast-check';

export const BADGES = 'urn:example:params:scim:schemas:extension:badges:2.0:User';
export const OFFICES = 'urn:example:params:scim:schemas:extension:offices:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What the connections declare. */
export const DECLARED = [
  {
    id: BADGES,
    name: 'Badges',
    attributes: [
      { name: 'badge', mutability: 'immutable', caseExact: true },
      { name: 'level', type: 'integer' },
      { name: 'since', type: 'dateTime' },
      { name: 'colours', multiValued: true },
      {
        name: 'keys',
        type: 'complex',
        multiValued: true,
        subAttributes: [{ name: 'value' }, { name: 'type' }, { name: 'primary', type: 'boolean' }],
      },
    ],
  },
  { id: OFFICES, name: 'Offices', attributes: [{ name: 'floor', type: 'integer' }] },
];

/** Members and managers: the n-th user that is there from the start. */
export const KNOWN = 4;
const known = fc.nat(KNOWN - 1).map((n) => `{${n}}`);
const word = fc.constantFrom('Ada', 'ada', 'work', 'home', 'ß', '\u{1f600}', ' ', '0', 'O\'Neil "x"');
const type = fc.constantFrom('work', 'home', 'Work', 'other');
const email = fc.constantFrom('a@x.example', 'A@x.example', 'b@x.example', 'c@x.example');

/** At most one element is primary, as RFC 7643 §2.4 has it. */
function listOf<T extends object>(element: fc.Arbitrary<T>): fc.Arbitrary<object[]> {
  return fc
    .tuple(fc.array(element, { maxLength: 3 }), fc.nat(5))
    .map(([elements, primary]) =>
      elements.map((one, n) => (n === primary ? { ...one, primary: true } : one)),
    );
}

const emails = listOf(fc.record({ value: email, type, display: word }, { requiredKeys: ['value'] }));
const roles = listOf(fc.record({ value: word, display: word }, { requiredKeys: ['value'] }));
const addresses = listOf(fc.record({ type, locality: word, country: fc.constantFrom('GB', 'SE') }));
const badges = {
  level: fc.integer({ min: -3, max: 9 }),
  since: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T02:00:00.50+02:00'),
  colours: fc.array(fc.constantFrom('red', 'Red', 'blue'), { maxLength: 3 }),
  keys: listOf(fc.record({ value: word, type }, { requiredKeys: ['value'] })),
};
const names = { givenName: word, familyName: word, formatted: word };
const simple = { displayName: word, title: word, nickName: word, externalId: fc.constantFrom('e1', 'e2') };
const optional = { requiredKeys: [] };

/** Without its userName, which must be another one each time. */
export const user = fc.record(
  {
    ...simple,
    active: fc.boolean(),
    name: fc.record(names, optional),
    emails,
    roles,
    addresses,
    [ENTERPRISE]: fc.record({ department: word, manager: known.map((value) => ({ value })) }, optional),
    [BADGES]: fc.record({ ...badges, badge: fc.constantFrom('b1', 'b2') }, optional),
  },
  optional,
);

/** Without its displayName. */
export const group = fc.record(
  {
    externalId: simple.externalId,
    members: fc.array(
      known.map((value) => ({ value })),
      { maxLength: 4 },
    ),
    [OFFICES]: fc.record({ floor: fc.nat(9) }, optional),
  },
  optional,
);

/** What a PATCH may do to each attribute of a user. */
const userChanges: readonly fc.Arbitrary<readonly [path: string, value: unknown]>[] = [
  ...Object.entries({
    ...simple,
    active: fc.boolean(),
    emails,
    roles,
    addresses,
    ...Object.fromEntries(Object.entries(names).map(([name, value]) => [`name.${name}`, value])),
    ...Object.fromEntries(Object.entries(badges).map(([name, value]) => [`${BADGES}:${name}`, value])),
    [`${ENTERPRISE}:department`]: word,
    [`${ENTERPRISE}:manager`]: known,
    name: fc.record(names, optional),
    [BADGES]: fc.record(badges, optional),
    'emails[type eq "work"].value': email,
    'emails[type eq "home"].primary': fc.constant(true),
    'emails[value eq "a@x.example"].display': word,
    'addresses[type eq "work"].locality': word,
  }).map(([path, value]) => fc.tuple(fc.constant(path), value as fc.Arbitrary<unknown>)),
];
const groupChanges: typeof userChanges = [
  fc.tuple(
    fc.constant('members'),
    fc.array(
      known.map((value) => ({ value })),
      { maxLength: 3 },
    ),
  ),
  fc.tuple(fc.constant('externalId'), simple.externalId),
  fc.tuple(fc.constant(`${OFFICES}:floor`), fc.nat(9)),
];

interface Change {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** Operations on a user, or on a group; those without a path are sets of attributes. */
export function changesOf(
  kind: 'Users' | 'Groups',
  ops: readonly ('add' | 'replace' | 'remove')[],
  most = 4,
): fc.Arbitrary<Change[]> {
  const at = fc.oneof(...(kind === 'Users' ? userChanges : groupChanges));
  const set: fc.Arbitrary<unknown> = kind === 'Users' ? user : group;
  const located = fc
    .tuple(fc.constantFrom(...ops), at)
    .map(([op, [path, value]]): Change => (op === 'remove' ? { op, path } : { op, path, value }));
  const writing = ops.filter((op) => op !== 'remove');
  const pathless = fc.tuple(fc.constantFrom(...writing), set).map(([op, value]): Change => ({ op, value }));
  const change = fc.oneof({ arbitrary: located, weight: 4 }, { arbitrary: pathless, weight: 1 });
  return fc.array(change, { minLength: 1, maxLength: most });
}
