import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  applyPatch,
  groupResourceType,
  type Member,
  type MemberChange,
  matchMember,
  parseFilter,
  parsePatch,
  parseResource,
  printFilter,
  readMembers,
  splitMemberChanges,
} from '../../../src/protocol/index.ts';
import { memberPatch } from '../arbitraries.ts';

function split(...operations: readonly unknown[]) {
  return splitMemberChanges(parsePatch(groupResourceType, { Operations: operations }));
}

const u1 = { value: 'u1' };

const cases: ReadonlyArray<{ name: string; operation: object; changes: readonly MemberChange[] }> = [
  {
    name: 'an addition',
    operation: { op: 'Add', path: 'members', value: [{ $ref: null, ...u1 }] },
    changes: [{ kind: 'add', members: [u1] }],
  },
  {
    name: 'an addition of one bare object',
    operation: { op: 'add', path: 'members', value: u1 },
    changes: [{ kind: 'add', members: [u1] }],
  },
  {
    name: 'an addition without a path',
    operation: { op: 'add', value: { members: ['u1'] } },
    changes: [{ kind: 'add', members: [u1] }],
  },
  { name: 'an addition of nothing', operation: { op: 'add', path: 'members', value: [] }, changes: [] },
  {
    name: 'a replacement',
    operation: { op: 'replace', path: 'members', value: [{ ...u1, type: 'user', display: 'U' }] },
    changes: [{ kind: 'replace', members: [{ value: 'u1', type: 'User', display: 'U' }] }],
  },
  {
    name: 'a replacement by nothing',
    operation: { op: 'replace', value: { members: [] } },
    changes: [{ kind: 'clear' }],
  },
  {
    name: 'the removal of those named',
    operation: { op: 'Remove', path: 'members', value: [{ $ref: null, ...u1 }] },
    changes: [{ kind: 'remove', members: [u1] }],
  },
  {
    name: 'the removal of those named in a wrapping',
    operation: { op: 'remove', path: 'members', value: { members: [u1] } },
    changes: [{ kind: 'remove', members: [u1] }],
  },
  { name: 'the removal of none', operation: { op: 'remove', path: 'members', value: [] }, changes: [] },
  { name: 'the removal of all', operation: { op: 'remove', path: 'members' }, changes: [{ kind: 'clear' }] },
  {
    name: 'the removal of all with null',
    operation: { op: 'remove', path: 'members', value: null },
    changes: [{ kind: 'clear' }],
  },
  {
    name: 'the removal by id',
    operation: { op: 'remove', path: 'members[value eq "u1"]' },
    changes: [{ kind: 'remove', members: [u1] }],
  },
  {
    name: 'the clearing of one by id',
    operation: { op: 'replace', path: 'members[value eq "u1"]', value: null },
    changes: [{ kind: 'remove', members: [u1] }],
  },
];

for (const { name, operation, changes } of cases) {
  test(`GIVEN ${name} WHEN split THEN it is a step for the edge table`, () => {
    assert.deepEqual(split(operation), { operations: [], members: changes });
  });
}

test('GIVEN a filter on more than the id WHEN split THEN the directory looks at each member', () => {
  const [change] = split({ op: 'remove', path: 'members[TYPE eq "group" or value sw "u"]' }).members;
  assert.ok(change?.kind === 'removeWhere');
  assert.equal(printFilter(change.filter), 'type eq "group" or value sw "u"');
  assert.equal(matchMember(change.filter, { value: 'g1', type: 'Group' }), true);
  assert.equal(matchMember(change.filter, { value: 'g1', type: 'User' }), false);
  assert.equal(matchMember(parseFilter('value eq "U1"'), u1), false);
});

test('GIVEN an operation for each member WHEN split THEN neighbours are one step, in order', () => {
  const add = (value: string) => ({ op: 'add', path: 'members', value: [{ value }] });
  assert.deepEqual(
    split(
      add('1'),
      add('2'),
      { op: 'replace', path: 'displayName', value: 'G' },
      add('3'),
      { op: 'remove', path: 'members[value eq "1"]' },
      add('4'),
    ),
    {
      operations: [{ op: 'replace', path: { attribute: 'displayName' }, value: 'G', index: 3 }],
      members: [
        { kind: 'add', members: [{ value: '1' }, { value: '2' }, { value: '3' }] },
        { kind: 'remove', members: [{ value: '1' }] },
        { kind: 'add', members: [{ value: '4' }] },
      ],
    },
  );
});

test('GIVEN the name and the echoed id of a group WHEN split THEN members are not touched', () => {
  assert.deepEqual(split({ op: 'replace', value: { id: 'g', displayName: 'G' } }).members, []);
});

test('members are not changed in place', () => {
  const operations = [
    { op: 'add', path: 'members[value eq "u1"]', value: { value: 'u2' } },
    { op: 'replace', path: 'members[value eq "u1"]', value: { value: 'u2' } },
    { op: 'replace', path: 'members[value eq "u1"].display', value: 'x' },
    { op: 'remove', path: 'members[value eq "u1"].display' },
    { op: 'replace', value: { 'members.display': 'x' } },
  ];
  for (const operation of operations) {
    assert.throws(() => split(operation), {
      scimType: 'mutability',
      detail: 'Operation 1: members are added and removed, not changed.',
    });
  }
});

test('members without a value are refused, unknown types left out', () => {
  assert.throws(() => split({ op: 'remove', path: 'members', value: [{ display: 'x' }] }), {
    scimType: 'invalidValue',
    detail: 'members.value is required and has no value.',
  });
  assert.deepEqual(readMembers([{ value: 'u1', type: 'direct' }]), [u1]);
  assert.deepEqual(readMembers(undefined), []);
});

test('the steps come to what the operations come to on a group that holds its members', () => {
  const start = ['u1', 'u3'];
  fc.assert(
    fc.property(memberPatch, (message) => {
      const operations = attempt(() => parsePatch(groupResourceType, message));
      const group = parseResource(groupResourceType, { displayName: 'G', members: start });
      const whole = attempt(
        () => operations && applyPatch(groupResourceType, group, operations, { strict: false }).resource,
      );
      const steps = attempt(() => operations && splitMemberChanges(operations).members);
      if (steps === undefined || whole === undefined) return;
      const ids = readMembers(whole.members).map((member) => member.value);
      assert.deepEqual(take(start, steps).toSorted(), ids.toSorted());
    }),
  );
});

function take(start: readonly string[], steps: readonly MemberChange[]): string[] {
  let members = new Map<string, Member>(start.map((value) => [value, { value }]));
  for (const step of steps) {
    if (step.kind === 'clear' || step.kind === 'replace') members = new Map();
    if (step.kind === 'removeWhere') {
      for (const member of members.values())
        if (matchMember(step.filter, member)) members.delete(member.value);
    } else if (step.kind !== 'clear') {
      for (const member of step.members) {
        if (step.kind === 'remove') members.delete(member.value);
        else members.set(member.value, member);
      }
    }
  }
  return [...members.keys()];
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
