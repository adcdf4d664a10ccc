// Paces calls by Shopify's cost bucket: reserves points before a call is sent, corrects itself by every answer.
import { ShopifyError } from './errors.ts';

/** Shopify's own numbers, in points and points per second (`extensions.cost.throttleStatus`). */
export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

export interface TakeOptions {
  /** A leaving write: goes first and may use the reserve (RULES 16). */
  readonly leaving: boolean;
  /** Goes last, and only spends what is above half of the bucket. */
  readonly background?: boolean | undefined;
  /** Gives the place in the queue up. */
  readonly signal?: AbortSignal | undefined;
}

/** Points taken for one call; `answer` or `giveBack` must be called once, whatever became of the call. */
export interface Taken {
  /** What Shopify said about cost, or undefined if it said nothing. */
  answer(said: { actualCost: number | null; status: ThrottleStatus } | undefined): void;
  /** The call was not sent after all. */
  giveBack(): void;
}

export interface CostBucket {
  /** Resolves as soon as there are points for the call. @throws ShopifyError withdrawn when the signal aborts first. */
  take(cost: number, options: TakeOptions): Promise<Taken>;
  /** The bucket as it is believed to be now. */
  status(): ThrottleStatus;
}

export interface BucketDependencies {
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** What was last known, e.g. by the process that worked this shop before. */
  readonly initial?: ThrottleStatus;
}

/** Until Shopify's first answer: the smallest bucket seen, that of a development store. */
const SMALLEST: ThrottleStatus = { maximumAvailable: 2000, currentlyAvailable: 2000, restoreRate: 100 };
/** What joiners leave for leavers: a twentieth of the bucket, but no more than some eight leaving writes. */
const RESERVE_SHARE = 0.05;
const RESERVE_MAX = 200;
const BACKGROUND_SHARE = 0.5;

type Urgency = 'leaving' | 'ordinary' | 'background';
const BY_URGENCY: readonly Urgency[] = ['leaving', 'ordinary', 'background'];

interface Waiter {
  readonly cost: number;
  readonly grant: () => void;
}

export function createCostBucket({ now, sleep, initial = SMALLEST }: BucketDependencies): CostBucket {
  let { maximumAvailable: maximum, currentlyAvailable: available, restoreRate: rate } = initial;
  let at = now();
  /** Points of calls that are sent and not answered: Shopify's number may or may not count them yet. */
  let underWay = 0;
  const waiting: Readonly<Record<Urgency, Waiter[]>> = { leaving: [], ordinary: [], background: [] };
  let nap: AbortController | undefined;

  function refill(): void {
    const time = now();
    // A clock that is set back takes no points away.
    available = Math.min(maximum, available + (Math.max(0, time - at) * rate) / 1000);
    at = time;
  }

  /** Milliseconds until `cost` points may be spent; 0 when they may be now. */
  function waitFor(cost: number, urgency: Urgency): number {
    const floor = Math.min(reserveBefore(urgency), Math.max(0, maximum - cost));
    return Math.max(0, Math.ceil(((cost + floor - available) * 1000) / rate));
  }

  /** What a call of some urgency leaves for those of a higher one. */
  function reserveBefore(urgency: Urgency): number {
    if (urgency === 'leaving') return 0;
    if (urgency === 'background') return maximum * BACKGROUND_SHARE;
    return Math.min(RESERVE_MAX, maximum * RESERVE_SHARE);
  }

  function serve(): void {
    refill();
    nap?.abort();
    nap = undefined;
    for (;;) {
      const urgency = BY_URGENCY.find((one) => waiting[one].length > 0);
      if (urgency === undefined) return;
      const queue = waiting[urgency];
      const first = queue[0] as Waiter;
      const wait = waitFor(first.cost, urgency);
      if (wait > 0) {
        rest(wait);
        return;
      }
      queue.shift();
      available -= first.cost;
      underWay += first.cost;
      first.grant();
    }
  }

  /** The call is over: `worth` points of it are ours again, or Shopify says how many there are. */
  function settle(cost: number, worth: number, status: ThrottleStatus | undefined): void {
    refill();
    underWay -= cost;
    available = Math.min(maximum, available + worth);
    if (status !== undefined) correct(status);
    serve();
  }

  function rest(ms: number): void {
    const current = new AbortController();
    nap = current;
    const wake = () => {
      if (nap === current) serve();
    };
    sleep(ms, current.signal).then(wake, wake);
  }

  /**
   * Shopify counted this call, and of the others under way perhaps all, perhaps none: the truth lies between
   * its number and its number less theirs. A belief within that stays; one outside moves to the nearer end.
   */
  function correct(status: ThrottleStatus): void {
    maximum = status.maximumAvailable;
    rate = status.restoreRate;
    const highest = status.currentlyAvailable;
    available = Math.min(highest, Math.max(highest - underWay, available));
  }

  return {
    take(cost, options) {
      return new Promise((resolve, reject) => {
        const queue = waiting[urgencyOf(options)];
        const giveUp = () => {
          queue.splice(queue.indexOf(waiter), 1);
          reject(withdrawn());
          // It may have been what the others waited behind.
          serve();
        };
        const waiter: Waiter = {
          cost,
          grant() {
            options.signal?.removeEventListener('abort', giveUp);
            resolve({
              answer(said) {
                settle(cost, said === undefined ? 0 : cost - (said.actualCost ?? 0), said?.status);
              },
              giveBack: () => settle(cost, cost, undefined),
            });
          },
        };
        if (options.signal?.aborted) return reject(withdrawn());
        options.signal?.addEventListener('abort', giveUp, { once: true });
        queue.push(waiter);
        serve();
      });
    },

    status() {
      refill();
      return { maximumAvailable: maximum, currentlyAvailable: available, restoreRate: rate };
    },
  };
}

function urgencyOf({ leaving, background }: TakeOptions): Urgency {
  if (leaving) return 'leaving';
  return background === true ? 'background' : 'ordinary';
}

export function withdrawn(): ShopifyError {
  return new ShopifyError({
    kind: 'withdrawn',
    code: 'withdrawn',
    message: 'The call was given up before it was sent.',
  });
}
