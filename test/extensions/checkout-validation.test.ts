// The checkout rule as Shopify runs it: its query asks a store for the input, its result is held to the schema.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { buildSchema, graphqlSync, parse, validate } from 'graphql';
import { DEFAULT_MESSAGES } from '../../extensions/checkout-validation/src/default-messages.ts';
import { cartValidationsGenerateRun } from '../../extensions/checkout-validation/src/index.ts';

const EXTENSION = new URL('../../extensions/checkout-validation/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, EXTENSION), 'utf8');
const schema = buildSchema(read('schema.graphql'));
const query = read('src/cart_validations_generate_run.graphql');

interface Buyer {
  /** The metafield `active`; undefined for a customer without it, null for a guest. */
  readonly active?: string | null;
  readonly language?: string;
  readonly step?: string | null;
  /** The validation's metafield; undefined for none. */
  readonly configuration?: unknown;
}

const CONFIGURATION = {
  messages: { en: 'Blocked.', 'pt-BR': 'Bloqueado.', FR: ' Bloqué. ' },
  defaultLanguage: 'en',
};

/** What Shopify hands to the Function: the answer to its query. */
function inputFor({ active, language = 'EN', step = 'CHECKOUT_INTERACTION', configuration }: Buyer) {
  const metafields = (values: Record<string, unknown>) => ({
    metafield: ({ namespace, key }: { namespace: string; key: string }) =>
      namespace === '$app' && values[key] !== undefined
        ? { jsonValue: values[key], value: String(values[key]), type: 'any' }
        : null,
  });
  const rootValue = {
    buyerJourney: { step },
    cart: { buyerIdentity: active === null ? { customer: null } : { customer: metafields({ active }) } },
    localization: { language: { isoCode: language } },
    validation: metafields({ configuration }),
  };
  const { data, errors } = graphqlSync({ schema, source: query, rootValue });
  assert.equal(errors, undefined);
  return JSON.parse(JSON.stringify(data));
}

/** What Shopify would show the buyer: the messages of the result, once the schema has let it pass. */
function run(input: Parameters<typeof cartValidationsGenerateRun>[0]): string[] {
  const result = cartValidationsGenerateRun(input);
  const { errors } = graphqlSync({
    schema,
    source: `mutation ($result: CartValidationsGenerateRunResult!) { cartValidationsGenerateRun(result: $result) }`,
    variableValues: { result },
    rootValue: { cartValidationsGenerateRun: () => 'done' },
  });
  assert.equal(errors, undefined);
  const shown = result.operations.flatMap((operation) => operation.validationAdd.errors);
  assert.ok(shown.every(({ target }) => target === '$.cart'));
  return shown.map(({ message }) => message);
}

const refusal = (buyer: Buyer) => run(inputFor(buyer));

describe('whom the checkout rule refuses', () => {
  it('GIVEN the input query WHEN validated THEN the schema knows all of it', () => {
    assert.deepEqual(validate(schema, parse(query)), []);
  });

  it('GIVEN a customer who is inactive in the directory WHEN checking out THEN the order is refused', () => {
    for (const step of ['CHECKOUT_INTERACTION', 'CHECKOUT_COMPLETION', null]) {
      assert.deepEqual(refusal({ active: 'false', step, configuration: CONFIGURATION }), ['Blocked.']);
    }
  });

  it('GIVEN the same customer WHEN still in the cart THEN it can be changed', () => {
    assert.deepEqual(refusal({ active: 'false', step: 'CART_INTERACTION' }), []);
  });

  it('GIVEN an active customer WHEN checking out THEN nothing stands in the way', () => {
    assert.deepEqual(refusal({ active: 'true' }), []);
  });

  it('GIVEN a customer whom no directory knows WHEN checking out THEN nothing stands in the way', () => {
    assert.deepEqual(refusal({}), []);
  });

  it('GIVEN a guest WHEN checking out THEN nothing stands in the way', () => {
    assert.deepEqual(refusal({ active: null }), []);
    assert.deepEqual(run({ ...inputFor({ active: null }), cart: { buyerIdentity: null } }), []);
  });
});

describe('what a refused buyer reads', () => {
  const read = (language: string, configuration: unknown) =>
    refusal({ active: 'false', language, configuration })[0];

  it("GIVEN the merchant's text in the buyer's language WHEN refused THEN that is shown", () => {
    assert.equal(read('EN', CONFIGURATION), 'Blocked.');
    assert.equal(read('PT_BR', CONFIGURATION), 'Bloqueado.');
    assert.equal(read('FR', CONFIGURATION), 'Bloqué.');
  });

  it('GIVEN a text in a near relative of the language WHEN refused THEN that is shown', () => {
    assert.equal(read('PT_PT', CONFIGURATION), 'Bloqueado.');
    assert.equal(read('EN', { messages: { 'en-GB': 'Barred.' } }), 'Barred.');
    assert.equal(read('ZH_TW', { messages: { zh: '停用' } }), '停用');
  });

  it("GIVEN no text in the buyer's language WHEN refused THEN the merchant's default language is used", () => {
    assert.equal(read('JA', CONFIGURATION), 'Blocked.');
    assert.equal(read('DE', CONFIGURATION), 'Blocked.');
  });

  it("GIVEN neither WHEN refused THEN our own text is shown, in the buyer's language or in English", () => {
    for (const configuration of [
      undefined,
      {},
      { messages: { fr: 'Bloqué.' } },
      { messages: { fr: 'Bloqué.' }, defaultLanguage: 'sv' },
    ]) {
      assert.equal(read('DE', configuration), DEFAULT_MESSAGES.de);
      assert.equal(read('JA', configuration), DEFAULT_MESSAGES.en);
    }
  });

  it('GIVEN an empty text WHEN refused THEN it counts as none', () => {
    assert.equal(read('DE', { messages: { de: '  ', en: 'Blocked.' }, defaultLanguage: 'en' }), 'Blocked.');
    assert.equal(read('DE', { messages: { de: '' } }), DEFAULT_MESSAGES.de);
  });

  it('GIVEN a malformed configuration WHEN refused THEN the refusal stands, with our own text', () => {
    for (const configuration of [
      'text',
      '{"messages":',
      7,
      true,
      [],
      ['en'],
      { messages: 'Blocked.' },
      { messages: null },
      { messages: ['Blocked.'] },
      { messages: { en: 7, de: { text: 'Gesperrt.' } }, defaultLanguage: 3 },
      { messages: {}, defaultLanguage: ['en'] },
    ]) {
      assert.equal(read('EN', configuration), DEFAULT_MESSAGES.en, JSON.stringify(configuration));
      assert.deepEqual(refusal({ active: 'true', configuration }), []);
    }
  });
});

describe('what Shopify CLI finds', () => {
  it('GIVEN shopify.extension.toml WHEN compared THEN its export, query and API version are those of the source', () => {
    const toml = read('shopify.extension.toml');
    assert.match(toml, /^api_version = "2026-10"$/m);
    assert.match(toml, /^ {2}target = "cart\.validations\.generate\.run"$/m);
    assert.match(toml, /^ {2}input_query = "src\/cart_validations_generate_run\.graphql"$/m);
    const camelCase = /^ {2}export = "(.*)"$/m
      .exec(toml)?.[1]
      ?.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    assert.equal(camelCase, cartValidationsGenerateRun.name);
  });

  it('GIVEN the locales WHEN compared with our own texts THEN they are in the same languages and complete', () => {
    const files = readdirSync(new URL('locales', EXTENSION));
    const languages = files.map((file) => file.split('.', 1)[0]);
    assert.deepEqual(languages.sort(), Object.keys(DEFAULT_MESSAGES).sort());
    for (const file of files) {
      assert.deepEqual(Object.keys(JSON.parse(read(`locales/${file}`))), ['name', 'description']);
    }
  });
});
