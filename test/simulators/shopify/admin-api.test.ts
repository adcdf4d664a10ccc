// The Admin API's outside: tokens, versions, faulty documents and variables, hostile input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStore } from './harness.ts';

const shopQuery = JSON.stringify({ query: '{ shop { myshopifyDomain } }' });

function post(url: string, headers: Record<string, string>, body = shopQuery) {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

test('a request without the right token gets 401 in Shopify’s words', async (t) => {
  const { url } = await startStore(t);
  for (const headers of [{}, { 'x-shopify-access-token': 'wrong' }] as Record<string, string>[]) {
    const response = await post(`${url}/admin/api/2026-10/graphql.json`, headers);
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), {
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    });
  }
});

test('another API version answers 404', async (t) => {
  const { url } = await startStore(t);
  const response = await post(`${url}/admin/api/2024-01/graphql.json`, {
    'x-shopify-access-token': 'shpat_test',
  });
  assert.equal(response.status, 404);
});

test('the shop tells its domain, country, plan and scopes', async (t) => {
  const store = await startStore(t, { shop: 'acme.myshopify.com', country: 'CA', plan: 'plus' });
  await store.post('/_sim/shop', { scopes: ['write_customers'] });
  const { data } = await store.graphql(`{
    shop { id myshopifyDomain shopAddress { countryCodeV2 } plan { shopifyPlus }
      customerAccountsV2 { customerAccountsVersion } }
    currentAppInstallation { accessScopes { handle } }
  }`);
  assert.equal(data.shop.myshopifyDomain, 'acme.myshopify.com');
  assert.equal(data.shop.shopAddress.countryCodeV2, 'CA');
  assert.equal(data.shop.plan.shopifyPlus, true);
  assert.deepEqual(data.currentAppInstallation.accessScopes, [
    { handle: 'read_customers' },
    { handle: 'write_customers' },
  ]);
});

const credentials = { grant_type: 'client_credentials', client_id: 'app', client_secret: 'secret' };

test('client credentials, as JSON or as a form, buy a token that works', async (t) => {
  const { url } = await startStore(t, { clientId: 'app', clientSecret: 'secret' });
  const bodies = [
    [JSON.stringify(credentials), 'application/json'],
    [new URLSearchParams(credentials).toString(), 'application/x-www-form-urlencoded'],
  ] as const;
  for (const [body, type] of bodies) {
    const response = await post(`${url}/admin/oauth/access_token`, { 'content-type': type }, body);
    assert.equal(response.status, 200);
    const {
      access_token: token,
      scope,
      expires_in: lifetime,
    } = (await response.json()) as Record<string, string>;
    assert.match(scope ?? '', /^write_customers,/);
    assert.equal(lifetime, 86_399);
    const answer = await post(`${url}/admin/api/2026-10/graphql.json`, {
      'x-shopify-access-token': token ?? '',
    });
    assert.equal(answer.status, 200);
  }
});

test('a token expires by the simulator’s clock', async (t) => {
  const { url } = await startStore(t, { clientId: 'app', clientSecret: 'secret', speed: 1e9 });
  const response = await post(`${url}/admin/oauth/access_token`, {}, JSON.stringify(credentials));
  const { access_token: token } = (await response.json()) as Record<string, string>;
  const answer = await post(`${url}/admin/api/2026-10/graphql.json`, {
    'x-shopify-access-token': token ?? '',
  });
  assert.equal(answer.status, 401);
});

test('wrong credentials and grants are refused with 400', async (t) => {
  const { url } = await startStore(t, { clientId: 'app', clientSecret: 'secret' });
  const cases = [
    [{ ...credentials, client_secret: 'wrong' }, 'invalid_client'],
    [{ ...credentials, grant_type: 'password' }, 'invalid_request'],
  ] as const;
  for (const [body, error] of cases) {
    const response = await post(`${url}/admin/oauth/access_token`, {}, JSON.stringify(body));
    assert.equal(response.status, 400);
    assert.equal(((await response.json()) as { error: string }).error, error);
  }
});

test('faulty documents are answered in graphql-ruby’s words', async (t) => {
  const store = await startStore(t);
  const cases: [string, Record<string, unknown>][] = [
    [
      'query Named {\n  nope {\n    id\n  }\n}',
      {
        message: "Field 'nope' doesn't exist on type 'QueryRoot'",
        locations: [{ line: 2, column: 3 }],
        path: ['query Named', 'nope'],
        extensions: { code: 'undefinedField', typeName: 'QueryRoot', fieldName: 'nope' },
      },
    ],
    [
      'query Named {\n  shop\n}',
      {
        message:
          "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)",
        locations: [{ line: 2, column: 3 }],
        path: ['query Named', 'shop'],
        extensions: { code: 'selectionMismatch', nodeName: "field 'shop'", typeName: 'Shop' },
      },
    ],
    [
      'query Named {\n  shop {\n    id\n',
      {
        message: 'syntax error, unexpected end of file at [3, 5]',
        locations: [{ line: 3, column: 5 }],
        extensions: { code: 'PARSE_ERROR' },
      },
    ],
    [
      '{ customer { id } }',
      {
        message: "Field 'customer' is missing required arguments: id",
        locations: [{ line: 1, column: 3 }],
        path: ['query', 'customer'],
        extensions: {
          code: 'missingRequiredArguments',
          className: 'Field',
          name: 'customer',
          arguments: 'id',
        },
      },
    ],
    [
      '{ customers(first: "x") { nodes { id } } }',
      {
        message: "Argument 'first' on Field 'customers' has an invalid value (\"x\"). Expected type 'Int'.",
        locations: [{ line: 1, column: 13 }],
        path: ['query', 'customers', 'first'],
        extensions: { code: 'argumentLiteralsIncompatible', typeName: 'Field', argumentName: 'first' },
      },
    ],
    [
      'mutation Named {\n  customerCreate(input: { nope: 1 }) { customer { id } }\n}',
      {
        message: "InputObject 'CustomerInput' doesn't accept argument 'nope'",
        locations: [{ line: 2, column: 27 }],
        path: ['mutation Named', 'customerCreate', 'input', 'nope'],
        extensions: {
          code: 'argumentNotAccepted',
          name: 'CustomerInput',
          typeName: 'InputObject',
          argumentName: 'nope',
        },
      },
    ],
    [
      'query Named($x: Int) { shop { id } }',
      {
        message: 'Variable $x is declared by Named but not used',
        locations: [{ line: 1, column: 13 }],
        path: ['query Named'],
        extensions: { code: 'variableNotUsed', variableName: 'x' },
      },
    ],
  ];
  for (const [query, expected] of cases) {
    assert.deepEqual(await store.graphql(query), { errors: [expected] });
  }
});

test('faulty variables are answered with their list of problems, and nothing runs', async (t) => {
  const store = await startStore(t);
  const mutation =
    'mutation (\n  $input: CustomerEmailMarketingConsentUpdateInput!\n) {\n  customerEmailMarketingConsentUpdate(input: $input) { customer { id } } }';
  const consent = { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' };
  const cases: [Record<string, unknown>, string, string[], string][] = [
    [
      { customerId: 'gid://shopify/Customer/1' },
      'emailMarketingConsent',
      ['emailMarketingConsent'],
      'Expected value to not be null',
    ],
    [
      {
        customerId: 'gid://shopify/Customer/1',
        emailMarketingConsent: { ...consent, consentUpdatedAt: 'not-a-date' },
      },
      'emailMarketingConsent.consentUpdatedAt',
      ['emailMarketingConsent', 'consentUpdatedAt'],
      "invalid DateTime 'not-a-date'",
    ],
    [
      { customerId: 'gid://shopify/Customer/1', emailMarketingConsent: consent, nope: 1 },
      'nope',
      ['nope'],
      'Field is not defined on CustomerEmailMarketingConsentUpdateInput',
    ],
  ];
  for (const [input, place, path, explanation] of cases) {
    assert.deepEqual(await store.graphql(mutation, { input }), {
      errors: [
        {
          message: `Variable $input of type CustomerEmailMarketingConsentUpdateInput! was provided invalid value for ${place} (${explanation})`,
          locations: [{ line: 2, column: 3 }],
          extensions: { code: 'INVALID_VARIABLE', value: input, problems: [{ path, explanation }] },
        },
      ],
    });
  }
});

test('an identifier without exactly one key is refused', async (t) => {
  const store = await startStore(t);
  const { errors } = await store.graphql(
    'query ($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { id } }',
    { identifier: {} },
  );
  assert.deepEqual(errors[0].extensions.problems, [
    {
      path: [],
      explanation: "'CustomerIdentifierInput' requires exactly one argument, but 0 were provided.",
    },
  ]);
});

test('an id of another type is refused for the whole request', async (t) => {
  const store = await startStore(t);
  const { data, errors } = await store.graphql('{ customer(id: "gid://shopify/Product/1") { id } }');
  assert.deepEqual(data, { customer: null });
  assert.equal(errors[0].message, 'Invalid id: gid://shopify/Product/1');
  assert.equal(errors[0].extensions.code, 'RESOURCE_NOT_FOUND');
});

test('hostile input gets a 4xx or a GraphQL error, and the simulator lives on', async (t) => {
  const store = await startStore(t);
  const path = `${store.url}/admin/api/2026-10/graphql.json`;
  const token = { 'x-shopify-access-token': 'shpat_test' };
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const bodies: [string, number[]][] = [
    ['', [400]],
    ['{', [400]],
    ['[]', [400]],
    ['{"query": 7}', [400]],
    [JSON.stringify({ query: '{'.repeat(50_000) }), [200]],
    [
      `{"query": "mutation($input: CustomerInput!){customerCreate(input:$input){customer{id}}}", "variables": {"input": ${deep}}}`,
      [200, 400],
    ],
    [JSON.stringify({ query: '{ shop { id } }', variables: 'text' }), [200]],
    [
      JSON.stringify({ query: `{ customers(first: 1, query: "${'('.repeat(20_000)}") { nodes { id } } }` }),
      [200],
    ],
    [JSON.stringify({ query: 'x'.repeat(3_000_000) }), [413]],
  ];
  for (const [body, statuses] of bodies) {
    const response = await post(path, token, body).catch((error: unknown) => error as Error);
    // A body that is far too long may be cut off before the answer is read.
    if (response instanceof Error) continue;
    assert.ok(statuses.includes(response.status), `${response.status} for ${body.slice(0, 60)}`);
    await response.text();
  }
  assert.equal((await post(path, token)).status, 200);
});
