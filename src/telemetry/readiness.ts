// Whether this process can do its part, and what is known of the work. A shop in trouble is told, and is no reason to
// take the service from all the others.
import { isWithin } from '../elapsed.ts';
import type { TelemetryStore } from './ports.ts';

export interface Readiness {
  /** Why this process can serve nobody; null if it can. */
  readonly reason: string | null;
  readonly database: boolean;
  readonly schema: boolean;
  /** Null where the database does not answer. */
  readonly work: Work | null;
}

export interface Work {
  readonly shops: number;
  /** Shops that cannot be synced now: how many for each code. */
  readonly stopped: Readonly<Record<string, number>>;
  /** Since when the first row is due that takes access away, and the first of any, in seconds. */
  readonly oldestLeaverSeconds: number;
  readonly oldestSeconds: number;
}

export interface ReadinessDependencies {
  readonly store: TelemetryStore;
  readonly now: () => number;
}

/** Whoever asks more often is told the same: it is asked by anybody. */
const REMEMBERED_MS = 1_000;

export type ReadReadiness = () => Promise<Readiness>;

export function createReadiness({ store, now }: ReadinessDependencies): ReadReadiness {
  let known: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;

  async function look(): Promise<Readiness> {
    try {
      const fault = await store.schemaFault();
      if (fault !== undefined) return { reason: fault, database: true, schema: false, work: null };
      return { reason: null, database: true, schema: true, work: await lookAtWork() };
    } catch {
      return { reason: 'The database does not answer.', database: false, schema: false, work: null };
    }
  }

  async function lookAtWork(): Promise<Work> {
    const at = now();
    const { shops, alerts } = await store.shops(at);
    const stopped: Record<string, number> = {};
    for (const code of alerts) stopped[code] = (stopped[code] ?? 0) + 1;
    const pending = (await store.queues(at)).filter(({ state }) => state === 'pending');
    const ageOf = (queues: typeof pending) =>
      Math.max(0, ...queues.map(({ dueSince }) => Math.round((at - (dueSince ?? at)) / 1000)));
    return {
      shops,
      stopped,
      oldestLeaverSeconds: ageOf(pending.filter(({ priority }) => priority === 'leaving')),
      oldestSeconds: ageOf(pending),
    };
  }

  return () => {
    const at = now();
    if (known === undefined || !isWithin(REMEMBERED_MS, known.at, at)) known = { at, answer: look() };
    return known.answer;
  };
}
