// Mapped customers in hard cases: adopted ones, refusals, answers that never came; against the simulated store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SettingsInput } from '../../src/tenants/settings.ts';
import { settingsInput } from '../../src/tenants/settings.ts';
import { openWorldPerTest, type World } from './support/world.ts';

let world: World;
const open = openWorldPerTest((opened) => {
  world = opened;
  world.sync.start();
});
const settingsOf = (mapping: object): SettingsInput => settingsInput.parse({ mapping });
const begin = (mapping: object, more: object = {}) =>
  open({ connection: { settings: settingsOf(mapping), ...more } });

const ada = (more: Record<string, unknown> = {}) => ({
  userName: 'ada',
  emails: [{ type: 'work', value: 'ada@example.com' }],
  name: { givenName: 'Ada' },
  title: 'Countess',
  ...more,
});
const TEAM = { namespace: 'custom', key: 'team', value: '{{ user.title }}' };

async function onlyCustomer() {
  const customers = await world.customers();
  assert.equal(customers.length, 1);
  return customers[0] as (typeof customers)[number] & { readonly note: string | null };
}

async function warnings(): Promise<string[]> {
  const [claim] = await world.claims();
  return JSON.parse(claim?.warnings ?? '[]');
}

const addMerchantsCustomer = (more: object = {}) =>
  world.sim('POST', '/_sim/customers', {
    email: 'ada@example.com',
    firstName: 'Ada',
    note: 'likes tea',
    tags: ['team:countess', 'vip'],
    metafields: { 'custom.team': 'Poets' },
    ...more,
  });

describe('an adopted customer with a metafield and a note of the merchant’s', () => {
  const mapping = {
    fields: { note: 'Cost centre {{ user.title }}' },
    tags: ['team:{{ user.title | handleize }}', 'title:{{ user.title }}'],
    metafields: [TEAM],
  };

  it('RULES 9, 11: GIVEN a mapping that writes them WHEN it does so no longer THEN what stood there is back', async () => {
    await begin(mapping);
    await addMerchantsCustomer();
    await world.createUser(ada());
    await world.sync.drain();
    const mapped = await onlyCustomer();
    assert.deepEqual([mapped.metafields['custom.team'], mapped.note], ['Countess', 'Cost centre Countess']);
    assert.deepEqual(mapped.tags, ['team:countess', 'title:Countess', 'vip']);

    await world.changeConnection({ settings: settingsOf({ tags: [], metafields: [] }) });
    await world.sync.drain();
    const after = await onlyCustomer();
    assert.deepEqual([after.metafields['custom.team'], after.note], ['Poets', 'likes tea']);
    assert.deepEqual(after.tags, ['team:countess', 'vip']);
  });

  it('RULES 18: GIVEN a mapping that writes them WHEN the user is deleted THEN it is handed back as it was', async () => {
    await begin(mapping);
    await addMerchantsCustomer();
    const { id } = await world.createUser(ada());
    await world.sync.drain();
    await world.removeUser(id);
    await world.sync.drain();
    const { metafields, note, tags } = await onlyCustomer();
    assert.deepEqual(
      [metafields, note, tags],
      [{ 'custom.team': 'Poets' }, 'likes tea', ['team:countess', 'vip']],
    );
  });
});

describe('mapped values that cannot be written', () => {
  it('RULES 26: GIVEN a definition of the merchant’s that refuses a value WHEN it is synced THEN it is left out with a warning', async () => {
    await begin({ metafields: [TEAM, { key: 'rank', value: '{{ user.title }}' }] });
    const created = await world.admin(
      `mutation ($definition: MetafieldDefinitionInput!) {
        metafieldDefinitionCreate(definition: $definition) { userErrors { message } }
      }`,
      {
        definition: {
          namespace: 'custom',
          key: 'team',
          name: 'Team',
          ownerType: 'CUSTOMER',
          type: 'single_line_text_field',
          validations: [{ name: 'max', value: '5' }],
        },
      },
    );
    assert.deepEqual(created.metafieldDefinitionCreate, { userErrors: [] });
    await world.createUser(ada());
    await world.sync.drain();
    const { metafields } = await onlyCustomer();
    assert.deepEqual([metafields['custom.team'], metafields.rank], [undefined, 'Countess']);
    assert.deepEqual(await warnings(), [
      'Shopify refuses the value of the metafield custom.team; it was left out.',
    ]);
  });

  it('GIVEN a definition of another type WHEN users are synced THEN only that metafield is left out, and they are told', async () => {
    await begin({ metafields: [{ ...TEAM, type: 'boolean', value: 'true' }] });
    await world.admin(
      `mutation { metafieldDefinitionCreate(definition: {
        namespace: "custom", key: "team", name: "Team", ownerType: CUSTOMER, type: "date"
      }) { userErrors { message } } }`,
    );
    await world.createUser(ada());
    await world.sync.drain();
    assert.equal((await onlyCustomer()).metafields['custom.team'], undefined);
    assert.match((await warnings()).join(), /has the type date in Shopify, and boolean in the mapping/);
  });

  it('GIVEN a template that one user fails WHEN users are synced THEN that user is warned and the sync goes on', async () => {
    const loop =
      '{% for a in user.x %}{% for b in user.x %}{% for c in user.x %}{{ user.x | join: "" }}{% endfor %}{% endfor %}{% endfor %}';
    const slow = `slow:${loop.replaceAll('user.x', 'user.emails')}`;
    await begin({ tags: ['staff', slow.slice(0, 2000)] });
    const emails = Array.from({ length: 100 }, (_, i) => ({ value: `ada${i}@example.com` }));
    await world.createUser(ada({ emails: [...emails, ...ada().emails] }));
    await world.sync.drain();
    assert.ok((await onlyCustomer()).tags.includes('staff'));
    assert.match((await warnings()).join(), /The template of a tag failed for this user/);
  });
});

it('RULES 8: GIVEN a template that makes the e-mail of the userName WHEN such a customer exists THEN a person decides', async () => {
  await begin({ fields: { email: '{{ user.userName }}@example.com' } });
  await addMerchantsCustomer();
  await world.createUser({ userName: 'ada' });
  await world.sync.drain();
  assert.equal((await world.claims())[0]?.code, 'review_username_email');
});

it('GIVEN a create whose answer never came WHEN the user changes meanwhile THEN mapped tags are ours, and follow', async () => {
  await begin({ tags: ['title:{{ user.title }}'] });
  await world.sim('POST', '/_sim/faults', { kind: 'timeout_after', rate: 1, count: 1 });
  const { id } = await world.createUser(ada());
  await world.sync.drain();
  await world.patchUser(id, { title: 'Queen' });
  await world.sync.drain();
  assert.deepEqual((await onlyCustomer()).tags, ['title:Queen']);
});
