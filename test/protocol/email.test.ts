import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseEmail } from '../../src/protocol/index.ts';

const cases = [
  {
    name: 'the work e-mail goes before the primary',
    user: {
      emails: [
        { value: 'h@x', type: 'home', primary: true },
        { value: 'w@x', type: 'Work' },
      ],
    },
    chosen: { value: 'w@x', source: 'work' },
  },
  {
    name: 'of two work e-mails the primary is taken',
    user: {
      emails: [
        { value: 'a@x', type: 'work' },
        { value: 'b@x', type: 'work', primary: true },
      ],
    },
    chosen: { value: 'b@x', source: 'work' },
  },
  {
    name: 'without a work e-mail the primary is taken',
    user: { emails: [{ value: 'a@x' }, { value: 'b@x', type: 'other', primary: true }] },
    chosen: { value: 'b@x', source: 'primary' },
  },
  {
    name: 'without either the first that has a value is taken',
    user: { emails: [{ type: 'work' }, { value: 'b@x' }] },
    chosen: { value: 'b@x', source: 'first' },
  },
  {
    name: 'without e-mails a userName that is an address will do',
    user: { userName: 'a@example.com' },
    chosen: { value: 'a@example.com', source: 'userName' },
  },
  { name: 'any other userName will not', user: { userName: 'alice', emails: [] }, chosen: undefined },
  { name: 'a name with two at-signs is no address', user: { userName: 'a@b@c.d' }, chosen: undefined },
];

for (const { name, user, chosen } of cases) {
  test(name, () => assert.deepEqual(chooseEmail(user), chosen));
}
