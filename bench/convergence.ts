// How long it takes until many new users are customers of a simulated store, against what its rate limit allows.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.ts';
import { createNaively } from './naive.ts';
import type { Options } from './options.ts';
import type { Scratch } from './scratch.ts';
import type { RollcallSettings } from './servers/rollcall.ts';
import { createUsers } from './target.ts';

/** How the users become customers: by Rollcall, without and with bulk operations, or by a naive client. */
const WAYS = ['calls', 'bulk', 'naive'] as const;
type Way = (typeof WAYS)[number];

export interface Convergence {
  readonly way: Way;
  readonly users: number;
  readonly plan: string;
  readonly speed: number;
  /** Seconds of the store's time, from the first user to the last customer. */
  readonly seconds: number;
  /** The least that the cost bucket allows. */
  readonly floor: number;
  readonly points: number;
  readonly calls: number;
  readonly throttled: number;
  readonly bulkOperations: number;
  /** Rows a second that one of these works through: Shopify states no figure. */
  readonly bulkRows: number;
}

const PLAN = 'standard';
/** Points of one customerCreate, and the plan's bucket: https://shopify.dev/docs/api/usage/limits */
const CREATE_COST = 10;
const BUCKET_SIZE = 2000;
const RESTORE_RATE = 100;

/** So many times faster are bulk operations that the machine's own work, not the store's time, would be measured. */
const BULK_SLOWER = 4;
/** As by default. */
const BULK_FROM = 3000;

const POLL_MS = 40;
const BULK_POLL_MS = 250;
/** So much longer than the floor is waited. */
const PATIENCE = 20;

/** One way after the other, each with a store of its own. @throws Error when a store does not hold everybody in time. */
export async function measureConvergence(options: Options, scratch: Scratch): Promise<Convergence[]> {
  const measured: Convergence[] = [];
  for (const way of WAYS) {
    const speed = way === 'bulk' ? options.speed / BULK_SLOWER : options.speed;
    measured.push(await measureWay(way, { ...options, speed }, scratch));
  }
  return measured;
}

async function measureWay(way: Way, options: Options, scratch: Scratch): Promise<Convergence> {
  const { speed, joiners: users, bulkRows } = options;
  const accessToken = `shpat_${randomBytes(16).toString('hex')}`;
  const shopify = await startChild('shopify', {
    accessToken,
    plan: PLAN,
    speed,
    bulkRowsPerSecond: bulkRows,
  });
  const { url } = shopify.ready as { url: string };
  const floor = (users * CREATE_COST - BUCKET_SIZE) / RESTORE_RATE;
  try {
    const elapsed =
      way === 'naive'
        ? await timeNaive({ url, accessToken, users, speed })
        : await timeRollcall({ url, accessToken, floor, way }, options, scratch);
    const spent = await readStats(url);
    return { way, users, plan: PLAN, speed, seconds: elapsed * speed, floor, bulkRows, ...spent };
  } finally {
    await shopify.stop();
  }
}

interface Store {
  readonly url: string;
  readonly accessToken: string;
}

/** Real seconds. */
async function timeNaive({
  users,
  speed,
  ...store
}: Store & { users: number; speed: number }): Promise<number> {
  const elapsed = startWatch();
  await createNaively(store, users, speed);
  return elapsed();
}

/** Real seconds. */
async function timeRollcall(
  { url, accessToken, floor, way }: Store & { floor: number; way: Way },
  { speed, joiners, profile }: Options,
  scratch: Scratch,
): Promise<number> {
  const databaseUrl = `sqlite:${scratch.file(`convergence-${way}.sqlite`)}`;
  const settings: RollcallSettings = {
    databaseUrl,
    store: { url, accessToken, speed, bulkFrom: way === 'bulk' ? BULK_FROM : 0 },
  };
  const rollcall = await startChild('rollcall', settings, profile);
  try {
    const elapsed = startWatch();
    await createUsers(rollcall.ready as { port: number; token: string }, joiners);
    await waitForCustomers(url, joiners, way, () => elapsed() * speed < floor * PATIENCE);
    return elapsed();
  } finally {
    await rollcall.stop();
  }
}

function startWatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}

async function waitForCustomers(
  url: string,
  users: number,
  way: Way,
  isPatient: () => boolean,
): Promise<void> {
  // The list of customers is long: it is asked for only when it may be complete.
  const mayBeComplete = async () => way === 'bulk' || (await readStats(url)).calls >= users;
  while (isPatient()) {
    if ((await mayBeComplete()) && (await countCustomers(url)) >= users) return;
    await sleep(way === 'bulk' ? BULK_POLL_MS : POLL_MS);
  }
  throw new Error(`The store has only ${await countCustomers(url)} of ${users} customers.`);
}

type Spent = Pick<Convergence, 'points' | 'calls' | 'throttled' | 'bulkOperations'>;

async function readStats(url: string): Promise<Spent> {
  const response = await fetch(`${url}/_sim/stats`);
  return (await response.json()) as Spent;
}

async function countCustomers(url: string): Promise<number> {
  const response = await fetch(`${url}/_sim/customers`);
  return ((await response.json()) as unknown[]).length;
}

const TITLES: Readonly<Record<Way, string>> = {
  calls: 'Rollcall, call by call',
  bulk: 'Rollcall, with bulk operations',
  naive: 'a naive client',
};

export function describeConvergence(results: readonly Convergence[]): string {
  const [first] = results;
  if (first === undefined) return '';
  const { users, plan, floor } = first;
  const head = `Convergence: ${users} new users of a simulated store (plan ${plan}); the floor of ${CREATE_COST} points a user is
${floor.toFixed(1)} s of the store's time. Its clock and Rollcall's run as many times faster than real time as is said.`;
  return [head, ...results.map(describeWay)].join('\n');
}

function describeWay(result: Convergence): string {
  const { way, speed, users, seconds, floor, points, calls, throttled, bulkOperations, bulkRows } = result;
  const ratio = (seconds / floor).toFixed(2);
  const assumed =
    bulkOperations === 0
      ? ''
      : ` ${bulkOperations} bulk operations of ${bulkRows} rows a second each, which is assumed: Shopify states no figure.`;
  return `- ${TITLES[way]} (${speed} times): ${seconds.toFixed(1)} s, ${ratio} of the floor; ${calls} calls, ${(points / users).toFixed(2)} points a user, ${throttled} times THROTTLED.${assumed}`;
}
