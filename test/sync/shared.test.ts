// A customer that users of two connections have, where a process dies between its call and its note.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { createWriter } from '../../src/directory/write.ts';
import { resourceTypesWith } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { DEFAULT_SETTINGS, mergeSettings } from '../../src/tenants/settings.ts';
import { person } from './support/people.ts';
import { CONNECTION, openWorldPerTest, SHOP, type World } from './support/world.ts';

const OTHER = 'other';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
});

/** Ada in both connections, the customer made by the first. */
async function share(): Promise<{ readonly first: string; readonly second: string }> {
  const { engine } = world;
  const tenants = createTenantStore(engine);
  await world.changeConnection({
    settings: { mapping: { fields: {}, allowedTags: [], tags: ['staff:first'] } },
  });
  const [connection] = await tenants.listConnections();
  assert.ok(connection);
  const settings = mergeSettings(DEFAULT_SETTINGS, {
    mapping: { fields: {}, allowedTags: [], tags: ['staff:second'] },
  });
  await tenants.insertConnection({ ...connection, id: OTHER, name: 'Other', settings }, Date.now());
  const writer = createWriter({ store: createDirectoryStore(engine), now: Date.now, newId: () => uuidv7() });
  const scope = { shop: SHOP, connection: OTHER, strict: false, types: resourceTypesWith([]) };
  const { id: first } = await world.createUser(person('ada'));
  await world.sync.drain();
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...person('ada') };
  const { id: second } = (await writer.create(scope, 'User', user)).stored;
  await world.sync.drain();
  // As a person's decision has it.
  const [link] = await world.links();
  await engine.kysely
    .updateTable('claims')
    .set({ link_id: link?.id ?? null })
    .where('connection', '=', OTHER)
    .execute();
  await world.changeConnection({ newCustomerCreation: true });
  await world.sync.drain();
  return { first, second };
}

const tags = async () => (await world.customers()).map((customer) => [...customer.tags].sort());

for (const how of ['deactivated', 'deleted'] as const) {
  it(`GIVEN a process that died after it had written for one of two users WHEN that user is ${how} before it is tried again THEN the other finds out what was sent, and takes it away`, async () => {
    await begin();
    world.sync.start();
    const { first } = await share();
    assert.deepEqual(await tags(), [['staff:first', 'staff:second']]);
    // What a try of the dead process sent, and never noted: a tag, and that it was trying.
    const [customer] = await world.customers();
    await world.admin(
      'mutation ($id: ID!) { tagsAdd(id: $id, tags: ["department:sent-unheard"]) { userErrors { message } } }',
      {
        id: customer?.id,
      },
    );
    world.sync.pause();
    if (how === 'deleted') await world.removeUser(first);
    else await world.patchUser(first, { active: false });
    await world.engine.kysely
      .updateTable('outbox')
      .set({ attempts: 1, error_code: null })
      .where('connection', '=', CONNECTION)
      .where('kind', '=', 'user')
      .execute();
    world.sync.resume();
    await world.sync.drain();
    world.advance(61_000);
    await world.sync.drain();
    assert.deepEqual(await tags(), [['staff:second']]);
    const [kept] = await world.customers();
    assert.equal(kept?.metafields.active, 'true');
  });
}

it('GIVEN tries for both users that broke off WHEN one of the two is deleted THEN what was sent for either is found out, and taken away', async () => {
  await begin();
  world.sync.start();
  const { first, second } = await share();
  const [customer] = await world.customers();
  await world.admin(
    'mutation ($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { message } } }',
    { id: customer?.id, tags: ['unheard:first', 'unheard:second'] },
  );
  world.sync.pause();
  await world.removeUser(first);
  for (const [subject, tag] of [
    [first, 'unheard:first'],
    [second, 'unheard:second'],
  ] as const) {
    const intent = JSON.stringify({ fields: [], tags: [tag], metafields: [], addresses: [] });
    await world.engine.kysely
      .updateTable('outbox')
      .set({ attempts: 1, error_code: null, intent })
      .where('subject', '=', subject)
      .execute();
  }
  world.sync.resume();
  await world.sync.drain();
  world.advance(61_000);
  await world.sync.drain();
  assert.deepEqual(await tags(), [['staff:second']]);
});
