// Holds the lease of one shop while there is work: only its holder calls Shopify.
import type { Lease, SyncStore } from './ports.ts';

/** How long a lease lasts. A process that dies leaves its shop alone for this long. */
const TTL_MS = 45_000;
/** It is prolonged once less than this is left. */
const RENEW_MS = 30_000;
/** No call is sent with less than this left: it may take so long, and must not land after the next holder's. */
const CALL_MS = 15_000;

export interface LeaseKeeper {
  /** The lease, taken or prolonged; null when another process has it, until `freeAt`. */
  hold(now: number): Promise<Lease | null>;
  /** When a lease held by another ends, in milliseconds since the epoch. */
  freeAt(): number;
  /** When the lease must be prolonged at the latest. */
  renewAt(): number;
  /** Whether a call under this lease may be sent now. */
  maySend(lease: Lease, now: number): boolean;
  /** What the last holder left behind. */
  bucket(): string | null;
  /** It turned out to be lost. */
  forget(): void;
  release(bucket: string | null): Promise<void>;
}

export function createLeaseKeeper(store: SyncStore, shop: string, owner: string): LeaseKeeper {
  let lease: Lease | null = null;
  let until = 0;
  let freeAt = 0;
  let bucket: string | null = null;

  return {
    async hold(now) {
      if (lease !== null && until - now > RENEW_MS) return lease;
      const grant = await store.acquireLease(shop, owner, now, TTL_MS);
      lease = grant.lease;
      if (grant.lease === null) freeAt = grant.freeAt;
      else {
        until = now + TTL_MS;
        bucket = grant.bucket;
      }
      return lease;
    },
    freeAt: () => freeAt,
    renewAt: () => until - RENEW_MS,
    // A lease that was lost and taken again is another one: somebody else may have written between.
    maySend: (held, now) => lease !== null && held.epoch === lease.epoch && until - now > CALL_MS,
    bucket: () => bucket,
    forget() {
      lease = null;
    },
    async release(last) {
      if (lease !== null) await store.releaseLease(lease, last);
      lease = null;
    },
  };
}
