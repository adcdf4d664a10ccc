// How long it takes until 2,000 new users are customers of a simulated store, against what its rate limit allows.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.ts';
import type { Options } from './options.ts';
import type { Scratch } from './scratch.ts';
import type { RollcallSettings } from './servers/rollcall.ts';
import { createUsers } from './target.ts';

export interface Convergence {
  readonly users: number;
  readonly plan: string;
  readonly speed: number;
  /** Seconds of the store's time, from the first POST to the last customer. */
  readonly seconds: number;
  /** The least that the cost bucket allows. */
  readonly floor: number;
  readonly points: number;
  readonly calls: number;
  readonly throttled: number;
}

const USERS = 2000;
const PLAN = 'standard';
/** Points of one customerCreate, and the plan's bucket: https://shopify.dev/docs/api/usage/limits */
const CREATE_COST = 10;
const BUCKET_SIZE = 2000;
const RESTORE_RATE = 100;

const POLL_MS = 40;
/** In seconds of the store's time; a multiple of the floor. */
const PATIENCE_S = 1800;

/** @throws Error when the store does not hold everybody in time. */
export async function measureConvergence(
  { speed, profile }: Options,
  scratch: Scratch,
): Promise<Convergence> {
  const accessToken = `shpat_${randomBytes(16).toString('hex')}`;
  const shopify = await startChild('shopify', { accessToken, plan: PLAN, speed });
  const { url } = shopify.ready as { url: string };
  const databaseUrl = `sqlite:${scratch.file('convergence.sqlite')}`;
  const settings: RollcallSettings = { databaseUrl, store: { url, accessToken, speed } };
  const rollcall = await startChild('rollcall', settings, profile);
  try {
    const began = performance.now();
    const elapsed = () => ((performance.now() - began) / 1000) * speed;
    await createUsers(rollcall.ready as { port: number; token: string }, USERS);
    await waitForCustomers(url, elapsed);
    const seconds = elapsed();
    const { points, calls, throttled } = await readStats(url);
    const floor = (USERS * CREATE_COST - BUCKET_SIZE) / RESTORE_RATE;
    return { users: USERS, plan: PLAN, speed, seconds, floor, points, calls, throttled };
  } finally {
    await rollcall.stop();
    await shopify.stop();
  }
}

async function waitForCustomers(url: string, elapsed: () => number): Promise<void> {
  while (elapsed() < PATIENCE_S) {
    // The list of customers is long: it is asked for only when it may be complete.
    if ((await readStats(url)).calls >= USERS && (await countCustomers(url)) >= USERS) return;
    await sleep(POLL_MS);
  }
  throw new Error(`After ${PATIENCE_S} s the store has ${await countCustomers(url)} of ${USERS} customers.`);
}

async function readStats(url: string): Promise<{ points: number; calls: number; throttled: number }> {
  const response = await fetch(`${url}/_sim/stats`);
  return (await response.json()) as { points: number; calls: number; throttled: number };
}

async function countCustomers(url: string): Promise<number> {
  const response = await fetch(`${url}/_sim/customers`);
  return ((await response.json()) as unknown[]).length;
}

export function describeConvergence(result: Convergence): string {
  const { users, plan, speed, seconds, floor, points, calls, throttled } = result;
  return `Convergence (simulated store, plan ${plan}, its clock and Rollcall's at ${speed} times real time):
${users} new users are customers after ${seconds.toFixed(1)} s of the store's time; the floor is ${floor.toFixed(1)} s,
the ratio ${(seconds / floor).toFixed(2)}. ${calls} calls, ${points} points, ${throttled} times THROTTLED.`;
}
