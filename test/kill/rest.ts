// Waits until the store is right: as long as something is still to be done, that may take its time; once nothing is, what
// differs is a fault, and is told at once.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { SEED } from '../support/seed.ts';
import type { ServedShop } from '../support/served-shop.ts';
import type { Person } from './person.ts';

/** Between two looks that show the same, with nothing to be done: a webhook that nobody took comes again within this. */
const REST_MS = 20_000;
const LOOK_MS = 200;
/** Of what differs, so many tries are told. */
const TOLD_TRIES = 8;

export interface Resting {
  readonly shop: ServedShop;
  readonly people: readonly Person[];
  readonly patienceMs: number;
  findDifferences(): Promise<string[]>;
  /** Does what is to be done by a person; true while more will come of it than the outbox tells. */
  meanwhile(): Promise<boolean>;
}

/** What remains is told with what the persons in question did, and what the sync tried for them. */
export async function waitForNoDifference(resting: Resting): Promise<void> {
  const { shop, patienceMs } = resting;
  const deadline = Date.now() + patienceMs;
  let known = '';
  let since = Date.now();
  for (;;) {
    const isWorking = (await resting.meanwhile()) || (await shop.pending()) > 0;
    const differences = await resting.findDifferences();
    if (differences.length === 0) return;
    const now = Date.now();
    const told = differences.join('\n');
    if (isWorking || told !== known) since = now;
    known = told;
    if (now - since > REST_MS || now > deadline) {
      const state = isWorking ? 'something is still to be done' : 'nothing is to be done';
      assert.fail(
        [`FC_SEED=${SEED}, ${state}`, told, ...(await tellStories(resting, differences))].join('\n'),
      );
    }
    await sleep(LOOK_MS);
  }
}

async function tellStories({ shop, people }: Resting, differences: readonly string[]): Promise<string[]> {
  const stories: string[] = [];
  for (const { name, userId, story } of people) {
    if (!differences.some((text) => text.startsWith(`${name} `))) continue;
    const users = `/connections/${shop.connectionId}/users`;
    const [user] = (await shop.admin('GET', `${users}?q=${userId}`)).body.users ?? [];
    stories.push(`${name}: ${story.join(', ')}; ${user?.state} ${user?.code} ${user?.detail}`);
    const { events = [] } = (await shop.admin('GET', `${users}/${userId}/timeline?limit=200`)).body;
    const tries = events.filter(({ kind }: { kind: string }) => kind === 'try');
    stories.push(...tries.slice(0, TOLD_TRIES).map(tellTry));
  }
  return stories;
}

interface Try {
  readonly at: number;
  readonly version: number | null;
  readonly attempt: number;
  readonly state: string | null;
  readonly code: string | null;
  readonly next: string;
  readonly nextAt: number | null;
  readonly sent: readonly { readonly kind: string; readonly keys: readonly string[] }[];
  readonly calls: readonly { readonly operation: string; readonly outcome: string }[];
}

function tellTry({ at, version, attempt, state, code, next, nextAt, sent, calls }: Try): string {
  const steps = sent.map(({ kind, keys }) => `${kind}(${keys.join(' ')})`).join(' ');
  const asked = calls.map(({ operation, outcome }) => `${operation}:${outcome}`).join(' ');
  const then = nextAt === null ? next : `${next} ${Math.round((nextAt - at) / 1000)} s later`;
  return `  ${new Date(at).toISOString()} version ${version} try ${attempt}: ${state} ${code}, ${then}; ${steps}; ${asked}`;
}
