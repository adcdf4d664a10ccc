import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userResourceType } from '../../../src/protocol/index.ts';
import { findAttribute, findSchema, findSubAttribute } from '../../../src/protocol/schema/resolve.ts';
import { attributeNamed, extended } from '../extended-type.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

test('attributes are found by bare and by qualified names in any case', () => {
  assert.equal(findAttribute(userResourceType, 'USERNAME')?.attribute.name, 'userName');
  assert.equal(
    findAttribute(userResourceType, 'username', 'URN:ietf:params:scim:schemas:core:2.0:User')?.urn,
    undefined,
  );
  assert.equal(findAttribute(userResourceType, 'department')?.urn, enterprise);
  assert.equal(findAttribute(userResourceType, 'department', enterprise.toUpperCase())?.urn, enterprise);
  assert.equal(findAttribute(userResourceType, 'department', userResourceType.schema.id), undefined);
  assert.equal(findAttribute(userResourceType, 'toString'), undefined);
  assert.equal(findSchema(userResourceType, enterprise.toUpperCase())?.name, 'EnterpriseUser');
});

test('a bare name that two extensions have means neither, and a core attribute goes before both', () => {
  const type = extended([attributeNamed('department'), attributeNamed('title'), attributeNamed('badge')]);
  assert.equal(findAttribute(type, 'department'), undefined);
  assert.equal(findAttribute(type, 'department', 'urn:test:extra')?.urn, 'urn:test:extra');
  assert.equal(findAttribute(type, 'title')?.urn, undefined);
  assert.equal(findAttribute(type, 'badge')?.urn, 'urn:test:extra');
});

test('sub-attributes are found in any case, and only in complex attributes', () => {
  const emails = findAttribute(userResourceType, 'emails')?.attribute;
  const title = findAttribute(userResourceType, 'title')?.attribute;
  assert.ok(emails !== undefined && title !== undefined);
  assert.equal(findSubAttribute(emails, 'VALUE')?.name, 'value');
  assert.equal(findSubAttribute(emails, 'nothing'), undefined);
  assert.equal(findSubAttribute(title, 'value'), undefined);
});
