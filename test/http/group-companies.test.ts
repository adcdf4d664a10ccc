// Companies by group rules over HTTP: contacts and roles come with memberships in the simulated store, and go with them.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ADMIN, createB2b, type Membership, ORDERING, shown } from '../support/b2b.ts';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let harness: Harness;
let count = 0;

const { patch, customerOf, setSettings, setActive, addGroup, addCompany, companiesOf, ...b2b } = createB2b(
  () => harness,
  (name) => `${name}${count}@example.com`,
);
const addUser = (name = 'ada', more: object = {}) => b2b.addUser(name, more);
const setRules = (groups: object[]) => setSettings({ groups });
const leave = (group: string) => patch(`/Groups/${group}`, { op: 'remove', path: 'members' });
/** Waits for a customer's companies, as `[name, 'location: role', …]`. */
const has = async (wanted: readonly string[][], name = 'ada') => {
  let last: unknown;
  await eventually(async () => {
    last = shown(await companiesOf(name));
    return (await customerOf(name)) !== undefined && JSON.stringify(last) === JSON.stringify(wanted);
  }, `companies of ${name}`).catch((error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(wanted)}, but ${JSON.stringify(last)}`);
  });
};
const warned = (user: string, expected: RegExp) =>
  eventually(async () => {
    const { body } = await harness.admin(
      'GET',
      `/connections/${harness.connectionId}/users/${user}/timeline`,
    );
    return expected.test(JSON.stringify(body));
  }, `a warning like ${expected}`);
const points = async () => (await harness.sim('GET', '/_sim/stats')).body.points as number;

describe('companies by group rules', () => {
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  beforeEach(() => {
    count += 1;
  });

  it('RULES 21: GIVEN a rule with company, location and role WHEN a member joins and leaves THEN the role and the contact come and go', async () => {
    const name = `Acme ${count}`;
    await addCompany(name, ['Berlin', 'Bonn']);
    await setRules([
      { match: { name: `buyers ${count}` }, tags: [], company: { name, location: 'Berlin', role: ORDERING } },
    ]);
    const user = await addUser();
    const before = await points();
    const group = await addGroup(`Buyers ${count}`, [user]);
    await has([[name, `Berlin: ${ORDERING}`]]);
    assert.ok((await points()) - before < 120);
    await leave(group);
    await has([]);
    assert.deepEqual((await customerOf('ada')).metafields.active, 'true');
  });

  it('RULES 21: GIVEN several rules WHEN they differ THEN the first decides the company, and per location the role, and the losers are told', async () => {
    const [one, two] = [`One ${count}`, `Two ${count}`];
    await addCompany(one, ['Berlin', 'Bonn']);
    await addCompany(two);
    const company = (name: string, location: string, role: string) => ({ name, location, role });
    await setRules([
      { match: { pattern: `a-${count}` }, company: company(one, 'Berlin', ADMIN) },
      { match: { pattern: `b-${count}` }, company: company(one, 'Berlin', ORDERING) },
      { match: { pattern: `b-${count}` }, company: company(one, 'Bonn', ORDERING) },
      { match: { pattern: `b-${count}` }, company: company(two, two, ADMIN) },
    ]);
    const user = await addUser();
    const first = await addGroup(`a-${count}`, [user]);
    await addGroup(`b-${count}`, [user]);
    await has([[one, `Berlin: ${ADMIN}`, `Bonn: ${ORDERING}`]]);
    await warned(user, /Group rule 2 gives another role at a location than group rule 1/);
    await warned(user, /Group rule 4 gives another company than group rule 1/);
    await leave(first);
    await has([[one, `Berlin: ${ORDERING}`, `Bonn: ${ORDERING}`]]);
  });

  it('RULES 21: GIVEN two groups that give one role WHEN one of them ends THEN the role stays until the other ends too', async () => {
    const name = `Shared ${count}`;
    await addCompany(name);
    await setRules([{ match: { pattern: `*-${count}` }, company: { name, location: name, role: ADMIN } }]);
    const user = await addUser();
    const one = await addGroup(`x-${count}`, [user]);
    const two = await addGroup(`y-${count}`, [user]);
    await has([[name, `${name}: ${ADMIN}`]]);
    await leave(one);
    await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Buyer' });
    await eventually(async () => (await customerOf('ada')).metafields.title === 'Buyer', 'the title');
    await has([[name, `${name}: ${ADMIN}`]]);
    await leave(two);
    await has([]);
  });

  it('RULES 21: GIVEN companies by externalId with create WHEN many of one organisation join at once THEN it is made once', async () => {
    await setRules([
      {
        match: { name: `all ${count}` },
        company: {
          externalId: '{{ user.costCenter }}',
          name: 'Org {{ user.organization }}',
          create: true,
          role: ORDERING,
        },
      },
    ]);
    const enterprise = { [ENTERPRISE]: { organization: `Pine ${count}`, costCenter: `cc-${count}` } };
    const names = ['a', 'b', 'c', 'd'];
    const users: string[] = [];
    for (const name of names) users.push(await addUser(name, enterprise));
    await addGroup(`All ${count}`, users);
    const made = `Org Pine ${count}`;
    for (const name of names) await has([[made, `${made}: ${ORDERING}`]], name);
    const { body } = await harness.sim('GET', '/_sim/companies');
    assert.equal(body.filter((company: Membership) => company.externalId === `cc-${count}`).length, 1);
  });

  it('RULES 21: GIVEN a rule for everyone with externalId and create WHEN users without groups join, move and leave THEN each is in the company of its organisation', async () => {
    const company = {
      externalId: 'org-{{ user.organization | handleize }}',
      name: 'Org {{ user.organization }}',
      create: true,
      role: ORDERING,
    };
    await setRules([{ match: { everyone: true }, tags: ['staff'], company }]);
    const of = (organization: string) => ({ [ENTERPRISE]: { organization: `${organization} ${count}` } });
    const user = await addUser('ada', of('Pine'));
    await addUser('eve', of('Pine'));
    await addUser('bob');
    const [pine, oak] = [`Org Pine ${count}`, `Org Oak ${count}`];
    await has([[pine, `${pine}: ${ORDERING}`]]);
    await has([[pine, `${pine}: ${ORDERING}`]], 'eve');
    await eventually(async () => (await customerOf('bob'))?.tags.includes('staff'), 'the tag of everyone');
    await has([], 'bob');
    await patch(`/Users/${user}`, {
      op: 'replace',
      path: `${ENTERPRISE}:organization`,
      value: `Oak ${count}`,
    });
    await has([[oak, `${oak}: ${ORDERING}`]]);
    await setActive(user, false);
    await has([]);
  });

  it('RULES 11: GIVEN a contact with a role of the merchant WHEN the rule gives another location, and ends THEN the merchant keeps what was given', async () => {
    const name = `Kept ${count}`;
    const companyId = await addCompany(name, ['Berlin', 'Bonn']);
    const user = await addUser();
    const { id: customerId } = await eventually(() => customerOf('ada'), 'the customer');
    const roles = [{ location: 'Berlin', role: ADMIN }];
    await harness.sim('POST', '/_sim/contacts', { companyId, customerId, roles });
    const rule = (location: string) => ({
      match: { name: `kept ${count}` },
      company: { name, location, role: ORDERING },
    });
    await setRules([rule('Bonn'), rule('Berlin')]);
    const group = await addGroup(`Kept ${count}`, [user]);
    await has([[name, `Berlin: ${ADMIN}`, `Bonn: ${ORDERING}`]]);
    await warned(user, /role of group rule 2 was left out: at that location the customer has another role/);
    await leave(group);
    await has([[name, `Berlin: ${ADMIN}`]]);
  });

  it("RULES 21: GIVEN a merchant's contact of another company, an unknown company, location and role WHEN rules give them THEN each is a warning, and the rest is written", async () => {
    const name = `There ${count}`;
    const other = await addCompany(`Elsewhere ${count}`);
    await addCompany(name);
    const user = await addUser();
    const eve = await addUser('eve');
    const { id: customerId } = await eventually(() => customerOf('ada'), 'the customer');
    await harness.sim('POST', '/_sim/contacts', { companyId: other, customerId, roles: [] });
    const match = { name: `odd ${count}` };
    const odd = await addGroup(`Odd ${count}`, [user, eve]);
    await setRules([
      { match, tags: ['odd'], company: { name, location: 'Nowhere', role: ADMIN } },
      { match, company: { name, location: name, role: 'No such role' } },
    ]);
    await warned(user, /company of group rule 1 was left out: the customer belongs to another company/);
    await warned(eve, /role of group rule 1 was left out: the company has no such location/);
    await warned(eve, /role of group rule 2 was left out: the company has no such role/);
    await has([[`Elsewhere ${count}`]]);
    await has([[name]], 'eve');
    assert.ok((await customerOf('ada')).tags.includes('odd'));
    await setRules([{ match, tags: ['odd'], company: { name: `Missing ${count}` } }]);
    await warned(eve, /company of group rule 1 was left out: the store has no such company/);
    await has([], 'eve');
    await leave(odd);
  });

  it('RULES 15 a, 17: GIVEN a member WHEN it becomes inactive and comes back THEN its company goes first, and comes back by the rules', async () => {
    const name = `Left ${count}`;
    await addCompany(name);
    await setRules([{ match: { name: `left ${count}` }, company: { name, role: ADMIN } }]);
    const user = await addUser();
    await addGroup(`Left ${count}`, [user]);
    await has([[name, `${name}: ${ADMIN}`]]);
    await setActive(user, false);
    await has([]);
    await eventually(async () => (await customerOf('ada')).metafields.active === 'false', 'the block');
    await setActive(user, true);
    await has([[name, `${name}: ${ADMIN}`]]);
  });

  it('RULES 12: GIVEN a template that leaves a whole company or role name to the directory WHEN it is set THEN it is refused, and an allow-list bounds it', async () => {
    const path = `/connections/${harness.connectionId}`;
    const match = { pattern: `*${count}` };
    const set = (company: object) =>
      harness.admin('PATCH', path, { settings: { groups: [{ match, company }] } });
    assert.equal((await set({ name: '{{ group.name }}' })).status, 400);
    assert.equal((await set({ externalId: 'x', role: '{{ group.name }}' })).status, 400);
    assert.equal((await set({ externalId: 'x', create: true })).status, 400);
    const name = `Listed ${count}`;
    await addCompany(name);
    await addCompany(`Unlisted ${count}`);
    assert.equal((await set({ name: '{{ group.name }}', allowed: [name] })).status, 200);
    const user = await addUser();
    await addGroup(`Unlisted ${count}`, [user]);
    await addGroup(name, [user]);
    await has([[name]]);
  });

  it('RULES 11: GIVEN answers that never come WHEN contact and role were given all the same THEN they are ours, once, and go with the membership', async () => {
    const name = `Cut ${count}`;
    await addCompany(name);
    await setRules([{ match: { name: `cut ${count}` }, company: { name, role: ADMIN } }]);
    const user = await addUser();
    await eventually(() => customerOf('ada'), 'the customer');
    for (const operation of ['companyAssignCustomerAsContact', 'companyContactAssignRoles']) {
      await harness.sim('POST', '/_sim/faults', { kind: 'timeout_after', count: 1, operation });
    }
    const group = await addGroup(`Cut ${count}`, [user]);
    await has([[name, `${name}: ${ADMIN}`]]);
    await leave(group);
    await has([]);
  });

  it('RULES 21: GIVEN a shop without B2B WHEN a rule gives a company THEN the user is synced with a warning that says so', async () => {
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    try {
      const match = { name: `none ${count}` };
      await setRules([{ match, tags: ['still'], company: { externalId: 'x', location: 'y', role: ADMIN } }]);
      const user = await addUser();
      await addGroup(`None ${count}`, [user]);
      await eventually(async () => (await customerOf('ada'))?.tags.includes('still'), 'the tag');
      await warned(user, /the shop has no B2B/);
    } finally {
      await harness.sim('POST', '/_sim/shop', { b2b: true });
    }
  });

  it('RULES 11: GIVEN a shop that loses B2B WHEN a membership ends meanwhile THEN what is ours is taken once B2B is back', async () => {
    const name = `Back ${count}`;
    await addCompany(name);
    await setRules([{ match: { name: `back ${count}` }, tags: ['member'], company: { name, role: ADMIN } }]);
    const user = await addUser();
    const group = await addGroup(`Back ${count}`, [user]);
    await has([[name, `${name}: ${ADMIN}`]]);
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    try {
      await leave(group);
      await eventually(async () => (await customerOf('ada')).tags.length === 0, 'the tag to go');
      await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Buyer' });
      await eventually(async () => (await customerOf('ada')).metafields.title === 'Buyer', 'the title');
    } finally {
      await harness.sim('POST', '/_sim/shop', { b2b: true });
    }
    await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Seller' });
    await has([]);
  });
});
