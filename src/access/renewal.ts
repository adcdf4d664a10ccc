// Renews the tokens of shops where nothing happens, before they run out unused.
import { createRounds } from '../rounds.ts';
import type { InstallationStore } from './ports.ts';

export interface Renewal {
  start(): void;
  stop(): Promise<void>;
  /** Renews what ends soon; for tests. */
  run(): Promise<void>;
}

export interface RenewalDependencies {
  readonly store: Pick<InstallationStore, 'listExpiring'>;
  readonly renew: (shop: string) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The shop's trouble, if there is one, shows itself to the sync as well. */
  readonly onFailure: (shop: string, error: unknown) => void;
}

const EVERY_MS = 3_600_000;
/** A refresh token lives for 90 days; what is renewed at half of that has as long for whatever goes wrong. */
const AHEAD_MS = 45 * 24 * 3_600_000;
const AT_ONCE = 100;

export function createRenewal({ store, renew, now, onFailure }: RenewalDependencies): Renewal {
  const { start, stop, run } = createRounds({
    everyMs: EVERY_MS,
    async round() {
      // What fails is met again in an hour, and does not keep the others from their turn for longer than that.
      for (const shop of await store.listExpiring(now() + AHEAD_MS, AT_ONCE)) {
        await renew(shop).catch((error: unknown) => onFailure(shop, error));
      }
    },
    onFailure: (error) => onFailure('', error),
  });
  return { start, stop, run };
}
