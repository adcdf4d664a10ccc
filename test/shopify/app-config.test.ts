// shopify.app.toml against the source: least scopes, by what Shopify says that each operation requires; definitions; topics.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { buildSchema, getNamedType, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { parse as parseToml } from 'smol-toml';
import { FEATURES, OPTIONAL_SCOPES, REQUIRED_SCOPES } from '../../src/access/scopes.ts';
import { ACCESS, METAFIELDS } from '../../src/shopify/definitions.ts';
import {
  APP_TOPICS,
  COMPLIANCE_TOPICS,
  CUSTOMER_TOPICS,
  MERGE_TOPIC,
  toTopicName,
} from '../../src/shopify/topics.ts';
import { OPERATIONS as NAMED } from './all-operations.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface AppConfig {
  readonly application_url: string;
  readonly embedded: boolean;
  readonly access_scopes: { readonly scopes: string; readonly optional_scopes: readonly string[] };
  readonly webhooks: {
    readonly api_version: string;
    readonly subscriptions: readonly {
      readonly topics?: readonly string[];
      readonly compliance_topics?: readonly string[];
      readonly uri: string;
    }[];
  };
  readonly customer: { readonly metafields: { readonly app: Readonly<Record<string, object>> } };
}

const OPERATIONS = NAMED.map(([name, { text }]) => ({ name, text }));
const config = parseToml(read('shopify.app.toml')) as unknown as AppConfig;
const schema = buildSchema(read('src/simulators/shopify/schema/admin-2026-10.graphql'));
const published = JSON.parse(read('src/simulators/shopify/schema/admin-access-2026-10.json')) as {
  readonly requiredAccess: Readonly<Record<string, string>>;
  readonly topicScopes: Readonly<Record<string, string>>;
};

/** Of each group, one scope must be granted. */
type Groups = readonly (readonly string[])[];

/** Fields whose access is that of the thing that they change or define, which here is always a customer. */
const OF_A_CUSTOMER =
  /^Mutation\.(tags(Add|Remove)|metafields(Set|Delete)|metafieldDefinition(Create|Update))$/;

/** What Shopify's table says of a field, or of the type that it leads to. */
function requiredFor(field: string, type: string): Groups {
  if (OF_A_CUSTOMER.test(field)) return [['write_customers']];
  const text =
    published.requiredAccess[field] ?? published.requiredAccess[type.replace(/Connection$/, '')] ?? '';
  return text
    .split(' Also: ')
    .map((clause) => [...clause.matchAll(/`((?:read|write)_\w+)`/g)].map(([, scope]) => scope as string))
    .filter((group) => group.length > 0);
}

function requiredByOperation(text: string): Groups {
  const info = new TypeInfo(schema);
  const groups: Groups[number][] = [];
  const collect = {
    Field() {
      const [parent, field] = [info.getParentType(), info.getFieldDef()];
      if (!isObjectType(parent) || !field) return;
      groups.push(...requiredFor(`${parent.name}.${field.name}`, getNamedType(field.type).name));
    },
  };
  visit(parse(text), visitWithTypeInfo(info, collect));
  return groups;
}

const allows = (granted: readonly string[], groups: Groups) =>
  groups.every((group) =>
    group.some((scope) => granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'))),
  );

const scopesOf = ({ scopes }: AppConfig['access_scopes']) => scopes.split(',').filter(Boolean);

describe('shopify.app.toml', () => {
  it('GIVEN the source WHEN operations are looked for THEN each is held against the scopes', () => {
    const folder = new URL('../../src/shopify/', import.meta.url);
    const source = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const named = source.join('\n').matchAll(/`(?:query|mutation) ([A-Z]\w+)/g);
    const held = new Set(OPERATIONS.map(({ text }) => /^\w+ (\w+)/.exec(text)?.[1]));
    assert.deepEqual(
      [...named].map(([, name]) => name).filter((name) => !held.has(name)),
      [],
    );
  });

  it('GIVEN the scopes that are asked for at the start WHEN held against every operation that is sent THEN they are enough, and none is too many', () => {
    const granted = scopesOf(config.access_scopes);
    assert.deepEqual(granted, [...REQUIRED_SCOPES]);
    const refused = OPERATIONS.filter(({ text }) => !allows(granted, requiredByOperation(text)));
    // Sent only where a feature is on that has a scope of its own.
    assert.deepEqual(
      refused.map(({ name }) => name),
      ['RequestErasure', 'CancelErasure'],
    );
    const erasure = FEATURES.find(({ name }) => name === 'erasure')?.scopes ?? [];
    assert.ok(refused.every(({ text }) => allows(erasure, requiredByOperation(text))));
    for (const scope of granted) {
      const others = granted.filter((one) => one !== scope);
      assert.ok(
        OPERATIONS.some(({ text }) => !allows(others, requiredByOperation(text))),
        `${scope} is not needed`,
      );
      // To read alone is not enough.
      const weaker = [...others, scope.replace('write_', 'read_')];
      assert.ok(
        OPERATIONS.some(({ text }) => !allows(weaker, requiredByOperation(text))),
        `${scope} need not write`,
      );
    }
  });

  it('GIVEN the optional scopes WHEN held against the features THEN each is one that a feature asks for', () => {
    assert.deepEqual(config.access_scopes.optional_scopes, [...OPTIONAL_SCOPES]);
    const asked = FEATURES.map(({ scopes }) => scopes[0]);
    assert.deepEqual([...asked].sort(), [...REQUIRED_SCOPES, ...OPTIONAL_SCOPES].sort());
    assert.equal(
      FEATURES.find(({ name }) => name === 'merges')?.scopes[0],
      published.topicScopes.CUSTOMERS_MERGE,
    );
    const checkoutRule = FEATURES.find(({ name }) => name === 'checkoutRule')?.scopes ?? [];
    assert.ok(allows(checkoutRule, requiredFor('Mutation.validationCreate', '')));
    const companies = FEATURES.find(({ name }) => name === 'companies')?.scopes ?? [];
    for (const scope of companies) {
      assert.ok(allows([scope], requiredFor('Mutation.companyCreate', '')), `${scope} makes no company`);
    }
  });

  it('GIVEN the webhooks WHEN compared with what is taken in THEN they are the same, of the same version, and allowed by the scopes', () => {
    const { api_version: version, subscriptions } = config.webhooks;
    assert.match(read('src/shopify/gateways.ts'), new RegExp(`API_VERSION = '${version}'`));
    const topics = subscriptions.flatMap((subscription) => subscription.topics ?? []);
    assert.deepEqual([...topics].sort(), [...APP_TOPICS, ...CUSTOMER_TOPICS].sort());
    assert.deepEqual(
      subscriptions.flatMap((subscription) => subscription.compliance_topics ?? []),
      [...COMPLIANCE_TOPICS],
    );
    for (const { uri } of subscriptions) {
      assert.equal(uri, `${new URL(config.application_url).origin}/shopify/webhooks`);
    }
    const granted = scopesOf(config.access_scopes);
    for (const topic of topics) {
      const scope = published.topicScopes[toTopicName(topic)];
      assert.ok(scope === undefined || allows(granted, [[scope]]), `${topic} needs ${scope}`);
    }
    assert.equal(allows(granted, [[published.topicScopes[toTopicName(MERGE_TOPIC)] as string]]), false);
  });

  it('GIVEN the metafield definitions WHEN compared with those that are made at the start THEN they are the same', () => {
    const expected = Object.entries(METAFIELDS).map(([key, { type, name }]) => [
      key,
      {
        name,
        type,
        access: {
          admin: ACCESS.admin.toLowerCase(),
          storefront: ACCESS.storefront.toLowerCase(),
          customer_account: ACCESS.customerAccount.toLowerCase(),
        },
      },
    ]);
    assert.deepEqual(
      JSON.parse(JSON.stringify(config.customer.metafields.app)),
      Object.fromEntries(expected),
    );
  });

  it('GIVEN the address of the app WHEN compared with where the screens are THEN it leads there', () => {
    assert.match(read('src/http/screens/screens.ts'), /SCREENS_ROOT = '\/app'/);
    assert.equal(new URL(config.application_url).pathname, '/app');
    assert.equal(config.embedded, true);
  });
});
