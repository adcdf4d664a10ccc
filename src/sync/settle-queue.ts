// Gathers the ends of tries for a moment, so that many of them share one transaction.
import type { Settlement } from './ports.ts';

export interface SettleQueue {
  /** Resolves once it is stored; false when the lease was lost and nothing was. */
  add(settlement: Settlement): Promise<boolean>;
}

export interface SettleQueueDependencies {
  /** @throws when the store fails; nothing of the batch is stored then. */
  settle(settlements: readonly Settlement[]): Promise<boolean>;
  /** Whether others are still on their way, for which it is worth to wait. */
  othersUnderWay(waiting: number): boolean;
}

/** As long as nobody notices, and longer than a durable commit takes. */
const GATHER_MS = 5;
const BATCH = 50;

interface Entry {
  readonly settlement: Settlement;
  readonly resolve: (stored: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export function createSettleQueue({ settle, othersUnderWay }: SettleQueueDependencies): SettleQueue {
  let entries: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (entries.length === 0) return;
    const batch = entries;
    entries = [];
    settle(batch.map(({ settlement }) => settlement)).then(
      (stored) => {
        for (const { resolve } of batch) resolve(stored);
      },
      (error: unknown) => {
        const [only] = batch;
        if (only !== undefined && batch.length === 1) only.reject(error);
        else void settleOneByOne(batch);
      },
    );
  }

  /** One that cannot be stored must not take the others with it. */
  async function settleOneByOne(batch: readonly Entry[]): Promise<void> {
    for (const { settlement, resolve, reject } of batch) await settle([settlement]).then(resolve, reject);
  }

  return {
    add: (settlement) =>
      new Promise((resolve, reject) => {
        entries.push({ settlement, resolve, reject });
        if (entries.length >= BATCH || !othersUnderWay(entries.length)) flush();
        else timer ??= setTimeout(flush, GATHER_MS);
      }),
  };
}
