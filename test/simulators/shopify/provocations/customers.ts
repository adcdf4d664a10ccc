// Requests about customers that a real store was seen to refuse.
import { linkDefinition, type Store } from '../harness.ts';
import { provokeDefinitions, provokeMetafields } from './metafields.ts';
import { long, nobody, type Provocation, withInput } from './provocation.ts';

const nowhere = 'gid://shopify/MailingAddress/999999999999999';
const manyTags = [Array.from({ length: 251 }, (_, i) => `t${i}`).join(',')];
const subscribed = { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' };
const place = { address1: '1 Main St', city: 'Ottawa', countryCode: 'CA', provinceCode: 'ON' };

/** Things in the store that the provocations speak of. */
type Scene = { ann: string; withOrder: string; address: string };

async function setScene(store: Store): Promise<Scene> {
  await store.mutate('metafieldDefinitionCreate', { definition: { ...linkDefinition, namespace: 'custom' } });
  for (const [key, type, validations] of [
    ['short', 'single_line_text_field', [{ name: 'max', value: '5' }]],
    ['code', 'single_line_text_field', [{ name: 'regex', value: '^[A-Z]+$' }]],
    ['until', 'date', [{ name: 'max', value: '2026-12-31' }]],
    ['moment', 'date_time', [{ name: 'max', value: '2026-12-31T23:59:59' }]],
    [
      'stars',
      'rating',
      [
        { name: 'scale_min', value: '1' },
        { name: 'scale_max', value: '5' },
      ],
    ],
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

/** Everything of customers' own mutations, and of their metafields. */
export async function provokeCustomers(store: Store): Promise<Provocation[]> {
  const scene = await setScene(store);
  return [
    provokeCreate,
    provokeUpdateAndDelete,
    provokeSet,
    provokeConsent,
    provokeAddresses,
    provokeMetafields,
    provokeDefinitions,
  ].flatMap((provokeArea) => provokeArea(scene));
}
