// What it takes to reconcile a large store in which merchants changed something of every kind: time, calls, points and
// memory; and that just that is found.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';
import type { Options } from './options.ts';
import { userNameOf } from './population.ts';
import { createDatabase } from './postgres.ts';
import type { Scratch } from './scratch.ts';
import type { RollcallSettings } from './servers/rollcall.ts';
import { createUsers, type Endpoint, requestText, sendOne } from './target.ts';

export interface Reconciled {
  readonly engine: string;
  readonly customers: number;
  readonly found: number;
  readonly speed: number;
  /** Of the store's time. */
  readonly seconds: number;
  readonly calls: number;
  readonly points: number;
  readonly bulkOperations: number;
  readonly bulkRows: number;
  /** Bytes in RAM beyond those before it began, at most. */
  readonly memory: number;
}

const PLAN = 'plus';
const BULK_FROM = 3000;
/** Of each kind. */
const CHANGED = 20;
const POLL_MS = 100;
/** A store that is not called for so long has everything. */
const QUIET_MS = 2_000;
const PATIENCE_MS = 240_000;
const GRAPHQL = '/admin/api/2026-10/graphql.json';

/** On SQLite, and on PostgreSQL where there is one. @throws Error when anything else is found than was done. */
export async function measureReconcile(options: Options, scratch: Scratch): Promise<Reconciled[]> {
  const url = `sqlite:${scratch.file('reconcile.sqlite')}`;
  const measured = await measureOn('SQLite', url, options);
  if (options.database === undefined) return [measured];
  const own = await createDatabase(options.database);
  try {
    return [measured, await measureOn('PostgreSQL', own.url, options)];
  } finally {
    await own.drop();
  }
}

async function measureOn(
  engine: string,
  databaseUrl: string,
  { joiners: customers, speed, bulkRows }: Options,
): Promise<Reconciled> {
  const accessToken = `shpat_${randomBytes(16).toString('hex')}`;
  const shopify = await startChild('shopify', {
    accessToken,
    plan: PLAN,
    speed,
    bulkRowsPerSecond: bulkRows,
  });
  const { url } = shopify.ready as { url: string };
  const settings: RollcallSettings = { databaseUrl, store: { url, accessToken, speed, bulkFrom: BULK_FROM } };
  const rollcall = await startChild('rollcall', settings);
  try {
    const store: Store = { url, accessToken };
    const ids = await fill(store, rollcall.ready as Endpoint, customers);
    const expected = await meddle(store, ids);
    const before = await statsOf(store);
    const { findings, counts, memory, seconds } = await reconcile(rollcall, speed);
    assertFound(findings, expected, counts);
    const after = await statsOf(store);
    const spent = (name: keyof Stats) => after[name] - before[name];
    const [calls, points] = [spent('calls'), spent('points')];
    const bulkOperations = spent('bulkOperations');
    const found = findings.length;
    return { engine, customers, found, speed, seconds, calls, points, bulkOperations, bulkRows, memory };
  } finally {
    await rollcall.stop();
    await shopify.stop();
  }
}

interface Store {
  readonly url: string;
  readonly accessToken: string;
}

/** Everybody is a customer, and some are buyers of a company; gives the ids of the users. */
async function fill(store: Store, target: Endpoint, users: number): Promise<string[]> {
  const connection = await connectionOf(target);
  const company = { name: 'Harbour', location: 'Berlin', role: 'Ordering only' };
  await ask(`${store.url}/_sim/companies`, 'POST', { name: 'Harbour', locations: ['Berlin'] });
  const groups = [{ match: { name: 'Buyers' }, company }];
  await admin(target, `/connections/${connection}`, 'PATCH', { settings: { groups } });
  const ids = await createUsers(target, users);
  const members = ids.slice(0, CHANGED * KINDS.length).map((value) => ({ value }));
  const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Buyers', members };
  await sendOne(target, requestText(target, 'POST', '/Groups', group));
  let calls = -1;
  await until(async () => {
    const { statistics } = await admin(target, `/connections/${connection}`, 'GET');
    const before = calls;
    calls = (await statsOf(store)).calls;
    await sleep(QUIET_MS);
    return statistics.waiting === 0 && calls === before;
  });
  return ids;
}

interface Customer {
  readonly id: string;
  readonly email: string;
}

/** What a merchant does, and as what it is found. */
const KINDS: readonly {
  readonly found: string;
  readonly change?: object;
  readonly how?: 'delete' | 'removeContact';
}[] = [
  { found: 'drift firstName', change: { firstName: 'King' } },
  { found: 'drift tags', change: { tags: [] } },
  { found: 'drift metafield:title', change: { metafields: { title: 'King' } } },
  { found: 'drift company', how: 'removeContact' },
  { found: 'customer_gone ', how: 'delete' },
  { found: 'link_broken link', change: { metafields: { link_id: null } } },
];

/** Gives what is to be found of each user. */
async function meddle(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const customers: Customer[] = await ask(`${store.url}/_sim/customers`, 'GET');
  const byEmail = new Map(customers.map(({ id, email }) => [email.toLowerCase(), id]));
  const [company] = await ask(`${store.url}/_sim/companies`, 'GET');
  const contacts = new Map<string, string>(
    company.contacts.map((contact: { id: string; customerId: string }) => [contact.customerId, contact.id]),
  );
  const expected = new Map<string, string>();
  for (const [index, { found, change, how }] of KINDS.entries()) {
    for (let n = index * CHANGED; n < (index + 1) * CHANGED; n += 1) {
      const id = byEmail.get(userNameOf(n).toLowerCase()) ?? '';
      const path = `${store.url}/_sim/customers/${id.split('/').at(-1)}`;
      if (how === 'removeContact') await removeContact(store, contacts.get(id) ?? '');
      else if (how === 'delete') await ask(path, 'DELETE');
      else await ask(path, 'PATCH', change);
      expected.set(ids[n] ?? '', found);
    }
  }
  return expected;
}

async function removeContact({ url, accessToken }: Store, id: string): Promise<void> {
  const query =
    'mutation ($id: ID!) { companyContactRemoveFromCompany(companyContactId: $id) { userErrors { message } } }';
  await ask(url + GRAPHQL, 'POST', { query, variables: { id } }, { 'x-shopify-access-token': accessToken });
}

interface Finding {
  readonly subject: string;
  readonly kind: string;
  readonly changed: readonly string[];
}

/** Reports, and repairs nothing. */
async function reconcile(
  rollcall: Child,
  speed: number,
): Promise<{ findings: Finding[]; counts: object; memory: number; seconds: number }> {
  const target = rollcall.ready as Endpoint;
  const path = `/connections/${await connectionOf(target)}/reconciliations`;
  const atFirst = (await rollcall.ask('memory')) as number;
  let most = atFirst;
  const began = performance.now();
  const { id } = await admin(target, path, 'POST', { dryRun: true });
  await until(async () => {
    most = Math.max(most, (await rollcall.ask('memory')) as number);
    return (await admin(target, `${path}/${id}?limit=1`, 'GET')).finishedAt !== null;
  });
  const seconds = ((performance.now() - began) / 1000) * speed;
  const { findings, counts } = await admin(target, `${path}/${id}?limit=500`, 'GET');
  return { findings, counts, memory: most - atFirst, seconds };
}

function assertFound(
  findings: readonly Finding[],
  expected: ReadonlyMap<string, string>,
  counts: object,
): void {
  const found = new Map(findings.map(({ subject, kind, changed }) => [subject, `${kind} ${changed}`]));
  const other = [...expected].filter(([user, what]) => found.get(user) !== what);
  if (found.size === expected.size && other.length === 0) return;
  const first = other[0] && `${other[0][1]} was done, and found ${found.get(other[0][0])}`;
  const told = JSON.stringify(counts);
  throw new Error(`${found.size} were found of ${expected.size} (${told}). ${first ?? ''}`);
}

type Stats = Record<'calls' | 'points' | 'bulkOperations', number>;

const statsOf = ({ url }: Store): Promise<Stats> => ask(`${url}/_sim/stats`, 'GET');

async function connectionOf(target: Endpoint): Promise<string> {
  const [connection] = await admin(target, '/connections', 'GET');
  return connection.id;
}

function admin(
  { port }: Endpoint,
  path: string,
  method: string,
  body?: object,
): Promise<ReturnType<typeof JSON.parse>> {
  return ask(`http://127.0.0.1:${port}/admin/api${path}`, method, body, { authorization: 'Bearer unused' });
}

async function ask(
  url: string,
  method: string,
  body?: object,
  more: Record<string, string> = {},
): Promise<ReturnType<typeof JSON.parse>> {
  const headers = { ...more, ...(body !== undefined && { 'content-type': 'application/json' }) };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS; await sleep(POLL_MS)) {
    if (await isSo()) return;
  }
  throw new Error(`It did not come to that within ${PATIENCE_MS / 1000} s.`);
}

export function describeReconciled(one: Reconciled): string {
  const { engine, customers, found, speed, seconds, calls, points, bulkOperations, bulkRows } = one;
  const memory = (one.memory / 1024 / 1024).toFixed(0);
  return `Reconciling ${customers} customers on ${engine} (plan ${PLAN}, ${speed} times): ${seconds.toFixed(0)} s of the store's time, ${calls} calls, ${points} points, ${memory} MB more at most; ${found} findings, just what was done. ${bulkOperations} bulk queries of ${bulkRows} rows a second each, which is assumed.`;
}
