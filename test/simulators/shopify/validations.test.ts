// Checkout rules: who may switch one on, and what an update leaves out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStore } from './harness.ts';

const rule = {
  functionHandle: 'checkout-validation',
  title: 'Leavers cannot order',
  enable: true,
  metafields: [{ namespace: '$app', key: 'configuration', type: 'json', value: '{"messages":{}}' }],
};

test('a custom app may switch a rule on where the shop is on Plus, a public one anywhere', async (t) => {
  const store = await startStore(t, { plan: 'advanced' });
  const refused = await store.mutate('validationCreate', { validation: rule });
  assert.deepEqual(refused.userErrors, [
    {
      field: ['validation', 'functionHandle'],
      message: 'Custom app function is only eligible for shops on the Shopify Plus plan.',
      code: 'CUSTOM_APP_FUNCTION_NOT_ELIGIBLE',
    },
  ]);
  for (const change of [{ plan: 'plus' }, { plan: 'standard', distribution: 'public' }]) {
    await store.post('/_sim/shop', change);
    const { validation, userErrors } = await store.mutate('validationCreate', { validation: rule });
    assert.deepEqual(userErrors, []);
    assert.deepEqual([validation.enabled, validation.blockOnFailure], [true, false]);
    assert.equal(validation.metafield.value, '{"messages":{}}');
  }
});

test('an update switches off what it leaves out, and keeps metafields', async (t) => {
  const store = await startStore(t, { plan: 'plus' });
  const { validation } = await store.mutate('validationCreate', { validation: rule });
  const { validation: updated } = await store.mutate('validationUpdate', {
    id: validation.id,
    validation: { title: 'x' },
  });
  assert.deepEqual(updated, { ...validation, enabled: false, title: 'x' });
  const { data } = await store.graphql('{ validations(first: 5) { nodes { shopifyFunction { handle } } } }');
  assert.deepEqual(data.validations.nodes, [{ shopifyFunction: { handle: 'checkout-validation' } }]);
  await store.mutate('validationDelete', { id: validation.id });
  const gone = await store.mutate('validationUpdate', { id: validation.id, validation: {} });
  assert.equal(gone.userErrors[0].code, 'NOT_FOUND');
});

test('the function must have been deployed, implement a validation, and be named once', async (t) => {
  const store = await startStore(t, { plan: 'plus' });
  await store.post('/_sim/shop', { functions: [{ handle: 'discount', apiType: 'discount' }] });
  const cases = [
    [{ functionHandle: 'checkout-validation' }, 'FUNCTION_NOT_FOUND'],
    [{ functionHandle: 'discount' }, 'FUNCTION_DOES_NOT_IMPLEMENT'],
    [{}, 'MISSING_FUNCTION_IDENTIFIER'],
    [{ functionHandle: 'discount', functionId: '1' }, 'MULTIPLE_FUNCTION_IDENTIFIERS'],
  ] as const;
  for (const [validation, code] of cases) {
    assert.equal((await store.mutate('validationCreate', { validation })).userErrors[0].code, code);
  }
});

test('twenty-five rules can be on at once', async (t) => {
  const store = await startStore(t, { plan: 'plus' });
  for (let index = 0; index < 25; index += 1) await store.mutate('validationCreate', { validation: rule });
  const { userErrors } = await store.mutate('validationCreate', { validation: rule });
  assert.equal(userErrors[0].code, 'MAX_VALIDATIONS_ACTIVATED');
});
