// Compares the published schemas with those that RFC 7643 §8.7.1 prints; each difference has its reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceTypesWith, schemaDocuments } from '../../src/protocol/index.ts';
import { absenceOf, readShared } from './shared-files.ts';

interface Printed {
  readonly name: string;
  readonly subAttributes?: readonly Printed[];
  readonly [characteristic: string]: unknown;
}

interface PrintedSchema {
  readonly id: string;
  readonly attributes: readonly Printed[];
}

const REFERENCE = 'RFC 7643 section 2.3.7: references are case exact';
const BINARY = 'RFC 7643 section 2.3.6: binary values are case exact';
const IDENTIFIER = 'RFC 7643 section 3.1 has an id case exact, so what holds one is too';
const OPEN = 'RFC 7643 section 7: canonicalValues are what may be expected, and nothing is here';

/** By schema, attribute and characteristic. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'User profileUrl caseExact': REFERENCE,
  'User photos.value caseExact': REFERENCE,
  'User groups.$ref caseExact': REFERENCE,
  'Group members.$ref caseExact': REFERENCE,
  'EnterpriseUser manager.$ref caseExact': REFERENCE,
  'User groups.value caseExact': IDENTIFIER,
  'Group members.value caseExact': IDENTIFIER,
  'EnterpriseUser manager.value caseExact': IDENTIFIER,
  'User x509Certificates.value caseExact': BINARY,
  'User roles.type canonicalValues': OPEN,
  'User x509Certificates.type canonicalValues': OPEN,
  'User password caseExact': 'A password in another case is another password',
  'User groups.$ref referenceTypes': 'RFC 7643 section 4.1.2: what a user belongs to is a group',
  'Group displayName required': 'RFC 7643 section 4.2 says REQUIRED',
  'Group members.value required': 'RFC 7643 section 4.2: a member is told by its value',
  'Group displayName uniqueness': 'Clients match groups by it; a strict connection has the printed one',
  'Group members.$ref mutability': 'It is computed from the value',
};

test('GIVEN the schemas that the RFC prints WHEN compared THEN each difference has its reason', {
  skip: absenceOf('exchanges'),
}, () => {
  const { expect } = readShared('exchanges').get('rfc-7643-8.7.1-resource-schemas.json') as {
    expect: { body: readonly PrintedSchema[] };
  };
  const ours = schemaDocuments(
    'https://scim.example',
    resourceTypesWith([]),
  ) as unknown as readonly PrintedSchema[];
  const differences = expect.body.flatMap(({ id, attributes }) => {
    const own = ours.find((schema) => schema.id === id);
    const name = id.includes('enterprise') ? 'EnterpriseUser' : (id.split(':').at(-1) ?? '');
    return compare(`${name} `, own?.attributes ?? [], attributes);
  });
  assert.deepEqual(differences.toSorted(), Object.keys(DIFFERENT).toSorted());
});

/** What is printed and differs; the RFC's listing leaves characteristics out that have their defaults. */
function compare(path: string, ours: readonly Printed[], printed: readonly Printed[]): string[] {
  return printed.flatMap(({ name, description: _, subAttributes = [], ...characteristics }) => {
    const own = ours.find((attribute) => attribute.name === name);
    if (own === undefined) return [`${path}${name}`];
    const different = Object.keys(characteristics).filter(
      (key) => JSON.stringify(own[key]) !== JSON.stringify(characteristics[key]),
    );
    return [
      ...different.map((key) => `${path}${name} ${key}`),
      ...compare(`${path}${name}.`, own.subAttributes ?? [], subAttributes),
    ];
  });
}
