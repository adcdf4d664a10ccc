// Gathers the ends of tries for a moment, so that many of them share one transaction.
import type { Settlement } from './ports.ts';

/** `overtaken`: its link is gone, and its row is due again. `lost`: the lease is, and nothing was stored. */
export type Settled = 'stored' | 'overtaken' | 'lost';

export interface SettleQueue {
  add(settlement: Settlement): Promise<Settled>;
}

export interface SettleQueueDependencies {
  /** As `SyncStore.settle`. @throws when the store fails; nothing of the batch is stored then. */
  settle(settlements: readonly Settlement[]): Promise<readonly boolean[] | null>;
  /** Whether others are still on their way, for which it is worth to wait. */
  othersUnderWay(waiting: number): boolean;
}

/** As long as nobody notices, and longer than a durable commit takes. */
const GATHER_MS = 5;
const BATCH = 50;

interface Entry {
  readonly settlement: Settlement;
  readonly resolve: (settled: Settled) => void;
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
        batch.forEach(({ resolve }, index) => {
          resolve(settledOf(stored, index));
        });
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
    for (const { settlement, resolve, reject } of batch) {
      await settle([settlement]).then((stored) => resolve(settledOf(stored, 0)), reject);
    }
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

function settledOf(stored: readonly boolean[] | null, index: number): Settled {
  if (stored === null) return 'lost';
  return stored[index] === true ? 'stored' : 'overtaken';
}
