// What a merchant is told of the app's scopes, and what asking for more takes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, SHOP, startHarness } from '../support/rollcall.ts';

interface Feature {
  readonly name: string;
  readonly isOn: boolean;
  readonly isGranted: boolean | null;
}

describe('the scopes of the app', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ access: 'publicApp', working: false });
  });
  after(() => harness.close());

  const accessOf = async () => (await harness.adminAs(await harness.idToken(), 'GET', '/access')).body;
  const grant = (...scopes: string[]) => harness.sim('POST', `/${SHOP}/_sim/shop`, { scopes });
  const featureOf = ({ features }: { features: Feature[] }, wanted: string) =>
    features.find(({ name }) => name === wanted);

  it('GIVEN only what is asked for at the start WHEN asked THEN what is on and lacks a scope says so, and nothing else is asked for', async () => {
    await grant('write_customers');
    const access = await accessOf();
    assert.deepEqual(access.granted, ['read_customers', 'write_customers']);
    assert.deepEqual(access.missing, ['read_customer_merge']);
    assert.deepEqual(
      access.features.map(({ name, isOn, isGranted }: Feature) => [name, isOn, isGranted]),
      [
        ['customers', true, true],
        ['merges', true, false],
        ['companies', false, true],
        ['checkoutRule', false, false],
        ['erasure', false, false],
      ],
    );
  });

  it('GIVEN a rule that gives companies WHEN asked THEN companies are on, and either scope will do', async () => {
    const groups = [{ match: { name: 'Buyers' }, company: { name: 'Acme', externalId: 'acme' } }];
    const path = `/connections/${harness.connectionId}`;
    assert.equal((await harness.admin('PATCH', path, { settings: { groups } })).status, 200);
    assert.deepEqual(featureOf(await accessOf(), 'companies')?.isOn, true);
    await grant('read_customers');
    const { missing } = await accessOf();
    assert.deepEqual(missing, ['write_customers', 'read_customer_merge', 'write_companies']);
    await grant('write_customers', 'write_customer_merge');
    assert.deepEqual((await accessOf()).missing, []);
  });

  it('GIVEN Shopify refusing WHEN asked THEN it is said why, and what is on is told all the same', async () => {
    await harness.sim('POST', `/${SHOP}/_sim/faults`, { kind: 'access_denied', count: 1 });
    const { granted, unread, missing, features } = await accessOf();
    assert.deepEqual([granted, missing, features.length], [null, [], 5]);
    assert.match(unread.message, /\.$/);
    assert.equal(unread.code, 'access_denied');
  });

  it('GIVEN plans and ways to distribute the app WHEN asked for the checkout rule THEN it is said who may have it, and why', async () => {
    const ruleOf = async (facts: object) => {
      await harness.sim('POST', `/${SHOP}/_sim/shop`, facts);
      return (await harness.adminAs(await harness.idToken(), 'GET', '/checkout-rule')).body;
    };
    assert.equal((await ruleOf({ plan: 'standard', distribution: 'custom' })).eligible, false);
    assert.equal((await ruleOf({ plan: 'plus', distribution: 'custom' })).eligible, true);
    assert.equal((await ruleOf({ plan: 'standard', distribution: 'public' })).eligible, true);
    await harness.sim('POST', `/${SHOP}/_sim/faults`, { kind: 'access_denied', count: 1 });
    const unknown = await ruleOf({});
    assert.equal(unknown.eligible, null);
    assert.match(unknown.reason, /\.$/);
  });

  it('GIVEN the operator WHEN it asks THEN it names the shop; a merchant may name none but its own', async () => {
    assert.equal((await harness.admin('GET', '/access')).status, 400);
    assert.equal((await harness.admin('GET', `/access?shop=${SHOP}`)).body.shop, SHOP);
    assert.equal((await harness.admin('GET', '/access?shop=nobody.myshopify.com')).status, 404);
    const theirs = await harness.adminAs(await harness.idToken('1', 'other.myshopify.com'), 'GET', '/access');
    assert.equal(theirs.body.shop, 'other.myshopify.com');
    const token = await harness.idToken();
    assert.equal((await harness.adminAs(token, 'GET', '/access?shop=other.myshopify.com')).status, 404);
  });
});
