// A small tenant and a simulator pointed at a fresh recorder, for the tests of this folder.
import type { TestContext } from 'node:test';
import type { Clock, EntraSimulatorOptions } from '../../../src/simulators/entra/index.ts';
import { createEntraSimulator, parseDirectory } from '../../../src/simulators/entra/index.ts';
import { startRecorder } from './scim-recorder.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A user with just enough attributes to be interesting; every further one comes from `more`. */
export function person(nick: string, more: Record<string, unknown> = {}) {
  const name = nick.charAt(0).toUpperCase() + nick.slice(1);
  return {
    objectId: `oid-${nick}`,
    userPrincipalName: `${nick}@quillandspruce.example`,
    displayName: name,
    mail: `${nick}@quillandspruce.example`,
    ...more,
  };
}

/** Time that passes only when somebody sleeps or `advance`s it. */
export function manualClock(start = Date.UTC(2026, 0, 5)) {
  let now = start;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
  return { clock, slept, advance: (ms: number) => (now += ms) };
}

/** Starts a recorder and a simulator of `directory` (parsed here); both end with the test. */
export async function startTenant(
  t: TestContext,
  directory: Record<string, unknown>,
  options: Partial<EntraSimulatorOptions> = {},
) {
  const recorder = await startRecorder();
  const { clock, slept, advance } = manualClock();
  const entra = createEntraSimulator({
    baseUrl: recorder.url,
    token: 'secret',
    directory: parseDirectory(directory),
    requestsPerSecond: Number.POSITIVE_INFINITY,
    // One call at a time unless a test says otherwise, so that the order of calls can be stated.
    concurrency: 1,
    clock,
    ...options,
  });
  t.after(() => {
    entra.close();
    recorder.close();
  });
  return { recorder, entra, slept, advance };
}
