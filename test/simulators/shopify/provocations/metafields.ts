// Requests about metafields and their definitions that a real store was seen to refuse.
import { linkDefinition, type Store } from '../harness.ts';
import { long, type Provocation } from './provocation.ts';

export function provokeMetafields({ ann }: { ann: string }): Provocation[] {
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
    { key: 'code', type: null, value: 'abc' },
    { key: 'until', type: null, value: '2027-01-01' },
    { key: 'moment', type: null, value: '2027-01-01T00:00:00' },
    { key: 'stars', type: null, value: '{"value":"3","scale_min":"0","scale_max":"9"}' },
    { type: 'number_decimal', value: '99999999999999' },
    { type: 'number_integer', value: '9999999999999999999' },
    { type: 'url', value: 'example.com' },
    { type: 'json', value: '{nope' },
    { type: 'link', value: '{}' },
    { type: 'weight', value: '{"value":-1,"unit":"kg"}' },
    { type: 'weight', value: '{"value":1,"unit":"stones"}' },
    { type: 'product_reference', value: 'gid://shopify/Product/999999997' },
    ...[
      'x',
      '{"amount":"1"}',
      '{"amount":"x","currency_code":"USD"}',
      '{"amount":"1","currency_code":"ZZZ"}',
    ].map((value) => ({ type: 'money', value })),
    { compareDigest: 'stale' },
  ];
  return [
    ...changes.map((change): Provocation => ['metafieldsSet', { metafields: [{ ...good, ...change }] }]),
    ['metafieldsDelete', { metafields: [{ ownerId: ann, namespace: 'app--1', key: 'field' }] }],
  ];
}

export function provokeDefinitions(): Provocation[] {
  const created = { ...linkDefinition, namespace: 'merchants', key: 'new_key' };
  const creations = [
    { key: 'a b' },
    { key: 'k' },
    { name: long },
    { namespace: 'a b' },
    { namespace: 'ab' },
    { type: 'totally_made_up_type' },
    { key: 'short', type: 'boolean', namespace: 'custom' },
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

/** As many definitions as a resource may have, so that one more is refused. */
export async function fillDefinitions(store: Store): Promise<Provocation[]> {
  const definition = (index: number) => ({
    ...linkDefinition,
    type: 'boolean',
    namespace: 'full',
    key: `key_${index}`,
  });
  for (let index = 0; ; index += 1) {
    const { userErrors } = await store.mutate('metafieldDefinitionCreate', { definition: definition(index) });
    if (userErrors.length > 0) return [['metafieldDefinitionCreate', { definition: definition(index) }]];
  }
}
