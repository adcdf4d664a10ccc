import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { checkDefinitions } from '../../src/shopify/definitions.ts';
import { createCustomerGateway } from '../../src/shopify/gateway.ts';
import type { CustomerGateway, CustomerStep, NewCustomer } from '../../src/sync/ports.ts';
import { startStore } from './support.ts';

const ordinary = { leaving: false };

describe('customer gateway', () => {
  let store: Awaited<ReturnType<typeof startStore>>;
  let gateway: CustomerGateway;
  before(async () => {
    store = await startStore();
  });
  after(() => store.close());
  beforeEach(async () => {
    await store.sim('POST', '/_sim/reset');
    gateway = createCustomerGateway(store.client);
    await gateway.prepare([], ordinary);
  });

  const ada: NewCustomer = {
    fields: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', phone: '+493090182000' },
    metafields: { link_id: 'link-ada', active: 'true', department: 'R&D' },
    tags: ['department:r-d'],
  };
  const create = async (customer: NewCustomer) => {
    const answer = await gateway.create(customer, ordinary);
    assert.ok(answer.created);
    return answer.customerId;
  };
  const write = (customerId: string, steps: CustomerStep[], askConsents = false) =>
    gateway.write(customerId, steps, { ...ordinary, askConsents });
  const codesOf = async (customerId: string, steps: CustomerStep[]) =>
    (await write(customerId, steps)).results.map(({ rejections }) => rejections.map(({ code }) => code));

  it('GIVEN a new customer WHEN it is created THEN all that was given can be read back', async () => {
    const id = await create(ada);
    assert.deepEqual(await gateway.read(id, ordinary), {
      id,
      fields: { ...ada.fields, locale: 'en' },
      tags: ['department:r-d'],
      verifiedEmail: true,
      consents: {
        email: { state: 'NOT_SUBSCRIBED', level: 'SINGLE_OPT_IN' },
        sms: { state: 'NEVER_SUBSCRIBED', level: 'SINGLE_OPT_IN' },
      },
      linkId: 'link-ada',
      merchantMetafields: {},
      metafields: ada.metafields,
      addresses: [],
    });
  });

  it('GIVEN mapped metafields WHEN the shop is prepared THEN they are defined and pinned, and one of another type is told', async () => {
    const cost = { key: 'cost', type: 'number_integer', name: 'Cost centre' };
    const since = { key: 'custom.since', type: 'date', name: 'Since' };
    await gateway.prepare([cost, since], ordinary);
    const { unusable } = await gateway.prepare([cost, { ...since, type: 'boolean' }], ordinary);
    assert.match(unusable['custom.since'] ?? '', /has the type date in Shopify, and boolean in the mapping/);
    assert.deepEqual(Object.keys(unusable), ['custom.since']);

    await gateway.prepare([cost, since], ordinary);
    const values = { cost: '4711', 'custom.since': '2026-11-24' };
    const id = await create({ ...ada, metafields: { ...ada.metafields, ...values } });
    const found = await gateway.read(id, ordinary);
    assert.deepEqual(found?.metafields, { ...ada.metafields, ...values });
    assert.deepEqual(found?.merchantMetafields, { 'custom.since': '2026-11-24' });
    assert.deepEqual(
      await codesOf(id, [
        { kind: 'metafieldsDelete', keys: ['cost', 'custom.since'] },
        { kind: 'update', fields: {}, metafields: { 'custom.since': 'yesterday' } },
      ]),
      [[], ['metafield_invalid']],
    );
    assert.deepEqual((await gateway.read(id, ordinary))?.metafields, ada.metafields);
  });

  it('GIVEN a customer just made WHEN it is looked for by link id or e-mail THEN it is found at once', async () => {
    const id = await create(ada);
    assert.equal((await gateway.readByLink('link-ada', ordinary))?.id, id);
    assert.equal((await gateway.findByEmail('ADA@example.com', ordinary))?.id, id);
    assert.equal(await gateway.readByLink('link-grace', ordinary), null);
    assert.equal(await gateway.findByEmail('grace@example.com', ordinary), null);
  });

  it('GIVEN a link id in use WHEN another customer is created with it THEN it is refused as taken', async () => {
    await create(ada);
    const answer = await gateway.create(
      { ...ada, fields: { email: 'other@example.com', firstName: 'O' } },
      ordinary,
    );
    assert.ok(!answer.created);
    assert.deepEqual(
      answer.rejections.map(({ code }) => code),
      ['link_id_taken'],
    );
  });

  it('GIVEN several steps WHEN one is refused THEN the others are taken, and each has its own answer', async () => {
    const id = await create(ada);
    await create({
      fields: { email: 'grace@example.com' },
      metafields: { link_id: 'link-grace' },
      tags: [],
    });
    const steps: CustomerStep[] = [
      { kind: 'update', fields: { email: 'grace@example.com' }, metafields: { active: 'false' } },
      { kind: 'tagsAdd', tags: ['rollcall:leaver'] },
      { kind: 'tagsRemove', tags: ['department:r-d'] },
      { kind: 'metafieldsDelete', keys: ['department'] },
    ];
    assert.deepEqual(await codesOf(id, steps), [['email_taken'], [], [], []]);
    const customer = await gateway.read(id, ordinary);
    assert.deepEqual(customer?.tags, ['rollcall:leaver']);
    assert.deepEqual(customer?.metafields, { link_id: 'link-ada', active: 'true' });
  });

  it('GIVEN an address of ours WHEN it is made, changed and removed THEN the store follows, cleared parts included', async () => {
    const id = await create(ada);
    const made = await write(id, [
      {
        kind: 'addressCreate',
        address: { address1: 'Hauptstr. 1', city: 'Berlin', zip: '10115', countryCode: 'DE' },
      },
    ]);
    const addressId = made.results[0]?.addressId;
    assert.ok(addressId);
    await write(id, [{ kind: 'addressUpdate', addressId, address: { city: 'Hamburg', countryCode: 'DE' } }]);
    assert.deepEqual((await gateway.read(id, ordinary))?.addresses, [
      { id: addressId, address: { city: 'Hamburg', countryCode: 'DE' } },
    ]);
    await write(id, [{ kind: 'addressDelete', addressId }]);
    assert.deepEqual((await gateway.read(id, ordinary))?.addresses, []);
  });

  it('GIVEN consents WHEN they are asked for with a write and withdrawn THEN the store says so', async () => {
    const { id: customerId } = (await store.sim('POST', '/_sim/customers', {
      email: 'sub@example.com',
      emailMarketingState: 'SUBSCRIBED',
    })) as { id: string };
    const asked = await write(
      customerId,
      [{ kind: 'update', fields: {}, metafields: { active: 'false' } }],
      true,
    );
    assert.equal(asked.consents?.email?.state, 'SUBSCRIBED');
    const level = asked.consents?.email?.level ?? null;
    assert.deepEqual(
      await codesOf(customerId, [{ kind: 'emailConsent', consent: { state: 'UNSUBSCRIBED', level } }]),
      [[]],
    );
    assert.equal((await gateway.read(customerId, ordinary))?.consents.email?.state, 'UNSUBSCRIBED');
  });

  it('GIVEN a customer that is gone WHEN it is written, deleted or read THEN it is missing, and nothing else', async () => {
    const id = await create(ada);
    assert.deepEqual(await codesOf(id, [{ kind: 'delete' }]), [[]]);
    assert.deepEqual(await codesOf(id, [{ kind: 'update', fields: { firstName: 'A' }, metafields: {} }]), [
      ['customer_missing'],
    ]);
    assert.deepEqual(await codesOf(id, [{ kind: 'delete' }]), [['customer_missing']]);
    assert.equal(await gateway.read(id, ordinary), null);
  });

  it('GIVEN a shop WHEN it is prepared twice THEN the definitions are made once and are as they should be (RULES 13)', async () => {
    const before = store.costs.length;
    await gateway.prepare([], ordinary);
    assert.deepEqual(
      store.costs.slice(before).map(({ operationName }) => operationName),
      ['ReadShop'],
    );
    assert.deepEqual(await checkDefinitions(store.client), []);
  });

  it('GIVEN a shop without definitions WHEN it is checked THEN each is reported missing, with what happens next', async () => {
    await store.sim('POST', '/_sim/reset');
    const faults = await checkDefinitions(store.client);
    assert.equal(faults.length, 6);
    assert.deepEqual([...new Set(faults.map(({ fault }) => fault))], ['missing']);
  });
});
