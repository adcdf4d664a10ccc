// How long somebody who leaves behind a backlog of joiners keeps access to a simulated store, and to a company there
// (RULES 16).
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';
import type { Options } from './options.ts';
import { userBody, userNameOf } from './population.ts';
import { createDatabase } from './postgres.ts';
import type { Scratch } from './scratch.ts';
import type { RollcallSettings } from './servers/rollcall.ts';
import { createUsers, type Endpoint, idOf, requestText, sendOne } from './target.ts';

export interface LeaverTimes {
  /** Which processes there were. */
  readonly processes: string;
  readonly joiners: number;
  /** Seconds from the SCIM call to the metafield in the store, for each who left. */
  readonly seconds: readonly number[];
  /** The same for those whom a merchant had made contacts of a company, from which they are removed first. */
  readonly contactSeconds: readonly number[];
}

/** Of each kind. One after the other, so that each finds the backlog and not the leaver before it. */
const LEAVERS = 5;
/** The store's clock runs as ours does: what is measured are moments, and nobody waits for the backlog. */
const SPEED = 1;
const POLL_MS = 10;
const PATIENCE_MS = 60_000;

const LEAVE = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};

/** In one process on SQLite. @throws Error when a leaver keeps access for a minute. */
export function measureLeavers({ joiners }: Options, scratch: Scratch): Promise<LeaverTimes> {
  const url = `sqlite:${scratch.file('leaver.sqlite')}`;
  return measure({ joiners, databaseUrl: url, roles: [undefined], processes: 'one process, SQLite' });
}

/** Where one process answers and two others work, on PostgreSQL. */
export async function measureLeaversAcross(joiners: number, database: string): Promise<LeaverTimes> {
  const own = await createDatabase(database);
  const processes = 'one that answers and two that work, PostgreSQL';
  const roles = ['web', 'worker', 'worker'] as const;
  try {
    return await measure({ joiners, databaseUrl: own.url, roles, processes });
  } finally {
    await own.drop();
  }
}

interface Setting {
  readonly processes: string;
  readonly joiners: number;
  readonly databaseUrl: string;
  /** The first answers. */
  readonly roles: readonly RollcallSettings['role'][];
}

async function measure({ processes, joiners, databaseUrl, roles }: Setting): Promise<LeaverTimes> {
  const accessToken = `shpat_${randomBytes(16).toString('hex')}`;
  const shopify = await startChild('shopify', { accessToken, plan: 'standard', speed: SPEED });
  const { url } = shopify.ready as { url: string };
  const settings: RollcallSettings = {
    databaseUrl,
    // The joiners by calls: nothing else leaves a leaver less of the bucket.
    store: { url, accessToken, speed: SPEED, bulkFrom: 0, companies: 'all' },
  };
  const rollcalls: Child[] = [];
  for (const role of roles) rollcalls.push(await startChild('rollcall', { ...settings, role }));
  const target = rollcalls[0]?.ready as Endpoint;
  try {
    const leavers: { id: string; email: string }[] = [];
    for (let n = joiners; n < joiners + 2 * LEAVERS; n += 1) {
      const id = idOf(await sendOne(target, requestText(target, 'POST', '/Users', userBody(n))));
      leavers.push({ id, email: userNameOf(n) });
    }
    for (const { email } of leavers) await waitFor(url, email, 'true');
    await makeContacts(url, leavers.slice(LEAVERS));
    await createUsers(target, joiners);
    const seconds: number[] = [];
    for (const { id, email } of leavers) {
      const began = performance.now();
      await sendOne(target, requestText(target, 'PATCH', `/Users/${id}`, LEAVE));
      await waitFor(url, email, 'false');
      seconds.push((performance.now() - began) / 1000);
    }
    return { processes, joiners, seconds: seconds.slice(0, LEAVERS), contactSeconds: seconds.slice(LEAVERS) };
  } finally {
    for (const rollcall of rollcalls) await rollcall.stop();
    await shopify.stop();
  }
}

/** As a merchant does it in the admin. */
async function makeContacts(url: string, people: readonly { readonly email: string }[]): Promise<void> {
  const { id: companyId } = await post(`${url}/_sim/companies`, { name: 'Harbour' });
  for (const { email } of people) {
    const { id: customerId } = (await customerOf(url, email)) as Customer;
    const roles = [{ location: 'Harbour', role: 'Ordering only' }];
    await post(`${url}/_sim/contacts`, { companyId, customerId, roles });
  }
}

async function post(url: string, body: object): Promise<{ id: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string };
}

async function customerOf(url: string, email: string): Promise<Customer | undefined> {
  const customers = (await (await fetch(`${url}/_sim/customers`)).json()) as Customer[];
  return customers.find((customer) => customer.email?.toLowerCase() === email.toLowerCase());
}

/** Whoever is not active has no company any more either. */
async function waitFor(url: string, email: string, active: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const own = await customerOf(url, email);
    const isOut = active === 'true' || own?.companies.length === 0;
    if (own?.metafields.active === active && isOut) return;
    await sleep(POLL_MS);
  }
  throw new Error(`After ${PATIENCE_MS / 1000} s the metafield active of a customer was not ${active}.`);
}

interface Customer {
  readonly id: string;
  readonly email: string | null;
  readonly metafields: Readonly<Record<string, string>>;
  readonly companies: readonly object[];
}

export function describeLeavers({ processes, joiners, seconds, contactSeconds }: LeaverTimes): string {
  const [worst, worstContact] = [seconds, contactSeconds].map((times) => Math.max(...times).toFixed(2));
  return `Leavers first (${processes}): behind ${joiners} joiners (plan standard), ${seconds.length} leavers had lost access after ${worst} s at most, and ${contactSeconds.length} contacts of a company after ${worstContact} s (aim 2 s).`;
}
