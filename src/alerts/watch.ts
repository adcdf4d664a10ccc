// Looks at every shop for what a person should be told of: unasked in turns, and soon after something has happened.
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import { decideAlerts } from './decide.ts';
import { judge } from './judge.ts';
import { writeBody } from './message.ts';
import type { WatchStore } from './ports.ts';

export interface Watch {
  /** Says that something has happened in a shop. */
  notice(shop: string): void;
  start(): void;
  stop(): Promise<void>;
  /** Looks at all that was noticed, and at all shops that are due, now; for tests. */
  drain(): Promise<void>;
}

export interface WatchDependencies {
  readonly store: WatchStore;
  readonly now: () => number;
  readonly log: { error(fields: object, message: string): void };
  /** Told that messages are on their way. */
  readonly onNews: () => void;
}

/** Every shop is looked at so often, by whichever process is first. */
const EVERY_MS = 60_000;
const POLL_MS = 15_000;
const TAKEN_AT_ONCE = 500;
/** What happens within it is looked at together: it may happen a thousand times a second. */
const SOON_MS = 1_000;
const KEPT_MS = 90 * 24 * 3_600_000;
const FORGET_MS = 3_600_000;

export function createWatch({ store, now, log, onNews }: WatchDependencies): Watch {
  const noticed = new Set<string>();
  let soon: NodeJS.Timeout | undefined;
  let forgetAt = 0;
  const rounds = createRounds({
    everyMs: POLL_MS,
    async round(isInTurn) {
      await lookAtNoticed();
      if (isInTurn) await lookAtDue();
    },
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'a shop could not be looked at for alerts; it is tried again'),
  });

  /** Reads of all at once, and goes into a transaction only where something is to be changed. */
  async function look(shops: readonly string[]): Promise<void> {
    for (const { shop, facts, open } of await store.read(shops, now())) {
      const at = now();
      const conditions = judge(facts, at);
      const { raise, update, resolve } = decideAlerts(open, conditions, at);
      if (raise.length + update.length + resolve.length === 0) continue;
      const told = await store.apply(
        shop,
        (current) => decideAlerts(current, conditions, at),
        (news) => writeBody(news, at),
        at,
      );
      if (told > 0) onNews();
    }
  }

  async function lookAtNoticed(): Promise<void> {
    clearTimeout(soon);
    soon = undefined;
    const shops = [...noticed];
    noticed.clear();
    for (let at = 0; at < shops.length; at += TAKEN_AT_ONCE) await look(shops.slice(at, at + TAKEN_AT_ONCE));
  }

  async function lookAtDue(): Promise<void> {
    for (let after: string | null = ''; after !== null; ) {
      const { taken, last } = await store.takeDue(now(), now() + EVERY_MS, after, TAKEN_AT_ONCE);
      if (taken.length > 0) await look(taken);
      after = last;
    }
    if (now() < forgetAt) return;
    forgetAt = now() + FORGET_MS;
    await store.forget(now() - KEPT_MS);
  }

  return {
    notice(shop) {
      if (!rounds.isOn() || shop === '') return;
      noticed.add(shop);
      soon ??= setTimeout(rounds.wake, SOON_MS).unref();
    },
    start: rounds.start,
    async stop() {
      clearTimeout(soon);
      await rounds.stop();
    },
    drain: rounds.run,
  };
}
