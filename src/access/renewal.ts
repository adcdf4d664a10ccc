// Renews the tokens of shops where nothing happens, before they run out unused.
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
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  async function runOnce(): Promise<void> {
    // What fails is met again in an hour, and does not keep the others from their turn for longer than that.
    for (const shop of await store.listExpiring(now() + AHEAD_MS, AT_ONCE)) {
      await renew(shop).catch((error: unknown) => onFailure(shop, error));
    }
  }

  function run(): Promise<void> {
    running ??= runOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    start() {
      const tick = () => void run().catch((error: unknown) => onFailure('', error));
      timer = setInterval(tick, EVERY_MS).unref();
      tick();
    },
    async stop() {
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
    run,
  };
}
