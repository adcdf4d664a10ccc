// Random small directories, and random queries over them that often find something.
import fc from 'fast-check';
import type { ResourceKind } from '../../src/directory/ports.ts';

/** Ids are known beforehand, so that members, managers and filters can name them. */
export const idOf = (n: number): string => `r${n}`;
const MOST = 12;
const id = fc.nat(MOST - 1).map(idOf);

const name = fc.constantFrom(
  'ada',
  'Ada',
  'ADA',
  'bob',
  'Zoë',
  'zoe',
  'straße',
  'ΣΑΣ',
  '\uff21da',
  '\u{1f600}',
  '\uffee',
);
const words = fc.constantFrom('work', 'Work', 'home', 'count', 'Count', 'a', '10', '9');
const email = name.map((local) => `${local}@x.example`);

const element = fc.record(
  { value: email, type: fc.constantFrom('work', 'home', 'Work'), display: words },
  { requiredKeys: ['value'] },
);

interface Made {
  readonly kind: ResourceKind;
  readonly body: Record<string, unknown>;
  /** Whether the clock has moved on since the one before. */
  readonly later: boolean;
}

const user = fc
  .record(
    {
      externalId: fc.constantFrom('e1', 'E1', 'e2'),
      displayName: name,
      active: fc.boolean(),
      title: words,
      name: fc.record({ familyName: name, givenName: words }, { requiredKeys: [] }),
      emails: fc.array(element, { maxLength: 3 }),
      department: words,
      manager: fc.oneof(id, fc.constant('nobody')),
    },
    { requiredKeys: [] },
  )
  .map((body) => ({ kind: 'User' as const, body }));

const group = fc
  .record(
    {
      externalId: fc.constantFrom('e1', 'e2'),
      members: fc.array(fc.oneof(id, fc.constantFrom('gone', 'GONE')), { maxLength: 6 }),
    },
    { requiredKeys: [] },
  )
  .map((body) => ({ kind: 'Group' as const, body }));

/** What is created, in order, and which of it is touched again afterwards. */
export const directory = fc.record({
  made: fc
    .array(
      fc.tuple(fc.oneof({ arbitrary: user, weight: 2 }, { arbitrary: group, weight: 1 }), name, fc.boolean()),
      {
        maxLength: MOST,
      },
    )
    .map((all): Made[] =>
      all.map(([{ kind, body }, unique, later], n) => ({
        kind,
        later,
        // Names are unique without regard to case.
        body: { ...body, [kind === 'User' ? 'userName' : 'displayName']: `${unique}${n}` },
      })),
    ),
  touched: fc.array(fc.nat(MOST - 1), { maxLength: 4 }),
  removed: fc.array(fc.nat(MOST - 1), { maxLength: 2 }),
});

const quoted = (text: fc.Arbitrary<string>) => text.map((value) => JSON.stringify(value));
const numbered = fc.tuple(name, fc.nat(MOST - 1)).map(([text, n]) => `${text}${n}`);
const instant = fc.nat(5).map((n) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString());
const equality = fc.constantFrom('eq', 'ne');
const textual = fc.constantFrom('eq', 'eq', 'eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const comparison = (paths: readonly string[], operator: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(...paths), operator, value).map((parts) => parts.join(' '));

const leaf = fc.oneof(
  comparison(['userName', 'displayName'], textual, quoted(fc.oneof(numbered, name))),
  comparison(['externalId'], textual, quoted(fc.constantFrom('e1', 'E1', 'e2'))),
  comparison(
    ['id', 'members', 'members.value', 'groups', 'groups.value', 'manager'],
    textual,
    quoted(fc.oneof(id, fc.constantFrom('gone', 'nobody'))),
  ),
  comparison(
    ['groups.display', 'name.familyName', 'manager.displayName', 'emails.value', 'emails'],
    textual,
    quoted(fc.oneof(name, email)),
  ),
  comparison(['title', 'emails.type', 'groups.type', 'members.type', 'department'], textual, quoted(words)),
  comparison(['active', 'emails.primary'], equality, fc.constantFrom('true', 'false', 'null', '"True"')),
  {
    arbitrary: comparison(
      ['meta.created', 'meta.lastModified'],
      fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      quoted(instant),
    ),
    weight: 4,
  },
  comparison(
    ['meta.resourceType', 'meta.version', 'schemas'],
    textual,
    fc.constantFrom('"User"', '"Group"', '"W/\\"1\\""'),
  ),
  fc.constantFrom(
    'title pr',
    'emails pr',
    'members pr',
    'groups pr',
    'displayName pr',
    'manager pr',
    'name pr',
    'userName pr',
  ),
  comparison(
    ['title', 'displayName', 'externalId', 'emails.value', 'members.value', 'groups.value'],
    equality,
    fc.constant('null'),
  ),
  quoted(email).map((value) => `emails[value eq ${value}]`),
  fc
    .tuple(quoted(email), quoted(words))
    .map(([value, type]) => `emails[type eq ${type} and value eq ${value}]`),
  fc
    .tuple(quoted(email), quoted(words))
    .map(([value, type]) => `emails[not (type eq ${type}) or value eq ${value}]`),
  quoted(id).map((value) => `members[value eq ${value}]`),
  quoted(id).map((value) => `groups[value eq ${value} and type eq "direct"]`),
);

const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: leaf, weight: 3 },
    { arbitrary: fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a}) and (${b})`), weight: 2 },
    { arbitrary: fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a}) or (${b})`), weight: 2 },
    { arbitrary: tie('filter').map((inner) => `not (${inner})`), weight: 1 },
  ),
}));

const sortBy = fc.constantFrom(
  'userName',
  'displayName',
  'id',
  'meta.created',
  'meta.lastModified',
  'title',
  'emails',
  'active',
  'externalId',
  'name.familyName',
  'department',
);

/** A query, and how big its pages are. */
export const question = fc.record(
  {
    kinds: fc.constantFrom<readonly ResourceKind[]>(['User'], ['Group'], ['User', 'Group']),
    filter,
    sortBy,
    descending: fc.boolean(),
    count: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['kinds', 'descending', 'count'] },
);
