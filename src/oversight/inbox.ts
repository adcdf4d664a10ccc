// Takes in what Shopify says of customers and of the app: kept before it is answered, acted on afterwards, each once, in any order.
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import type { InboxStore, Webhook } from './ports.ts';
import { callsForLook, readWebhook } from './webhook-facts.ts';

export interface Inbox {
  /** Resolves once the webhook is kept. */
  receive(webhook: Webhook): Promise<void>;
  /** Begins to take in, with what an earlier process left. */
  start(): void;
  stop(): Promise<void>;
  /** Says that another process has kept something. */
  wake(): void;
  /** Resolves once all that was kept is taken in; for tests. */
  drain(): Promise<void>;
}

export interface InboxDependencies {
  readonly store: InboxStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: { error(fields: object, message: string): void };
  /** Told that users of the shop are due. */
  readonly onDirty: (shop: string) => void;
  /** Told of what this process keeps and leaves to others. */
  readonly onKept: (shop: string) => void;
  /** Told that the app was uninstalled from the shop, or has other scopes there. */
  readonly onAppChange: (shop: string) => void;
}

const TAKEN_AT_ONCE = 100;
/** What other processes left, or what failed, is looked for so often. */
const POLL_MS = 30_000;
/** Shopify tries for four hours: what comes again after this is no delivery of its. */
const KEPT_MS = 2 * 24 * 3_600_000;

export function createInbox(dependencies: InboxDependencies): Inbox {
  const { store, now, log, onDirty, onKept, onAppChange } = dependencies;
  const rounds = createRounds({
    everyMs: POLL_MS,
    async round(isInTurn) {
      while (await takeSome());
      if (isInTurn) await store.forget(now() - KEPT_MS);
    },
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'webhooks could not be taken in; they are tried again'),
  });
  const { start, stop, wake, run } = rounds;

  /** True if there may be more. */
  async function takeSome(): Promise<boolean> {
    const waiting = await store.listWaiting(TAKEN_AT_ONCE);
    for (const { shop, id } of waiting) {
      if (!rounds.isOn()) return false;
      const taken = await store.takeIn(shop, id, callsForLook, now());
      if (taken === 'users') onDirty(shop);
      if (taken === 'app') onAppChange(shop);
    }
    return waiting.length === TAKEN_AT_ONCE;
  }

  return {
    async receive(webhook) {
      const { shop, id } = webhook;
      const facts = readWebhook(webhook);
      if (facts === undefined) return;
      if (!(await store.keep(shop, id, facts, now()))) return;
      if (rounds.isOn()) wake();
      else onKept(shop);
    },
    start,
    stop,
    wake,
    drain: run,
  };
}
