// Requests about bulk operations that a real store was seen to refuse.
import { runMutation, upload, waitFor } from '../bulk-client.ts';
import type { Store } from '../harness.ts';
import type { Provocation } from './provocation.ts';

const mutation = 'mutation ($id: ID!) { tagsAdd(id: $id, tags: ["a"]) { userErrors { message } } }';
const paged = 'contacts(first: 1) { edges { node { id } } }';

/** Texts that are refused before any file or schema is looked at, or because of their connections. */
const badMutations = [
  `mutation { company { ${'x'.repeat(65_536)} } }`,
  'mutation { custo',
  'mutation { customerCrea',
  '{ shop { id } }',
  'mutation { a: tagsAdd(id: "x", tags: []) { userErrors { message } } b: tagsAdd(id: "x", tags: []) { userErrors { message } } }',
  'mutation { bulkOperationRunQuery(query: "{ shop { id } }") { userErrors { message } } }',
  `mutation ($c: ID!) { companyUpdate(companyId: $c, input: {name: "x"}) { company { ${paged} locations(first: 1) { edges { node { id } } } } } }`,
];

const edges = (inner: string) => `{ edges { node { id ${inner} } } }`;

const badQueries = [
  `{ customers { ${'x'.repeat(65_536)} } }`,
  '{ customers { edges',
  'mutation { tagsAdd(id: "x", tags: []) { userErrors { message } } }',
  '{ node(id: "gid://shopify/Customer/1") { id } customers { edges { node { id } } } }',
  '{ shop { id } }',
  `{ ${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}: customers ${edges('')}`).join(' ')} }`,
  `{ companies ${edges(`contacts ${edges(`roleAssignments ${edges('')}`)}`)} }`,
  '{ customers { nodes { id } } }',
  `{ customers ${edges(`companyContactProfiles { roleAssignments ${edges('')} }`)} }`,
  `{ customers { edges { node { metafields ${edges('')} } } } }`,
];

/** The file that is one byte too long is sent once, since it is large. */
async function provokeFiles(store: Store): Promise<Provocation[]> {
  const empty = await upload(store, '');
  const huge = await upload(store, new Uint8Array(100 * 1024 * 1024 + 1));
  return ['nowhere', empty.path, huge.path].map((stagedUploadPath) => [
    'bulkOperationRunMutation',
    { mutation, stagedUploadPath },
  ]);
}

export async function provokeBulk(store: Store): Promise<Provocation[]> {
  const files = await provokeFiles(store);
  const { path } = await upload(store, '{"id":"gid://shopify/Customer/1"}');
  const done = await runMutation(store, mutation, [{ id: 'gid://shopify/Customer/1' }]);
  await store.post('/_sim/clock', { advanceSeconds: 1 });
  await store.post('/_sim/clock', { advanceSeconds: 9 });
  await waitFor(store, done, 'COMPLETED');
  const query = '{ customers { edges { node { id } } } }';
  for (let index = 0; index < 5; index += 1) {
    await runMutation(store, mutation, [{ id: 'gid://shopify/Customer/1' }]);
    await store.mutate('bulkOperationRunQuery', { query });
  }
  const run = { stagedUploadPath: path };
  return [
    ...files,
    ...badMutations.map((each): Provocation => ['bulkOperationRunMutation', { ...run, mutation: each }]),
    ...['short', 'x'.repeat(256)].map(
      (clientIdentifier): Provocation => ['bulkOperationRunMutation', { ...run, mutation, clientIdentifier }],
    ),
    ['bulkOperationRunMutation', { ...run, mutation }],
    ...badQueries.map((each): Provocation => ['bulkOperationRunQuery', { query: each }]),
    ['bulkOperationRunQuery', { query }],
    ['bulkOperationCancel', { id: 'gid://shopify/BulkOperation/1' }],
    ['bulkOperationCancel', { id: done }],
  ];
}
