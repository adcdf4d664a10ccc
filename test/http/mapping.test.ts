// Mappings over HTTP: what a connection's templates make of its users' customers in the simulated store.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('mapping', () => {
  let harness: Harness;
  let count = 0;
  let email = '';
  let path = '';
  before(async () => {
    harness = await startHarness();
    path = `/connections/${harness.connectionId}`;
  });
  after(() => harness.close());
  beforeEach(() => {
    count += 1;
    email = `ada${count}@example.com`;
  });

  const setMapping = async (mapping: object) => {
    const { status, body } = await harness.admin('PATCH', path, { settings: { mapping } });
    assert.equal(status, 200, JSON.stringify(body));
  };
  const addUser = async (more: Record<string, unknown> = {}) => {
    const { status, body } = await harness.scim('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      userName: email,
      emails: [{ type: 'work', value: email }],
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      title: 'Countess',
      [ENTERPRISE]: { department: 'R&D, Berlin', costCenter: '4711' },
      ...more,
    });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id as string;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the simulator's own picture of a customer
  const customer = async (fits: (found: any) => boolean = () => true) =>
    eventually(async () => {
      const { body } = await harness.sim('GET', '/_sim/customers');
      // biome-ignore lint/suspicious/noExplicitAny: as above
      return body.find((one: any) => one.email === email && fits(one));
    }, `the customer of ${email}`);

  it('GIVEN no mapping WHEN a user joins THEN its customer is as it always was', async () => {
    await setMapping({});
    await addUser();
    const { firstName, lastName, tags, metafields } = await customer();
    const { link_id: _, ...others } = metafields;
    assert.deepEqual([firstName, lastName, tags], ['Ada', 'Lovelace', ['department:r-d-berlin']]);
    assert.deepEqual(others, { active: 'true', department: 'R&D, Berlin', title: 'Countess' });
  });

  it('GIVEN templates for everything WHEN a user joins, and they change THEN the customer follows', async () => {
    await setMapping({
      fields: { firstName: '{{ user.displayName | split: " " | first | upcase }}', lastName: null },
      tags: ['dept:{{ user.department | handleize }}', 'title:{{ user.title }}', 'staff'],
      metafields: [
        { key: 'cost', type: 'number_integer', value: '{{ user.costCenter }}' },
        { namespace: 'custom', key: 'name_parts', type: 'json', value: '{{ user.name | json }}' },
        { namespace: 'custom', key: 'since', type: 'date', value: '{{ user.title }}' },
      ],
      address: { city: '{{ user.department | split: "," | last }}', country: 'Germany' },
    });
    const id = await addUser({ displayName: 'Grace Hopper' });
    const made = await customer(({ addresses }) => addresses.length > 0);
    assert.deepEqual([made.firstName, made.lastName], ['GRACE', null]);
    assert.deepEqual(made.tags, ['dept:r-d-berlin', 'staff', 'title:Countess']);
    assert.equal(made.metafields.cost, '4711');
    assert.deepEqual(JSON.parse(made.metafields['custom.name_parts']), {
      givenName: 'Ada',
      familyName: 'Lovelace',
    });
    assert.equal(made.metafields['custom.since'], undefined);
    assert.deepEqual([made.addresses[0].city, made.addresses[0].countryCodeV2], ['Berlin', 'DE']);

    await setMapping({ tags: ['dept:{{ user.department | handleize }}'], metafields: [] });
    const changed = await customer(({ tags }) => tags.length === 1);
    assert.deepEqual(changed.tags, ['dept:r-d-berlin']);
    const settled = await customer(({ metafields }) => metafields.cost === undefined);
    assert.deepEqual(Object.keys(settled.metafields).sort(), ['active', 'link_id']);
    assert.equal((await harness.scim('GET', `/Users/${id}`)).status, 200);
  });

  it('GIVEN a merchant’s tag and a tag of ours WHEN the user’s department goes THEN only ours goes', async () => {
    await setMapping({ tags: ['dept:{{ user.department | handleize }}'] });
    const id = await addUser();
    const { id: customerId } = await customer(({ tags }) => tags.includes('dept:r-d-berlin'));
    const shown = `/_sim/customers/${customerId.split('/').at(-1)}`;
    const merchants = await harness.sim('PATCH', shown, { tags: ['dept:r-d-berlin', 'vip'] });
    assert.equal(merchants.status, 200);
    await harness.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'remove', path: `${ENTERPRISE}:department` }],
    });
    const { tags } = await customer((found) => !found.tags.includes('dept:r-d-berlin'));
    assert.deepEqual(tags, ['vip']);
  });

  it('GIVEN templates that cannot be carried out WHEN they are sent THEN 400 names path, line, column and cause', async () => {
    for (const [mapping, told] of [
      [
        { fields: { note: 'a\n{{ user.title | shout }}' } },
        /no filter "shout"[\s\S]*settings\.mapping\.fields\.note, line 2, column 1/,
      ],
      [{ tags: ['ok', '{{ user.department }}'] }, /discount[\s\S]*settings\.mapping\.tags\[1\]/],
      [{ tags: ['rollcall:leaver'] }, /meaning of their own/],
      [{ tags: ['a,b'] }, /comma/],
      [{ tags: ['x{% include "y" %}'] }, /no tag "include"/],
      [{ fields: { note: '{{ user.title' } }, /not closed/],
      [{ metafields: [{ key: 'active', value: 'true' }] }, /\$app\.active is Rollcall's own/],
      [{ metafields: [{ key: 'title', type: 'boolean', value: 'x' }] }, /is a single_line_text_field/],
    ] as const) {
      const answer = await harness.admin('PATCH', path, { settings: { mapping } });
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error.code, 'invalid_mapping');
      assert.match(answer.body.error.message, told);
    }
  });

  it('GIVEN a list of allowed tags WHEN the directory names one THEN it is given, and no other', async () => {
    await setMapping({ tags: ['{{ user.title }}', '{{ user.userType }}'], allowedTags: ['countess'] });
    await addUser({ userType: 'vip-discount' });
    assert.deepEqual((await customer()).tags, ['Countess']);
  });

  it('GIVEN a stored user WHEN a mapping is previewed THEN the customer is shown and nothing changes', async () => {
    await setMapping({});
    const id = await addUser();
    const before = await customer();
    const { status, body } = await harness.admin('POST', `${path}/mapping/preview`, {
      userId: id,
      settings: {
        mapping: {
          fields: { note: 'Cost centre {{ user.costCenter }}', phone: '12' },
          tags: ['cc:{{ user.costCenter }}', '{{ user.title | nope }}'],
        },
      },
    });
    assert.equal(status, 200);
    assert.equal(body.fields.note, 'Cost centre 4711');
    assert.deepEqual(body.tags, ['cc:4711']);
    assert.deepEqual(
      body.errors.map(({ path: where, line, column }: Record<string, unknown>) => [where, line, column]),
      [['mapping.tags[1]', 1, 1]],
    );
    assert.ok(body.warnings.includes('The phone number is not valid and was left out.'));
    assert.deepEqual((await customer()).tags, before.tags);
    const saved = {
      fields: { note: 'Cost centre {{ user.costCenter }}' },
      tags: ['cc:{{ user.costCenter }}'],
    };
    const shown = await harness.admin('POST', `${path}/mapping/preview`, {
      userId: id,
      settings: { mapping: saved },
    });
    await setMapping(saved);
    const written = await customer(({ note }) => note !== null);
    const { link_id: _, ...metafields } = written.metafields;
    assert.deepEqual(
      [written.note, written.tags, metafields],
      [shown.body.fields.note, shown.body.tags, shown.body.metafields],
    );
    assert.equal((await harness.admin('POST', `${path}/mapping/preview`, { userId: 'none' })).status, 404);
  });

  it('GIVEN a mapping that is not saved WHEN its changes are counted THEN each customer that it touches is, by field, and nothing is written', async () => {
    await setMapping({});
    const id = await addUser({ nickName: 'Countess of Lovelace', displayName: 'Ada' });
    // Only those are counted of whose customers Rollcall knows, a moment after the store has them.
    await harness.rollcall.sync.drain();
    const before = await customer();
    // The store has it a moment before it is noted whose it is.
    await eventually(
      async () => (await harness.admin('GET', `${path}/users/${id}`)).body.state === 'synced',
      'the user who is synced',
    );
    const settings = {
      mapping: {
        fields: { note: '{% if user.nickName %}Known as {{ user.nickName }}{% endif %}' },
        metafields: [{ namespace: 'custom', key: 'nick', value: '{{ user.nickName }}' }],
      },
    };
    let after = '';
    const found = { users: 0, total: 0, customers: 0, note: 0, examples: [] as { userId: string }[] };
    do {
      const { status, body } = await harness.admin('POST', `${path}/mapping/changes`, { settings, after });
      assert.equal(status, 200, JSON.stringify(body));
      found.users += body.users;
      found.total = body.total;
      found.customers += body.customers;
      found.note += body.fields.note ?? 0;
      found.examples.push(...body.examples);
      after = body.next;
    } while (after !== null);
    assert.equal(found.users, found.total);
    assert.equal(found.note, 1);
    assert.ok(found.customers >= 1);
    const ours = found.examples.find(({ userId }) => userId === id);
    assert.deepEqual(ours, {
      userId: id,
      name: 'Ada',
      customerId: before.id,
      changes: [
        { name: 'note', before: null, after: 'Known as Countess of Lovelace' },
        { name: 'metafield:department', before: 'R&D, Berlin', after: null },
        { name: 'metafield:title', before: 'Countess', after: null },
        { name: 'metafield:custom.nick', before: null, after: 'Countess of Lovelace' },
      ],
    });
    assert.deepEqual(await customer(), before);
    const { body: same } = await harness.admin('POST', `${path}/mapping/changes`, {});
    assert.deepEqual([same.customers, same.fields, same.examples], [0, {}, []]);
  });

  it('GIVEN templates that cannot be carried out WHEN checked without any person THEN each fault has its place', async () => {
    const settings = {
      mapping: { fields: { note: 'a\n{{ user.title | shout }}' }, tags: ['{{ user.title }}'] },
    };
    const { body } = await harness.admin('POST', `${path}/mapping/check`, { settings });
    assert.deepEqual(
      body.errors.map(({ path: where, line, column, notice }: Record<string, unknown>) => [
        where,
        line,
        column,
        notice,
      ]),
      [
        ['mapping.fields.note', 2, 1, { code: 'no_such_filter', values: { name: 'shout' } }],
        ['mapping.tags[0]', 1, 1, { code: 'tag_named_by_directory', values: {} }],
      ],
    );
    assert.deepEqual((await harness.admin('POST', `${path}/mapping/check`, {})).body.errors, []);
  });
});
