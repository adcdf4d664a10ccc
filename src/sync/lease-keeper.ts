// Holds the lease of one shop while there is work: only its holder calls Shopify.
import type { Lease, SyncStore } from './ports.ts';

/** How long a lease lasts. A process that hangs, and one of which nobody knows that it died, keeps its shop for this long. */
const TTL_MS = 45_000;
/** It is prolonged once less than this is left. */
const RENEW_MS = 30_000;
/** No call is sent with less than this left: it may take so long, and must not land after the next holder's. */
const CALL_MS = 15_000;
/** So often it is asked whether another's lease is free before its time: its process may have died. */
const ASK_MS = 1_000;

export interface LeaseKeeper {
  /** The lease, taken or prolonged; null when another process has it. */
  hold(now: number): Promise<Lease | null>;
  /** When it is worth to ask for a lease that another has, in milliseconds since the epoch. */
  askAgainAt(): number;
  /** When the lease must be prolonged at the latest. */
  renewAt(): number;
  /** Whether a call under this lease may be sent now. */
  maySend(lease: Lease, now: number): boolean;
  /** What the last holder left behind. */
  bucket(): string | null;
  /** It turned out to be lost, or whose it is must be asked anew. */
  forget(): void;
  release(bucket: string | null): Promise<void>;
}

/** @param owner under which this process holds leases now */
export function createLeaseKeeper(store: SyncStore, shop: string, owner: () => string): LeaseKeeper {
  let lease: Lease | null = null;
  let until = 0;
  let askAgainAt = 0;
  let bucket: string | null = null;

  /** Under another name than this process has now, it may be somebody else's by now. */
  function isOurs(held: Lease | null): held is Lease {
    return held !== null && held.owner === owner();
  }

  return {
    async hold(now) {
      if (isOurs(lease) && until - now > RENEW_MS) return lease;
      const grant = await store.acquireLease(shop, owner(), now, TTL_MS);
      lease = grant.lease;
      if (grant.lease === null) askAgainAt = Math.min(grant.freeAt, now + ASK_MS);
      else {
        askAgainAt = 0;
        until = now + TTL_MS;
        bucket = grant.bucket;
      }
      return lease;
    },
    askAgainAt: () => askAgainAt,
    renewAt: () => until - RENEW_MS,
    // A lease that was lost and taken again is another one: somebody else may have written between.
    maySend: (held, now) => isOurs(lease) && held.epoch === lease.epoch && until - now > CALL_MS,
    bucket: () => bucket,
    forget() {
      lease = null;
      askAgainAt = 0;
    },
    async release(last) {
      if (lease !== null) await store.releaseLease(lease, last);
      lease = null;
    },
  };
}
