// Directory files and the editing of a running directory.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createDirectory } from '../../../src/simulators/entra/directory.ts';
import type { ScopingClause } from '../../../src/simulators/entra/directory-format.ts';
import { DirectoryFormatError, parseDirectory } from '../../../src/simulators/entra/index.ts';
import { holds } from '../../../src/simulators/entra/scoping.ts';
import { person } from './tenant.ts';

const EXAMPLES = new URL('../../../src/simulators/entra/examples/', import.meta.url);

function faultsOf(input: unknown): readonly string[] {
  try {
    parseDirectory(input);
    return [];
  } catch (error) {
    assert.ok(error instanceof DirectoryFormatError);
    return error.faults;
  }
}

test('references by UPN, group name or objectId become object ids', () => {
  const data = parseDirectory({
    users: [person('ada', { manager: 'BO@quillandspruce.example' }), person('bo')],
    groups: [{ objectId: 'oid-all', displayName: 'All', members: ['ada@quillandspruce.example'] }],
    assignments: ['all', 'oid-bo'],
  });
  assert.equal(data.users[0]?.manager, 'oid-bo');
  assert.equal(data.users[0]?.mailNickname, 'ada');
  assert.deepEqual(data.groups[0]?.members, ['oid-ada']);
  assert.deepEqual(data.assignments, ['oid-all', 'oid-bo']);
  assert.deepEqual(data.options, { syncOnlyAssigned: true, skipOutOfScopeDeletions: false });
});

test('every fault of a file is named with its place', () => {
  assert.match(faultsOf('{')[0] ?? '', /^not JSON: /);
  const wrong = faultsOf({
    users: [{ objectId: 1, userPrincipalName: 'a', displayName: 'A', title: 'x' }],
    scopingFilter: [{ attribute: 'department', operator: 'REGEX MATCH', value: '(' }],
  });
  assert.deepEqual(
    wrong.map((fault) => fault.split(':')[0]),
    ['users[0].objectId', 'users[0]', 'scopingFilter[0].value'],
  );
  assert.deepEqual(
    faultsOf({
      users: [person('ada', { manager: 'ghost' }), person('ada')],
      groups: [{ objectId: 'g', displayName: 'G', members: ['ghost'] }],
      assignments: ['ghost'],
    }),
    [
      'users[1]: "oid-ada" is used by an earlier entry',
      'users[1]: "ada@quillandspruce.example" is used by an earlier entry',
      'users[0].manager: nobody in this directory is called "ghost"',
      'groups[0].members[0]: nobody in this directory is called "ghost"',
      'assignments[0]: nobody in this directory is called "ghost"',
    ],
  );
});

test('every example directory can be used', () => {
  for (const file of readdirSync(EXAMPLES)) {
    const { users, groups } = parseDirectory(readFileSync(new URL(file, EXAMPLES), 'utf8'));
    assert.ok(users.length >= 30 && groups.length >= 5, file);
  }
});

test('clauses of a scoping filter compare as Entra does', () => {
  const user = parseDirectory({ users: [person('ada', { department: 'Retail' })] }).users[0];
  assert.ok(user);
  const cases: [ScopingClause['operator'], string, boolean, boolean][] = [
    ['EQUALS', 'Retail', true, false],
    ['EQUALS', 'retail', false, false],
    ['NOT EQUALS', 'Retail', false, true],
    ['IS NULL', '', false, true],
    ['IS NOT NULL', '', true, false],
    ['INCLUDES', 'tai', true, false],
    ['REGEX MATCH', '^Re', true, false],
    ['NOT REGEX MATCH', '^Re', false, true],
  ];
  for (const [operator, value, present, absent] of cases) {
    assert.equal(holds({ attribute: 'department', operator, value }, user), present, `${operator} ${value}`);
    assert.equal(holds({ attribute: 'jobTitle', operator, value }, user), absent, `${operator} of a null`);
  }
  assert.equal(holds({ attribute: 'accountEnabled', operator: 'IS TRUE', value: '' }, user), true);
  assert.equal(holds({ attribute: 'softDeleted', operator: 'IS FALSE', value: '' }, user), true);
});

test('a running directory is edited by any name of a user or group', () => {
  const directory = createDirectory(parseDirectory({ users: [person('ada')] }));
  directory.addGroup({ objectId: 'oid-all', displayName: 'All', members: ['ada@quillandspruce.example'] });
  assert.equal(directory.isAssigned('oid-ada'), false);
  directory.assign('ALL');
  assert.equal(directory.isAssigned('oid-ada'), true);
  directory.removeFromGroup('All', 'oid-ada');
  assert.equal(directory.isAssigned('oid-ada'), false);
  directory.addUser(person('bo', { manager: 'ada@quillandspruce.example' }));
  directory.addToGroup('oid-all', 'bo@quillandspruce.example');
  assert.equal(directory.isAssigned('oid-bo'), true);
  assert.equal(directory.findUser('oid-bo')?.manager, 'oid-ada');
  assert.throws(() => directory.addUser(person('bo')), /already a user/);
  assert.throws(() => directory.assign('ghost'), /no user or group "ghost"/);
  assert.throws(() => directory.updateUser('oid-bo', { displayName: '' }), DirectoryFormatError);
});
