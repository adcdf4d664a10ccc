// Tells whoever waits for one user's write what Shopify made of it (RULES 23, 24).
import type { Settlement } from './ports.ts';

/** What a confirmed write is answered by; only `refused` is ever told to the caller as an error. */
export type Outcome =
  | { readonly kind: 'synced' }
  | { readonly kind: 'held'; readonly code: string }
  | {
      readonly kind: 'refused';
      readonly status: 400 | 409;
      readonly code: string;
      readonly detail: string;
    }
  /** Not known yet: the write is accepted, and the sync goes on. */
  | { readonly kind: 'pending' };

export interface Outcomes {
  /** Resolves with the outcome of this version of the user or a later one; `pending` when time or signal say so. */
  wait(key: string, version: number, timeoutMs: number, signal?: AbortSignal): Promise<Outcome>;
  tell(key: string, version: number, outcome: Outcome): void;
}

/** The last outcomes are kept, because a write may be settled before its writer begins to wait. */
const KEPT = 256;

interface Waiter {
  readonly version: number;
  readonly resolve: (outcome: Outcome) => void;
}

export function createOutcomes(): Outcomes {
  const waiters = new Map<string, Set<Waiter>>();
  const recent = new Map<string, { version: number; outcome: Outcome }>();

  return {
    wait(key, version, timeoutMs, signal) {
      const known = recent.get(key);
      if (known !== undefined && known.version >= version) return Promise.resolve(known.outcome);
      return new Promise((resolve) => {
        const end = (outcome: Outcome) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          const others = waiters.get(key);
          others?.delete(waiter);
          if (others?.size === 0) waiters.delete(key);
          resolve(outcome);
        };
        const giveUp = () => end({ kind: 'pending' });
        const waiter: Waiter = { version, resolve: end };
        const timer = setTimeout(giveUp, timeoutMs);
        timer.unref();
        signal?.addEventListener('abort', giveUp, { once: true });
        const others = waiters.get(key) ?? new Set();
        waiters.set(key, others.add(waiter));
      });
    },

    tell(key, version, outcome) {
      recent.delete(key);
      if (outcome.kind !== 'pending') recent.set(key, { version, outcome });
      const oldest = recent.keys().next();
      if (recent.size > KEPT && !oldest.done) recent.delete(oldest.value);
      for (const waiter of [...(waiters.get(key) ?? [])]) {
        if (waiter.version <= version) waiter.resolve(outcome);
      }
    },
  };
}

/** What a settlement means for whoever waits. `status` is that of a refused write. */
export function outcomeOf({ outcome, claim }: Settlement, status: 400 | 409 | null): Outcome {
  if (claim === 'keep') return { kind: 'pending' };
  if (outcome.kind === 'dead' && status !== null) {
    return { kind: 'refused', status, code: outcome.code, detail: outcome.detail };
  }
  if (claim === 'drop' || claim.code === null) return { kind: 'synced' };
  return { kind: 'held', code: claim.code };
}

/** How an outcome of one user is waited for. */
export function waiterKey(shop: string, connection: string, userId: string): string {
  return `${shop} ${connection} ${userId}`;
}
