// Fidelity: the simulator's refusals against those recorded from a real store, where the recordings are at hand.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { linkDefinition, type Store, startStore, type UserError } from './harness.ts';

const recordings = new URL('../../../../shared/shopify/errors-observed.txt', import.meta.url);
const skip = existsSync(recordings) ? false : 'the recordings are not here';

const nobody = 'gid://shopify/Customer/999999999999999';
const nowhere = 'gid://shopify/MailingAddress/999999999999999';
const long = 'x'.repeat(256);
const manyTags = [Array.from({ length: 251 }, (_, i) => `t${i}`).join(',')];
const subscribed = { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' };
const place = { address1: '1 Main St', city: 'Ottawa', countryCode: 'CA', provinceCode: 'ON' };

/** Things in the store that the provocations speak of. */
type Scene = { ann: string; withOrder: string; address: string };

async function setScene(store: Store): Promise<Scene> {
  await store.mutate('metafieldDefinitionCreate', { definition: { ...linkDefinition, namespace: 'custom' } });
  for (const [key, type, validations] of [
    ['short', 'single_line_text_field', [{ name: 'max', value: '5' }]],
    ['colour', 'single_line_text_field', [{ name: 'choices', value: '["red","blue"]' }]],
    [
      'number',
      'number_integer',
      [
        { name: 'min', value: '2' },
        { name: 'max', value: '5' },
      ],
    ],
  ] as const) {
    await store.mutate('metafieldDefinitionCreate', {
      definition: { name: key, namespace: 'custom', key, ownerType: 'CUSTOMER', type, validations },
    });
  }
  const ann = await store.createCustomer({ email: 'ann@example.com', phone: '+12065550109' });
  const withOrder = await store.createCustomer({ email: 'old@example.com' });
  await store.post('/_sim/orders', { customerId: withOrder });
  const { address } = await store.mutate('customerAddressCreate', { customerId: ann, address: place });
  return { ann, withOrder, address: address.id };
}

const badFields: Record<string, unknown>[] = [
  { email: 'ann@example.com' },
  { email: 'foo@' },
  { email: `${'a'.repeat(250)}@example.com` },
  { phone: '+12065550109' },
  { phone: '12' },
  { note: 'x'.repeat(5001) },
  { email: '', phone: '', firstName: '', lastName: '' },
  { addresses: [{ ...place, provinceCode: 'XX' }] },
];

type Provocation = [root: string, variables: Record<string, unknown>];

const withInput = (root: string, inputs: Record<string, unknown>[]) =>
  inputs.map((input): Provocation => [root, { input }]);

function provokeCreate({ ann }: Scene): Provocation[] {
  return withInput('customerCreate', [
    ...badFields,
    { firstName: long },
    { lastName: long },
    { phone: '1'.repeat(256) },
    { locale: 'nope', firstName: 'x' },
    { tags: manyTags, firstName: 'x' },
    { tags: [long], firstName: 'x' },
    { id: ann },
    { metafields: [{ id: 'gid://shopify/Metafield/1' }] },
    { addresses: [{ ...place, id: nowhere }] },
    { addresses: [{}] },
    { addresses: [{ ...place, address1: long }] },
    { addresses: [{ ...place, countryCode: null, country: 'Atlantis' }] },
    { firstName: 'x', emailMarketingConsent: subscribed },
    { firstName: 'x', smsMarketingConsent: subscribed },
    { firstName: 'x', whatsAppMarketingConsent: { state: 'SUBSCRIBED' } },
  ]);
}

function provokeUpdateAndDelete({ ann, withOrder }: Scene): Provocation[] {
  const updates = [
    ...badFields.map((fields) => ({ ...fields, id: withOrder })),
    { id: nobody },
    { id: ann, firstName: long },
    { id: ann, lastName: long },
    { id: ann, locale: 'nope' },
    { id: ann, tags: [long] },
    { id: ann, addresses: [{ id: nowhere }] },
    { id: ann, metafields: [{ key: 'field', type: 'nope', value: 'x' }] },
    { id: ann, emailMarketingConsent: subscribed },
    { id: ann, smsMarketingConsent: subscribed },
    { id: ann, whatsAppMarketingConsent: { state: 'SUBSCRIBED' } },
  ];
  return [
    ...withInput('customerUpdate', updates),
    ...withInput('customerDelete', [{ id: nobody }, { id: withOrder }]),
  ];
}

function provokeSet({ ann, withOrder }: Scene): Provocation[] {
  return [
    ...[...badFields, { taxExempt: null }].map(
      (fields): Provocation => ['customerSet', { identifier: { id: withOrder }, input: fields }],
    ),
    ['customerSet', { identifier: { id: nobody }, input: {} }],
    ['customerSet', { identifier: { id: ann }, input: { id: ann } }],
    ['customerSet', { identifier: { email: 'a@example.com' }, input: { email: 'b@example.com' } }],
    ['customerSet', { identifier: { email: 'a@example.com' }, input: {} }],
  ];
}

function provokeConsent({ ann, withOrder }: Scene): Provocation[] {
  const inputs = (part: string) => {
    const input = (customerId: string, changes: Record<string, unknown>) => ({
      customerId,
      [`${part}MarketingConsent`]: { ...subscribed, ...changes },
    });
    return [
      input(nobody, {}),
      input(ann, { consentUpdatedAt: '2999-01-01T00:00:00Z' }),
      input(ann, { marketingState: 'PENDING' }),
      input(ann, { marketingOptInLevel: null }),
      // The customer with the order has no phone number.
      ...(part === 'sms' ? [input(withOrder, {})] : []),
    ];
  };
  return [
    ...withInput('customerEmailMarketingConsentUpdate', inputs('email')),
    ...withInput('customerSmsMarketingConsentUpdate', inputs('sms')),
  ];
}

function provokeAddresses({ ann, address }: Scene): Provocation[] {
  const badAddresses = [
    { address1: 'x 🙂' },
    { address1: long },
    { city: '<b>x</b>' },
    { city: 'https://example.com' },
    { countryCode: null, country: 'Atlantis' },
    { phone: '<b>1</b>' },
    { provinceCode: 'XX' },
    { zip: 'https://example.com' },
    // Nothing changed: the same address once more.
    {},
  ];
  return [
    ...badAddresses.map(
      (change): Provocation => [
        'customerAddressCreate',
        { customerId: ann, address: { ...place, ...change } },
      ],
    ),
    ['customerAddressCreate', { customerId: nobody, address: place }],
    ['customerAddressUpdate', { customerId: nobody, addressId: address, address: {} }],
    ['customerAddressUpdate', { customerId: ann, addressId: nowhere, address: {} }],
    ['customerAddressUpdate', { customerId: ann, addressId: address, address: { id: nowhere } }],
    ['customerAddressUpdate', { customerId: ann, addressId: address, address: { provinceCode: 'XX' } }],
    ['customerAddressDelete', { customerId: nobody, addressId: address }],
    ['customerAddressDelete', { customerId: ann, addressId: nowhere }],
    ['customerUpdateDefaultAddress', { customerId: nobody, addressId: address }],
    ['customerUpdateDefaultAddress', { customerId: ann, addressId: nowhere }],
  ];
}

function provokeMetafields({ ann }: Scene): Provocation[] {
  const good = { ownerId: ann, namespace: 'custom', key: 'field', type: 'boolean', value: 'true' };
  const changes = [
    { key: 'k' },
    { key: 'k'.repeat(65) },
    { namespace: 'ab' },
    { namespace: long },
    { namespace: 'protected' },
    { namespace: 'shopify-l10n-fields' },
    { namespace: 'shopify_standard' },
    { namespace: 'app--1--x' },
    { value: '' },
    { value: 'x' },
    { type: 'number_integer', value: 'x' },
    { type: 'single_line_text_field', value: 'a\nb' },
    { type: 'date', value: 'x' },
    { type: 'date_time', value: 'x' },
    { type: 'color', value: 'x' },
    { type: 'url', value: 'gopher://x' },
    { type: 'list.single_line_text_field', value: JSON.stringify(Array(129).fill('x')) },
    { key: 'short', type: null, value: 'too long' },
    { key: 'number', type: null, value: '1' },
    { key: 'number', type: null, value: '6' },
    { key: 'colour', type: null, value: 'green' },
    { compareDigest: 'stale' },
  ];
  return [
    ...changes.map((change): Provocation => ['metafieldsSet', { metafields: [{ ...good, ...change }] }]),
    ['metafieldsDelete', { metafields: [{ ownerId: ann, namespace: 'app--1', key: 'field' }] }],
  ];
}

function provokeDefinitions(): Provocation[] {
  const created = { ...linkDefinition, namespace: 'merchants', key: 'new_key' };
  const creations = [
    { key: 'a b' },
    { key: 'k' },
    { name: long },
    { namespace: 'a b' },
    { namespace: 'ab' },
    { type: 'totally_made_up_type' },
    { capabilities: { uniqueValues: { enabled: false } } },
    { access: { admin: 'MERCHANT_READ' } },
  ];
  const updated = { ownerType: 'CUSTOMER', namespace: 'custom', key: 'link_id' };
  const updates = [
    { name: long },
    { description: long },
    { key: 'absent' },
    { access: { admin: 'MERCHANT_READ' } },
  ];
  return [
    ...creations.map(
      (change): Provocation => ['metafieldDefinitionCreate', { definition: { ...created, ...change } }],
    ),
    ...updates.map(
      (change): Provocation => ['metafieldDefinitionUpdate', { definition: { ...updated, ...change } }],
    ),
  ];
}

/** Requests that a real store was seen to refuse. */
const provoke = (scene: Scene): Provocation[] =>
  [
    provokeCreate,
    provokeUpdateAndDelete,
    provokeSet,
    provokeConsent,
    provokeAddresses,
    provokeMetafields,
    provokeDefinitions,
  ].flatMap((provokeArea) => provokeArea(scene));

/** customerCreate and customerUpdate share their checks, so what was recorded of one holds for the other. */
const shared = { customerCreate: 'customerUpdate', customerUpdate: 'customerCreate' } as Record<
  string,
  string
>;

/** Positions in a list and the names of what was there differ between a recording and a provocation. */
function generalize(root: string, { field, message }: UserError): string {
  const place = field?.map((part) => (/^\d+$/.test(part) ? 'N' : part)) ?? null;
  return JSON.stringify([root, place, message.replace(/maximum of ([\d.]+?)(\.0)?\.$/, 'maximum of $1.')]);
}

test('every provoked refusal has its recorded words and code', { skip }, async (t) => {
  const recorded = new Map<string, (string | null)[]>();
  for (const line of readFileSync(recordings, 'utf8').split('\n').filter(Boolean)) {
    const [root, field, message, code] = JSON.parse(line) as [string, string[] | null, string, string | null];
    const key = generalize(root, { field, message });
    recorded.set(key, [...(recorded.get(key) ?? []), code]);
  }
  const store = await startStore(t, { plan: 'plus', speed: 1000 });
  const strange: string[] = [];
  let refusals = 0;
  for (const [root, variables] of provoke(await setScene(store))) {
    const { userErrors } = (await store.mutate(root, variables)) as { userErrors: UserError[] };
    if (userErrors.length === 0) strange.push(`accepted: ${root} ${JSON.stringify(variables).slice(0, 200)}`);
    for (const error of userErrors) {
      const key = generalize(root, error);
      // Where a recording did not ask for the code, it says nothing about it.
      const found = recorded.get(key) ?? recorded.get(generalize(shared[root] ?? root, error));
      const codes = found?.filter((code) => code !== null);
      if (!codes) strange.push(`not recorded: ${key}`);
      else if (codes.length > 0 && !codes.some((code) => code === error.code)) {
        strange.push(`code ${error.code} instead of ${codes.join()}: ${key}`);
      }
      refusals += 1;
    }
  }
  assert.deepEqual(strange, []);
  assert.ok(refusals > 100);
});
