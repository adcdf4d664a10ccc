// The users of one shop that are being worked on: begins their tries, withdraws them, and waits for their end.
import { describeBug } from './bug.ts';
import type { Clock } from './clock.ts';
import { keyOf, type UnderWay } from './places.ts';
import type { SyncLog, UserTask, UserWork } from './user-work.ts';

export interface Crew {
  /** By `keyOf`. */
  readonly underWay: ReadonlyMap<string, UnderWay>;
  start(task: Omit<UserTask, 'unsent'>): void;
  /** Whoever has the lease now decides: what is not sent yet must not be sent any more. */
  withdrawAll(): void;
  /** Resolves once all that is under way has ended. */
  ended(): Promise<void>;
}

export interface CrewDependencies {
  readonly shop: string;
  readonly carryOut: UserWork['carryOut'];
  readonly clock: Clock;
  readonly log: SyncLog;
  readonly cutOff: AbortSignal;
  /** A try ended, and found that the lease was lost. */
  readonly onLost: () => void;
  /** A place became free. */
  readonly onEnd: () => void;
}

/** A user whose outcome cannot be stored keeps its place for a while: begun anew at once, it might fail as fast for ever. */
const REST_MS = 1_000;
const MAX_REST_MS = 60_000;

export function createCrew({ shop, carryOut, clock, log, cutOff, onLost, onEnd }: CrewDependencies): Crew {
  const underWay = new Map<string, UnderWay>();
  /** How often in a row a user's outcome could not be stored. */
  const unstored = new Map<string, number>();

  async function work(key: string, task: UserTask): Promise<void> {
    try {
      const isOurs = await carryOut(task);
      unstored.delete(key);
      if (!isOurs) onLost();
    } catch (error) {
      const times = (unstored.get(key) ?? 0) + 1;
      unstored.set(key, times);
      const fields = { shop, user: task.row.subject, times, bug: describeBug(error) };
      log.error(fields, 'an outcome could not be stored; it is found out again');
      // A leaver ends the rest of its own joining.
      const woken = AbortSignal.any([cutOff, task.unsent]);
      await clock.sleep(Math.min(MAX_REST_MS, REST_MS * 2 ** (times - 1)), woken);
    }
  }

  return {
    underWay,
    start(task) {
      const key = keyOf(task.row);
      const unsent = new AbortController();
      const done = work(key, { ...task, unsent: unsent.signal }).finally(() => {
        underWay.delete(key);
        onEnd();
      });
      const linkId = task.row.link?.id ?? null;
      underWay.set(key, { version: task.row.version, leaving: task.leaving, linkId, unsent, done });
    },
    withdrawAll() {
      for (const { unsent } of underWay.values()) unsent.abort();
    },
    async ended() {
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}
