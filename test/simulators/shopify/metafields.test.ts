// Metafields and their definitions: namespaces, types, uniqueness, access, compare and swap.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkDefinition, type Store, startStore } from './harness.ts';

const foreign = 'app--999999999999';

async function setOne(store: Store, metafield: Record<string, unknown>) {
  return store.mutate('metafieldsSet', { metafields: [metafield] });
}

test('$app, no namespace and $app:x resolve to the app’s own namespaces', async (t) => {
  const store = await startStore(t);
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const metafield = { ownerId, type: 'boolean', value: 'true' };
  const { metafields } = await store.mutate('metafieldsSet', {
    metafields: [
      { ...metafield, namespace: '$app', key: 'active' },
      { ...metafield, key: 'other' },
      { ...metafield, namespace: '$app:hr', key: 'active' },
      { ...metafield, namespace: 'custom', key: 'active' },
    ],
  });
  const [own, , suffixed] = metafields.map(({ namespace }: { namespace: string }) => namespace);
  assert.match(own, /^app--\d+$/);
  assert.deepEqual(
    metafields.map(({ namespace }: { namespace: string }) => namespace),
    [own, own, `${own}--hr`, 'custom'],
  );
  const { data } = await store.graphql(
    `{ customer(id: "${ownerId}") { a: metafield(key: "active") { value jsonValue }
       b: metafield(namespace: "${own}", key: "active") { value }
       c: metafield(namespace: "$app:hr", key: "active") { value }
       own: metafields(first: 10, namespace: "$app") { nodes { key } }
       picked: metafields(first: 10, keys: ["custom.active", "$app.other"]) { nodes { key } } } }`,
  );
  assert.deepEqual(data.customer, {
    a: { value: 'true', jsonValue: true },
    b: { value: 'true' },
    c: { value: 'true' },
    own: { nodes: [{ key: 'active' }, { key: 'other' }] },
    picked: { nodes: [{ key: 'other' }, { key: 'active' }] },
  });
  const [shown] = (await store.send('GET', '/_sim/customers')).body;
  assert.deepEqual(shown.metafields, {
    active: 'true',
    other: 'true',
    [`${suffixed}.active`]: 'true',
    'custom.active': 'true',
  });
});

test('another app’s namespace can be neither written, deleted nor defined', async (t) => {
  const store = await startStore(t);
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const message = 'Access to this namespace and key on Metafields for this resource type is not allowed.';
  const set = await setOne(store, { ownerId, namespace: foreign, key: 'k1', type: 'boolean', value: 'true' });
  assert.deepEqual(set.userErrors, [{ field: ['metafields', '0'], message, code: 'APP_NOT_AUTHORIZED' }]);
  const deleted = await store.mutate('metafieldsDelete', {
    metafields: [{ ownerId, namespace: foreign, key: 'k1' }],
  });
  assert.deepEqual(deleted, { deletedMetafields: null, userErrors: [{ field: ['metafields'], message }] });
  const { data, errors } = await store.graphql(
    `mutation { metafieldDefinitionCreate(definition: {name: "x", namespace: "${foreign}", key: "k1", ownerType: CUSTOMER, type: "id"}) { createdDefinition { id } } }`,
  );
  assert.deepEqual(data, { metafieldDefinitionCreate: null });
  assert.equal(errors[0].extensions.code, 'ACCESS_DENIED');
  assert.match(
    errors[0].message,
    /^Access denied for metafieldDefinitionCreate field\. Required access: API client/,
  );
});

test('values are checked by their type and refused in the recorded words', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const cases: [string, string, string][] = [
    ['boolean', 'yes', 'Value must be true or false.'],
    ['number_integer', '1.5', 'Value must be an integer.'],
    ['single_line_text_field', 'a\nb', 'Value must be a single line text string.'],
    ['date', '2026/01/01', 'Value must be in YYYY-MM-DD format.'],
    ['date_time', 'noon', 'Value must be in “YYYY-MM-DDTHH:MM:SS” format. For example: 2022-06-01T15:30:00'],
    ['color', 'red', 'Value must be a hex color code.'],
    ['single_line_text_field', '', "Value can't be blank."],
  ];
  for (const [type, value, message] of cases) {
    const payload = await setOne(store, { ownerId, namespace: 'custom', key: 'field', type, value });
    assert.deepEqual(payload, {
      metafields: null,
      userErrors: [{ field: ['metafields', '0', 'value'], message, code: 'INVALID_VALUE' }],
    });
  }
});

test('names of metafields are checked', async (t) => {
  const store = await startStore(t);
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const cases: [Record<string, string>, string, string, string | null][] = [
    [{ key: 'k' }, 'key', 'Key is too short (minimum is 2 characters)', 'TOO_SHORT'],
    [{ key: 'k'.repeat(65) }, 'key', 'Key is too long (maximum is 64 characters)', 'TOO_LONG'],
    [{ namespace: 'ab' }, 'namespace', 'Namespace is too short (minimum is 3 characters)', 'TOO_SHORT'],
    [{ namespace: 'protected' }, 'namespace', 'Namespace protected is a reserved namespace', null],
  ];
  for (const [names, field, message, code] of cases) {
    const { userErrors } = await setOne(store, {
      ownerId,
      namespace: 'custom',
      key: 'field',
      type: 'boolean',
      value: 'true',
      ...names,
    });
    assert.deepEqual(userErrors, [{ field: ['metafields', '0', field], message, code }]);
  }
});

test('the type may be left out where a definition or an earlier value has it, and nowhere else', async (t) => {
  const store = await startStore(t);
  await store.mutate('metafieldDefinitionCreate', {
    definition: { name: 'Active', key: 'active', ownerType: 'CUSTOMER', type: 'boolean' },
  });
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const defined = await setOne(store, { ownerId, key: 'active', value: 'true' });
  assert.equal(defined.metafields[0].type, 'boolean');
  const undefinedOne = await setOne(store, { ownerId, key: 'unknown', value: 'x' });
  assert.deepEqual(undefinedOne.userErrors, [
    { field: ['metafields', '0', 'type'], message: "Type can't be blank", code: 'BLANK' },
  ]);
  const contradicting = await setOne(store, { ownerId, key: 'active', type: 'id', value: 'x' });
  assert.equal(contradicting.userErrors[0].code, 'INVALID_TYPE');
  const unknownType = await setOne(store, { ownerId, key: 'unknown', type: 'nope', value: 'x' });
  assert.equal(unknownType.userErrors[0].code, 'INCLUSION');
});

test('metafieldsSet writes all or nothing, at most 25', async (t) => {
  const store = await startStore(t);
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const good = { ownerId, namespace: 'custom', key: 'good', type: 'boolean', value: 'true' };
  const mixed = await store.mutate('metafieldsSet', {
    metafields: [good, { ...good, key: 'bad', value: 'x' }],
  });
  assert.equal(mixed.metafields, null);
  assert.deepEqual(mixed.userErrors[0].field, ['metafields', '1', 'value']);
  const [shown] = (await store.send('GET', '/_sim/customers')).body;
  assert.deepEqual(shown.metafields, {});
  const many = Array.from({ length: 26 }, (_, i) => ({ ...good, key: `k${i}` }));
  const { userErrors } = await store.mutate('metafieldsSet', { metafields: many });
  assert.equal(userErrors[0].code, 'LESS_THAN_OR_EQUAL_TO');
});

test('compareDigest guards against changes since the value was read', async (t) => {
  const store = await startStore(t);
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  const metafield = { ownerId, key: 'active', type: 'boolean', value: 'true' };
  const { metafields } = await setOne(store, { ...metafield, compareDigest: null });
  const digest = metafields[0].compareDigest;
  assert.deepEqual(
    (await setOne(store, { ...metafield, value: 'false', compareDigest: digest })).userErrors,
    [],
  );
  for (const compareDigest of [digest, null]) {
    const { userErrors } = await setOne(store, { ...metafield, compareDigest });
    assert.deepEqual(userErrors, [
      {
        field: ['metafields', '0'],
        message:
          'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
        code: 'STALE_OBJECT',
      },
    ]);
  }
});

test('metafieldsDelete answers what it deleted, and null for what was not there', async (t) => {
  const store = await startStore(t);
  const ownerId = await store.createCustomer({ email: 'a@example.com' });
  await setOne(store, { ownerId, namespace: 'custom', key: 'k1', type: 'boolean', value: 'true' });
  const identifier = { ownerId, namespace: 'custom', key: 'k1' };
  const { deletedMetafields } = await store.mutate('metafieldsDelete', {
    metafields: [identifier, { ...identifier, key: 'k2' }],
  });
  assert.deepEqual(deletedMetafields, [identifier, null]);
});

test('an id is unique among customers, in every way it can be written', async (t) => {
  const store = await startStore(t);
  await store.mutate('metafieldDefinitionCreate', { definition: linkDefinition });
  const link = { key: 'link_id', value: 'L1' };
  const holder = await store.createCustomer({ firstName: 'Ann', metafields: [link] });
  const other = await store.createCustomer({ firstName: 'Bob' });

  const created = await store.mutate('customerCreate', { input: { firstName: 'Eve', metafields: [link] } });
  assert.equal(created.customer, null);
  assert.deepEqual(created.userErrors[0].field, ['metafields', '0', 'value']);
  const set = await setOne(store, { ownerId: other, ...link });
  assert.deepEqual(set.userErrors[0].field, ['metafields', '0', 'value']);
  assert.equal(set.userErrors[0].code, 'TAKEN');
  assert.deepEqual((await setOne(store, { ownerId: holder, ...link })).userErrors, []);

  await store.mutate('customerDelete', { input: { id: holder } });
  assert.deepEqual((await setOne(store, { ownerId: other, ...link })).userErrors, []);
});

test('two customers cannot be given one id in a single call', async (t) => {
  const store = await startStore(t);
  await store.mutate('metafieldDefinitionCreate', { definition: linkDefinition });
  const [ann, bob] = [
    await store.createCustomer({ firstName: 'Ann' }),
    await store.createCustomer({ firstName: 'Bob' }),
  ];
  const { userErrors } = await store.mutate('metafieldsSet', {
    metafields: [ann, bob].map((ownerId) => ({ ownerId, key: 'link_id', value: 'L1' })),
  });
  assert.deepEqual(
    userErrors.map(({ code }: { code: string }) => code),
    ['TAKEN'],
  );
});

test('a definition of type id demands unique values and keeps its access settings', async (t) => {
  const store = await startStore(t);
  const access = { admin: 'MERCHANT_READ', storefront: 'NONE', customerAccount: 'NONE' };
  const { createdDefinition } = await store.mutate('metafieldDefinitionCreate', {
    definition: { ...linkDefinition, access },
  });
  assert.deepEqual(createdDefinition.access, access);
  assert.deepEqual(createdDefinition.capabilities, { uniqueValues: { enabled: true } });
  const { data } = await store.graphql(`{
    byId: metafieldDefinition(id: "${createdDefinition.id}") { key }
    byKey: metafieldDefinition(identifier: {ownerType: CUSTOMER, namespace: "$app", key: "link_id"}) { access { admin } }
    list: metafieldDefinitions(ownerType: CUSTOMER, first: 5, namespace: "$app") { nodes { key } }
    none: metafieldDefinitions(ownerType: PRODUCT, first: 5) { nodes { key } }
  }`);
  assert.deepEqual(data, {
    byId: { key: 'link_id' },
    byKey: { access: { admin: 'MERCHANT_READ' } },
    list: { nodes: [{ key: 'link_id' }] },
    none: { nodes: [] },
  });
});

test('faulty definitions are refused in the recorded words', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  await store.mutate('metafieldDefinitionCreate', { definition: { ...linkDefinition, namespace: 'custom' } });
  const cases: [Record<string, unknown>, string[], string | RegExp, string][] = [
    [
      { namespace: 'custom' },
      ['definition', 'key'],
      "Key is in use for Customer metafields on the 'custom' namespace.",
      'TAKEN',
    ],
    [{ key: 'k' }, ['definition', 'key'], 'Key is too short (minimum is 2 characters)', 'TOO_SHORT'],
    [
      { key: 'a b' },
      ['definition', 'key'],
      'Key contains one or more invalid characters.',
      'INVALID_CHARACTER',
    ],
    [
      { namespace: 'ab' },
      ['definition', 'namespace'],
      'Namespace is too short (minimum is 3 characters)',
      'TOO_SHORT',
    ],
    [
      { name: 'x'.repeat(256) },
      ['definition', 'name'],
      'Name is too long (maximum is 255 characters)',
      'TOO_LONG',
    ],
    [
      { type: 'nope' },
      ['definition', 'type'],
      /^Type name nope is not a valid type\. Valid types are: /,
      'INCLUSION',
    ],
    [
      { capabilities: { uniqueValues: { enabled: false } } },
      ['definition'],
      'Capability unique_values is required for type id but is disabled',
      'CAPABILITY_REQUIRED_BUT_DISABLED',
    ],
    [
      { type: 'json', capabilities: { uniqueValues: { enabled: true } } },
      ['definition'],
      'The capability unique_values is not valid for this definition.',
      'INVALID_CAPABILITY',
    ],
    [
      { namespace: 'merchants', access: { admin: 'MERCHANT_READ' } },
      ['definition'],
      'Setting this access control is not permitted. It must be one of ["public_read_write"].',
      'INVALID',
    ],
  ];
  for (const [change, field, message, code] of cases) {
    const { createdDefinition, userErrors } = await store.mutate('metafieldDefinitionCreate', {
      definition: { ...linkDefinition, ...change },
    });
    assert.equal(createdDefinition, null);
    assert.deepEqual([userErrors[0].field, userErrors[0].code], [field, code]);
    if (typeof message === 'string') assert.equal(userErrors[0].message, message);
    else assert.match(userErrors[0].message, message);
  }
});

test('a definition can be changed, and an unknown one is not found', async (t) => {
  const store = await startStore(t);
  await store.mutate('metafieldDefinitionCreate', { definition: linkDefinition });
  const identity = { ownerType: 'CUSTOMER', key: 'link_id' };
  const { updatedDefinition } = await store.mutate('metafieldDefinitionUpdate', {
    definition: { ...identity, name: 'New', access: { admin: 'MERCHANT_READ' } },
  });
  assert.equal(updatedDefinition.name, 'New');
  assert.equal(updatedDefinition.access.admin, 'MERCHANT_READ');
  const { userErrors } = await store.mutate('metafieldDefinitionUpdate', {
    definition: { ...identity, key: 'absent', name: 'x' },
  });
  assert.deepEqual(userErrors, [
    { field: ['definition'], message: 'Definition not found.', code: 'NOT_FOUND' },
  ]);
});
