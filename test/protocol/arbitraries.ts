// Random filters, paths, resources and PATCH messages for the property tests.
import fc from 'fast-check';
import { type AttributePath, type Filter, join, type PatchPath } from '../../src/protocol/filter/ast.ts';
import { type JsonObject, parseResource, userResourceType } from '../../src/protocol/index.ts';
import '../support/seed.ts';

const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((value) => !/[\0\p{Surrogate}]/u.test(value));
const name = fc.constantFrom('userName', 'emails', 'x', 'a-b_c9', '$ref', 'type', 'android', 'nothing');
const urn = fc.constantFrom(
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'http://example.com/a',
);
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => (value === 0 ? 0 : value));
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');

const plain = { noNullPrototype: true } as const;

const attributePath: fc.Arbitrary<AttributePath> = fc.record(
  { urn, attribute: name, sub: name },
  { requiredKeys: ['attribute'], noNullPrototype: true },
);
const attributeName: fc.Arbitrary<AttributePath> = fc.record({ attribute: name }, plain);

function filterOver(
  path: fc.Arbitrary<AttributePath>,
  leaves: readonly fc.Arbitrary<Filter>[],
): fc.Arbitrary<Filter> {
  const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.record(
        { kind: fc.constant('compare' as const), path, operator, value },
        plain,
      ) as fc.Arbitrary<Filter>,
      fc.record({ kind: fc.constant('present' as const), path }, plain),
      ...leaves,
      fc.record({ kind: fc.constant('not' as const), filter: tie('tree') }, plain),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
        )
        .map(([kind, filters]) => join(kind, filters)),
    ),
  }));
  return tree;
}

const elementFilter = filterOver(attributeName, []);

/** Any filter that the grammar knows, in the form that parseFilter gives it. */
export const filter: fc.Arbitrary<Filter> = filterOver(attributePath, [
  fc.record(
    {
      kind: fc.constant('valuePath' as const),
      path: fc.record({ urn, attribute: name }, { requiredKeys: ['attribute'], noNullPrototype: true }),
      filter: elementFilter,
    },
    plain,
  ),
]);

const userAttribute = fc.constantFrom(
  'userName',
  'DISPLAYNAME',
  'externalId',
  'active',
  'title',
  'emails',
  'name',
  'members',
  'department',
  'manager',
  'meta',
  'groups',
);
const subAttribute = fc.constantFrom('value', 'Type', 'primary', 'familyName', 'lastModified', 'display');

/** Filters over what a user has, many of which can be asked. */
export const userFilter: fc.Arbitrary<Filter> = filterOver(
  fc.oneof(
    fc.record({ attribute: userAttribute }, plain),
    fc.record({ attribute: fc.constantFrom('emails', 'roles', 'groups'), sub: subAttribute }, plain),
    fc.record({ urn, attribute: userAttribute }, plain),
  ),
  [
    fc.record(
      {
        kind: fc.constant('valuePath' as const),
        path: fc.record({ attribute: fc.constantFrom('emails', 'roles', 'members') }, plain),
        filter: filterOver(fc.record({ attribute: subAttribute }, plain), []),
      },
      plain,
    ),
  ],
);

/** Any PATCH path. */
export const patchPath: fc.Arbitrary<PatchPath> = fc.record(
  { urn, attribute: name, filter: elementFilter, sub: name },
  { requiredKeys: ['attribute'], noNullPrototype: true },
);

const word = fc.constantFrom(
  '',
  'a',
  'B',
  'work',
  'Work',
  'home',
  'a@example.com',
  'A@example.com',
  'straße',
  '\u{1f600}',
);
const flag = fc.constantFrom(true, false, 'True', 'False', 'true', null);
const element = fc.oneof(
  word,
  fc.record({ value: word, type: word, primary: flag, display: word }, { requiredKeys: [] }),
);
const list = fc.oneof(element, fc.array(element, { maxLength: 4 }), fc.constant(null));

/** The body of a User, mostly well-formed, in the many ways that clients write one. */
export const userBody = fc.record(
  {
    schemas: fc.constant(['urn:ietf:params:scim:schemas:core:2.0:User']),
    id: word,
    userName: word.filter((given) => given !== ''),
    externalId: word,
    active: flag,
    name: fc.record(
      { givenName: word, FAMILYNAME: word, formatted: fc.constant(null) },
      { requiredKeys: [] },
    ),
    emails: list,
    PhoneNumbers: list,
    addresses: fc.array(fc.record({ type: word, locality: word, primary: flag }, { requiredKeys: [] }), {
      maxLength: 3,
    }),
    roles: list,
    groups: fc.constant([]),
    password: word,
    department: word,
    manager: fc.oneof(word, fc.record({ value: word, $ref: word, displayName: word }, { requiredKeys: [] })),
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': fc.record(
      { costCenter: word },
      { requiredKeys: [] },
    ),
    'urn:example:unknown': fc.constant({ a: 1 }),
  },
  { requiredKeys: ['userName'] },
);

/** A User as it is stored. */
export const storedUser: fc.Arbitrary<JsonObject> = userBody
  .filter(isAcceptable)
  .map((body) => parseResource(userResourceType, body));

function isAcceptable(body: unknown): boolean {
  try {
    parseResource(userResourceType, body);
    return true;
  } catch {
    return false;
  }
}

const userPath = fc.constantFrom(
  'userName',
  'displayName',
  'active',
  'name',
  'name.givenName',
  'emails',
  'emails.value',
  'emails[type eq "work"]',
  'emails[type eq "work"].value',
  'emails[type eq "work" and primary eq "True"].value',
  'emails[value co "a"].primary',
  'emails[primary eq true].type',
  'roles',
  'roles[primary eq "True"].display',
  'addresses[type eq "home"].locality',
  'manager',
  'department',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
  'id',
  'nonsense',
  'emails[',
);
const op = fc.constantFrom('add', 'Add', 'replace', 'Replace', 'remove', 'Remove');

/** PATCH messages of which some can be carried out. */
export const userPatch = patchOf(
  userPath,
  fc.oneof(word, flag, list, userBody, fc.record({ givenName: word })),
);

const member = fc.constantFrom('u1', 'u2', 'u3', 'u4');
const members = fc.oneof(
  member,
  fc.record({ value: member }),
  fc.array(fc.record({ value: member, $ref: fc.constant(null) }), { maxLength: 3 }),
  fc.record({ members: fc.array(fc.record({ value: member }), { maxLength: 3 }) }),
  fc.constant(null),
);

/** PATCH messages about the members of a group. */
export const memberPatch = patchOf(
  fc.oneof(
    fc.constantFrom('members', 'displayName'),
    member.map((id) => `members[value eq "${id}"]`),
    fc.constant('members[value sw "u"]'),
  ),
  members,
);

function patchOf(path: fc.Arbitrary<string>, given: fc.Arbitrary<unknown>) {
  const operation = fc.record({ op, path, value: given }, { requiredKeys: ['op', 'path'] });
  return fc.record({ Operations: fc.array(operation, { maxLength: 5 }) });
}
