// Leaving and coming back in a shop with B2B, over HTTP: what Rollcall gave, what merchants gave, and the certificate.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DEFAULT_SETTINGS, type Settings } from '../../src/tenants/settings.ts';
import { ADMIN, createB2b, ORDERING, type Role, shown } from '../support/b2b.ts';
import { ADMIN_TOKEN, type Harness, startHarness } from '../support/rollcall.ts';

let harness: Harness;
let count = 0;
let offset = 0;

const email = (name: string) => `${name}${count}@example.com`;
const { patch, customerOf, setSettings, setActive, addGroup, addCompany, companiesOf, addUser } = createB2b(
  () => harness,
  email,
);
const settle = () => harness.rollcall.sync.drain();
const setLeaving = (leaving: Partial<Settings['leaving']>, groups: object[] = []) =>
  setSettings({ leaving: { ...DEFAULT_SETTINGS.leaving, ...leaving }, groups });

/** A user that the provider made, and its customer. */
async function join(name = 'ada') {
  const user = await addUser(name);
  await settle();
  return { user, customerId: (await customerOf(name)).id as string };
}

/** As a merchant does it in the admin. */
const setContact = (companyId: string, customerId: string, roles: Role[], main = false) =>
  harness.sim('POST', '/_sim/contacts', { companyId, customerId, roles, main });

async function graphql(query: string, variables: object): Promise<void> {
  const response = await fetch(`${harness.shopifyUrl}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'shpat_of_the_tests' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: object; errors?: unknown };
  assert.equal(errors, undefined, JSON.stringify(errors));
  const [payload] = Object.values(data) as { userErrors: unknown[] }[];
  assert.deepEqual(payload?.userErrors, []);
}

async function companyOf(companyId: string) {
  const { body } = await harness.sim('GET', '/_sim/companies');
  return body.find(({ id }: { id: string }) => id === companyId);
}

async function leave(user: string): Promise<void> {
  await setActive(user, false);
  await settle();
}

async function comeBack(user: string): Promise<void> {
  await setActive(user, true);
  await settle();
}

async function remove(user: string): Promise<void> {
  await harness.scim('DELETE', `/Users/${user}`);
  await settle();
}

async function has(wanted: readonly (readonly string[])[], name = 'ada'): Promise<void> {
  assert.deepEqual(shown(await companiesOf(name)), wanted);
}

const pathOf = (user: string) => `/connections/${harness.connectionId}/users/${user}`;

async function certificateOf(user: string) {
  const { body } = await harness.admin('GET', `${pathOf(user)}/certificates`);
  const [certificate] = body;
  const company = certificate?.rungs.find(({ rung }: { rung: string }) => rung === 'company')?.state;
  return { ...certificate, company, all: body };
}

async function personOf(user: string) {
  const { body } = await harness.admin('GET', `/connections/${harness.connectionId}/users?q=${user}`);
  return body.users[0] as { state: string; code: string | null; warnings: string[] };
}

/** Lets time go by. */
async function pass(ms: number): Promise<void> {
  offset += ms;
  await settle();
}

const HOUR_MS = 3_600_000;

describe('leaving in a shop with B2B', () => {
  before(async () => {
    harness = await startHarness({ now: () => Date.now() + offset });
  });
  after(() => harness.close());
  beforeEach(async () => {
    count += 1;
    await setLeaving({});
  });

  it('RULES 15 a, 20: GIVEN "ours" WHEN a member with a role of a merchant leaves THEN ours goes, and the certificate names what is left', async () => {
    const name = `Ours ${count}`;
    const companyId = await addCompany(name, ['Berlin', 'Bonn']);
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: 'Berlin', role: ADMIN }]);
    await setLeaving({}, [
      { match: { name: `ours ${count}` }, company: { name, location: 'Bonn', role: ORDERING } },
    ]);
    await addGroup(`Ours ${count}`, [user]);
    await settle();
    await has([[name, `Berlin: ${ADMIN}`, `Bonn: ${ORDERING}`]]);
    await leave(user);
    await has([[name, `Berlin: ${ADMIN}`]]);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.isComplete], ['done', true]);
    const [{ id: contactId }] = (await companyOf(companyId)).contacts;
    const [contact] = certificate.companies.contacts;
    assert.deepEqual([contact.contactId, contact.companyId, contact.roles.length], [contactId, companyId, 1]);
    assert.ok(certificate.companies.requestId.length > 0);
    assert.ok(certificate.stillPossible.includes('order_for_company'));
    const page = await fetch(`${harness.url}/admin/api${pathOf(user)}/certificates/${certificate.id}`, {
      headers: { accept: 'text/html', authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    const text = await page.text();
    for (const part of [companyId, contact.roles[0].locationId, 'Order for a company']) {
      assert.ok(text.includes(part), part);
    }
    await comeBack(user);
    await has([[name, `Berlin: ${ADMIN}`, `Bonn: ${ORDERING}`]]);
  });

  it('RULES 15 a, 17: GIVEN "all" WHEN a merchant\'s main contact leaves and comes back THEN all of it goes, is explained, and is given back once', async () => {
    const name = `All ${count}`;
    const companyId = await addCompany(name, ['Berlin', 'Bonn']);
    const { user, customerId } = await join();
    const roles = [
      { location: 'Berlin', role: ADMIN },
      { location: 'Bonn', role: ORDERING },
    ];
    await setContact(companyId, customerId, roles, true);
    await setLeaving({ companies: 'all' });
    await leave(user);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual(
      [certificate.company, certificate.isComplete, certificate.companies.contacts],
      ['done', true, []],
    );
    assert.ok(!certificate.stillPossible.includes('order_for_company'));
    const notes: readonly string[] = (await personOf(user)).warnings;
    const taken = /^Taken of the company "All \d+", and given back when the user returns: (.*)\.$/;
    assert.deepEqual(
      notes.map((note) => taken.exec(note)?.[1]),
      [
        'the contact',
        'its place as main contact',
        'role "Location admin" at the location "Berlin"',
        'role "Ordering only" at the location "Bonn"',
      ],
    );
    await comeBack(user);
    await has([[name, `Berlin: ${ADMIN}`, `Bonn: ${ORDERING}`]]);
    assert.equal((await companyOf(companyId)).contacts[0].isMain, true);
    assert.deepEqual((await personOf(user)).warnings, []);

    // What the merchant takes afterwards does not come again.
    await setContact(companyId, customerId, []);
    await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Buyer' });
    await settle();
    await has([[name]]);
  });

  it('RULES 17: GIVEN "all" and rules that give the same company WHEN a member comes back THEN what rules give is ours, and what the merchant gave is the merchant\'s', async () => {
    const name = `Both ${count}`;
    const companyId = await addCompany(name, ['Berlin', 'Bonn', 'Cologne']);
    const match = { name: `both ${count}` };
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [
      { location: 'Berlin', role: ADMIN },
      { location: 'Cologne', role: ADMIN },
    ]);
    const rule = (location: string) => ({ match, company: { name, location, role: ADMIN } });
    await setLeaving({ companies: 'all' }, [rule('Bonn'), rule('Cologne')]);
    const group = await addGroup(`Both ${count}`, [user]);
    await settle();
    const all = [[name, `Berlin: ${ADMIN}`, `Bonn: ${ADMIN}`, `Cologne: ${ADMIN}`]];
    await has(all);
    await leave(user);
    await has([]);
    await comeBack(user);
    await has(all);
    await patch(`/Groups/${group}`, { op: 'remove', path: 'members' });
    await settle();
    await has([[name, `Berlin: ${ADMIN}`, `Cologne: ${ADMIN}`]]);
  });

  it('RULES 17, 21: GIVEN a role that rules give otherwise now, a location that is gone, another main contact WHEN the user comes back THEN each is a warning, and not tried again', async () => {
    const name = `Lost ${count}`;
    const companyId = await addCompany(name, ['Berlin', 'Bonn']);
    const { user, customerId } = await join();
    const eve = await join('eve');
    await setContact(
      companyId,
      customerId,
      [
        { location: 'Berlin', role: ADMIN },
        { location: 'Bonn', role: ADMIN },
      ],
      true,
    );
    await setLeaving({ companies: 'all' }, [
      { match: { name: `lost ${count}` }, company: { name, location: 'Berlin', role: ORDERING } },
    ]);
    await leave(user);
    const { locations } = await companyOf(companyId);
    await graphql(
      'mutation($id: ID!) { companyLocationDelete(companyLocationId: $id) { userErrors { message } } }',
      { id: locations[1].id },
    );
    await setContact(companyId, eve.customerId, [], true);
    await addGroup(`Lost ${count}`, [user]);
    await comeBack(user);
    await has([[name, `Berlin: ${ORDERING}`]]);
    const { state, warnings } = await personOf(user);
    assert.equal(state, 'synced');
    assert.match(
      warnings.join('\n'),
      /"Location admin" at the location "Berlin" .* has another role there by now/,
    );
    assert.match(warnings.join('\n'), /"Location admin" at the location "Bonn" .* is not there any more/);
    assert.match(warnings.join('\n'), /main contact of the company "Lost \d+", and is not made it again/);
    await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Buyer' });
    await settle();
    assert.deepEqual((await personOf(user)).warnings, []);
  });

  it('RULES 17, 21: GIVEN another company, or a company that is gone WHEN the user comes back THEN the rules decide, and a warning names what is lost', async () => {
    const [one, two] = [`One ${count}`, `Two ${count}`];
    const companyId = await addCompany(one);
    await addCompany(two);
    const match = { name: `moved ${count}` };
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: one, role: ADMIN }]);
    await setLeaving({ companies: 'all' }, [{ match, company: { name: two, role: ORDERING } }]);
    await leave(user);
    const group = await addGroup(`Moved ${count}`, [user]);
    await comeBack(user);
    await has([[two, `${two}: ${ORDERING}`]]);
    assert.match(
      (await personOf(user)).warnings.join(),
      /company "One \d+" is not given back: .*another company/,
    );
    await patch(`/Groups/${group}`, { op: 'remove', path: 'members' });
    await settle();
    await has([]);

    await setContact(companyId, customerId, [{ location: one, role: ADMIN }]);
    await leave(user);
    await graphql('mutation($id: ID!) { companyDelete(id: $id) { userErrors { message } } }', {
      id: companyId,
    });
    await comeBack(user);
    await has([]);
    assert.match(
      (await personOf(user)).warnings.join(),
      /company "One \d+" is not given back: it is not there/,
    );
  });

  it('RULES 15, 17: GIVEN grace before the company WHEN the user comes back within it THEN nothing was taken, and when it ends everything is', async () => {
    const name = `Grace ${count}`;
    const companyId = await addCompany(name);
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: name, role: ADMIN }]);
    const graceHours = { ...DEFAULT_SETTINGS.leaving.graceHours, company: 2 };
    await setLeaving({ companies: 'all', graceHours });
    await leave(user);
    await has([[name, `${name}: ${ADMIN}`]]);
    assert.deepEqual((await personOf(user)).code, 'in_grace');
    await comeBack(user);
    await pass(3 * HOUR_MS);
    await has([[name, `${name}: ${ADMIN}`]]);
    await leave(user);
    await pass(3 * HOUR_MS);
    await has([]);
    assert.equal((await certificateOf(user)).company, 'done');
    await comeBack(user);
    await has([[name, `${name}: ${ADMIN}`]]);
  });

  it('RULES 15: GIVEN that the rung company is off WHEN a member leaves THEN "all" takes nothing either, and the certificate says so', async () => {
    const name = `Off ${count}`;
    const companyId = await addCompany(name);
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: name, role: ADMIN }]);
    await setLeaving({ companies: 'all', rungs: { ...DEFAULT_SETTINGS.leaving.rungs, company: false } });
    await leave(user);
    await has([[name, `${name}: ${ADMIN}`]]);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.companies.contacts.length], ['off', 1]);
    assert.ok(certificate.stillPossible.includes('order_for_company'));
  });

  it('RULES 15 a: GIVEN a contact with orders that Shopify does not remove WHEN it leaves THEN its roles are revoked instead, which is said, and given back', async () => {
    const name = `Orders ${count}`;
    const companyId = await addCompany(name);
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: name, role: ADMIN }]);
    await harness.sim('POST', '/_sim/orders', { customerId, companyId });
    await setLeaving({ companies: 'all' });
    await harness.sim('POST', '/_sim/shop', { keepsContactsWithOrders: true });
    try {
      await leave(user);
    } finally {
      await harness.sim('POST', '/_sim/shop', { keepsContactsWithOrders: false });
    }
    await has([[name]]);
    assert.match(
      (await personOf(user)).warnings.join(),
      /does not remove the contact .*roles were revoked instead/,
    );
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.isComplete], ['done', true]);
    assert.deepEqual(certificate.companies.contacts[0].roles, []);
    assert.ok(!certificate.stillPossible.includes('order_for_company'));
    await comeBack(user);
    await has([[name, `${name}: ${ADMIN}`]]);
  });

  it('RULES 9, 18: GIVEN an adopted customer whose roles "all" took WHEN its user is deleted THEN it is handed back with them', async () => {
    const name = `Handed ${count}`;
    const companyId = await addCompany(name);
    const { body } = await harness.sim('POST', '/_sim/customers', {
      email: email('ada'),
      verifiedEmail: true,
    });
    await setContact(companyId, body.id, [{ location: name, role: ADMIN }], true);
    await setLeaving({ companies: 'all' }, [
      { match: { name: `handed ${count}` }, company: { name, role: ADMIN } },
    ]);
    const user = await addUser('ada');
    await addGroup(`Handed ${count}`, [user]);
    await settle();
    await leave(user);
    await has([]);
    await remove(user);
    await has([[name, `${name}: ${ADMIN}`]]);
    assert.equal((await companyOf(companyId)).contacts[0].isMain, true);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.outcome, certificate.company], ['handed_back', 'handed_back']);
    assert.equal(certificate.companies.contacts.length, 1);
  });

  it('RULES 18, 19: GIVEN an adopted customer that stays blocked WHEN its user is deleted THEN "all" takes its roles, until the same person is back', async () => {
    const name = `Blocked ${count}`;
    const companyId = await addCompany(name);
    const { body } = await harness.sim('POST', '/_sim/customers', {
      email: email('ada'),
      verifiedEmail: true,
    });
    await setContact(companyId, body.id, [{ location: name, role: ADMIN }]);
    await setLeaving({ companies: 'all', adoptedOnDelete: 'keepBlocked' });
    const user = await addUser('ada');
    await settle();
    await remove(user);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual(
      [certificate.outcome, certificate.company, certificate.isComplete],
      ['kept_blocked', 'done', true],
    );
    await join();
    await has([[name, `${name}: ${ADMIN}`]]);
  });

  it("RULES 18, 19: GIVEN a tombstone WHEN it comes to be THEN it keeps nothing, and the same person joining again gets what was the merchant's", async () => {
    const name = `Stone ${count}`;
    const companyId = await addCompany(name);
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: name, role: ADMIN }]);
    await harness.sim('POST', '/_sim/orders', { customerId });
    await setLeaving({ companies: 'all' });
    await remove(user);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual(
      [certificate.outcome, certificate.company, certificate.companies.contacts],
      ['tombstone', 'done', []],
    );
    const again = await join();
    assert.equal(again.customerId, customerId);
    await has([[name, `${name}: ${ADMIN}`]]);
  });

  it('RULES 20: GIVEN a merchant who gives a leaver its role back before the certificate WHEN it is read THEN it is taken again', async () => {
    const name = `Again ${count}`;
    const companyId = await addCompany(name, ['Berlin', 'Bonn']);
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: 'Berlin', role: ADMIN }]);
    const graceHours = { ...DEFAULT_SETTINGS.leaving.graceHours, block: 2 };
    await setLeaving({ companies: 'all', graceHours });
    await leave(user);
    await has([]);
    await setContact(companyId, customerId, [{ location: 'Bonn', role: ADMIN }]);
    await pass(3 * HOUR_MS);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.isComplete], ['done', true]);
    await comeBack(user);
    await has([[name, `Berlin: ${ADMIN}`, `Bonn: ${ADMIN}`]]);
  });

  it('RULES 15 a: GIVEN a contact with more roles than Shopify lists at once WHEN it leaves and comes back THEN every one goes and comes', async () => {
    const name = `Many ${count}`;
    const places = Array.from({ length: 120 }, (_, i) => `Place ${i}`);
    const companyId = await addCompany(name, places);
    const { user, customerId } = await join();
    await setContact(
      companyId,
      customerId,
      places.map((location) => ({ location, role: ORDERING })),
    );
    await setLeaving({ companies: 'all' });
    await leave(user);
    await has([]);
    await comeBack(user);
    assert.equal((await companiesOf('ada'))[0]?.roles.length, 120);
  });

  it('RULES 11, 15 a: GIVEN "ours" and a contact of ours that a merchant made the main one WHEN it leaves and comes back THEN it is that again', async () => {
    const name = `Main ${count}`;
    const companyId = await addCompany(name);
    const { user, customerId } = await join();
    await setLeaving({}, [{ match: { name: `main ${count}` }, company: { name, role: ADMIN } }]);
    await addGroup(`Main ${count}`, [user]);
    await settle();
    await setContact(companyId, customerId, [{ location: name, role: ADMIN }], true);
    await leave(user);
    await comeBack(user);
    assert.equal((await companyOf(companyId)).contacts[0].isMain, true);
  });

  it('RULES 15, 20: GIVEN a shop that denies companies WHEN users leave THEN each looks itself by one call, waits for a day, and has left with a certificate that is not complete', async () => {
    await setLeaving({ companies: 'all' });
    const { user } = await join();
    const eve = await join('eve');
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    try {
      await leave(user);
      const certificate = await certificateOf(user);
      assert.deepEqual(
        [certificate.company, certificate.companies, certificate.isComplete],
        ['unreadable', null, false],
      );
      assert.equal((await personOf(user)).code, 'company_hidden');
      const before = (await harness.sim('GET', '/_sim/stats')).body.calls;
      await leave(eve.user);
      assert.equal((await harness.sim('GET', '/_sim/stats')).body.calls - before, 3);
      // That she has none is not claimed.
      const next = await certificateOf(eve.user);
      assert.deepEqual([next.company, next.companiesDeniedAt >= certificate.provenAt], ['unreadable', true]);
      await pass(25 * HOUR_MS);
      assert.equal((await personOf(user)).state, 'left');
      assert.equal((await certificateOf(user)).isComplete, false);
    } finally {
      await harness.sim('POST', '/_sim/shop', { b2b: true });
    }
  });
});

describe('leaving in a shop that loses B2B', () => {
  before(async () => {
    offset = 0;
    harness = await startHarness({ now: () => Date.now() + offset });
  });
  after(() => harness.close());
  beforeEach(async () => {
    count += 1;
    await harness.sim('POST', '/_sim/shop', { b2b: true });
  });

  it('RULES 15 a, 20: GIVEN a role of ours that cannot be taken WHEN its user leaves THEN it waits and says why, and the role goes once B2B is back', async () => {
    await addCompany('Fickle');
    const { user } = await join();
    await setLeaving({}, [{ match: { name: 'fickle' }, company: { name: 'Fickle', role: ADMIN } }]);
    await addGroup('Fickle', [user]);
    await settle();
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await leave(user);
    assert.equal((await customerOf('ada')).metafields.active, 'false');
    const person = await personOf(user);
    assert.deepEqual([person.state, person.code], ['waiting', 'company_hidden']);
    assert.equal((await certificateOf(user)).isComplete, false);
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    await pass(11 * 60_000);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.isComplete], ['done', true]);
    assert.equal((await personOf(user)).state, 'left');
  });

  it('RULES 15 a, 20: GIVEN "all", and companies that were denied a moment ago WHEN a member leaves THEN it looks itself, and a merchant\'s role goes', async () => {
    const companyId = await addCompany('Moment');
    const { user, customerId } = await join();
    const eve = await join('eve');
    await setContact(companyId, customerId, [{ location: 'Moment', role: ADMIN }]);
    await setLeaving({ companies: 'all' });
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await leave(eve.user);
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    await leave(user);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.isComplete], ['done', true]);
  });

  it('RULES 15 a, 20: GIVEN "all", and a grace WHEN a member leaves while companies are denied THEN a merchant\'s role goes soon after they are back', async () => {
    const companyId = await addCompany('Soon');
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: 'Soon', role: ADMIN }]);
    const graceHours = { ...DEFAULT_SETTINGS.leaving.graceHours, block: 48 };
    await setLeaving({ companies: 'all', graceHours });
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await leave(user);
    assert.equal((await personOf(user)).code, 'in_grace');
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    await has([['Soon', `Soon: ${ADMIN}`]]);
    await pass(11 * 60_000);
    await has([]);
    await pass(49 * HOUR_MS);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.company, certificate.isComplete], ['done', true]);
    await setContact(companyId, customerId, [{ location: 'Soon', role: ORDERING }]);
    await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Gone' });
    await settle();
    await has([['Soon', `Soon: ${ORDERING}`]]);
  });

  it('RULES 15 a, 18: GIVEN a customer with orders and a role of ours WHEN its user is deleted while companies are denied THEN the role goes once they are back', async () => {
    await addCompany('Buried');
    const { user, customerId } = await join();
    await setLeaving({}, [{ match: { name: 'buried' }, company: { name: 'Buried', role: ADMIN } }]);
    await addGroup('Buried', [user]);
    await settle();
    await harness.sim('POST', '/_sim/orders', { customerId });
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await remove(user);
    assert.equal((await certificateOf(user)).isComplete, false);
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    await has([['Buried', `Buried: ${ADMIN}`]]);
    await pass(11 * 60_000);
    await has([]);
    const certificate = await certificateOf(user);
    assert.deepEqual([certificate.outcome, certificate.isComplete], ['tombstone', true]);
  });

  it('RULES 11, 15 a: GIVEN a member with a role of ours WHEN it changes while there is no B2B, and leaves once it is back THEN the role was ours all along, and goes', async () => {
    await addCompany('Lapsed');
    const { user } = await join();
    await setLeaving({}, [{ match: { name: 'lapsed' }, company: { name: 'Lapsed', role: ADMIN } }]);
    await addGroup('Lapsed', [user]);
    await settle();
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await leave(user);
    await comeBack(user);
    assert.match((await personOf(user)).warnings.join(), /the shop has no B2B/);
    assert.doesNotMatch((await personOf(user)).warnings.join(), /10,000 contacts/);
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    await has([['Lapsed', `Lapsed: ${ADMIN}`]]);
    await leave(user);
    await has([]);
    assert.equal((await certificateOf(user)).company, 'done');
  });

  it('RULES 17: GIVEN a return while there is no B2B WHEN the user changes after it is back THEN what the merchant had given comes back, and was not forgotten', async () => {
    const companyId = await addCompany('Kept');
    const { user, customerId } = await join();
    await setContact(companyId, customerId, [{ location: 'Kept', role: ADMIN }]);
    await setLeaving({ companies: 'all' });
    await leave(user);
    await has([]);
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await comeBack(user);
    const { state, warnings } = await personOf(user);
    assert.equal(state, 'synced');
    assert.match(warnings.join(), /is not given back yet: the shop has no B2B/);
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    await patch(`/Users/${user}`, { op: 'replace', path: 'title', value: 'Buyer' });
    await settle();
    await has([['Kept', `Kept: ${ADMIN}`]]);
    assert.deepEqual((await personOf(user)).warnings, []);
  });

  it('RULES 15 a: GIVEN a rule whose company could never be given WHEN its user leaves THEN nothing is waited for', async () => {
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    const { user } = await join();
    await setLeaving({}, [{ match: { name: 'never' }, company: { name: 'Never', role: ADMIN } }]);
    await addGroup('Never', [user]);
    await settle();
    assert.match((await personOf(user)).warnings.join(), /the shop has no B2B/);
    await leave(user);
    assert.deepEqual(
      [(await personOf(user)).state, (await certificateOf(user)).company],
      ['left', 'unreadable'],
    );
  });
});
