// Whether a shop can be written to: its gateway, and what is to be known of it before the first write.
import { isGatewayFailure } from './gateway-failure.ts';
import { metafieldKeyOf, metafieldsIn } from './mapping/metafields.ts';
import type {
  DirtyRow,
  GatewayFailure,
  Lease,
  MetafieldDefinition,
  ShopFacts,
  ShopGateway,
} from './ports.ts';

/** A shop that can be written to. */
export interface Ready {
  readonly gateway: ShopGateway;
  readonly facts: ShopFacts;
}

export interface Readiness {
  /** Whether nothing is known to stand between the shop and a write. */
  isReady(): boolean;
  /** The gateway, once the shop is prepared for these rows; undefined after a failure, which has been told. */
  prepare(lease: Lease, rows: readonly DirtyRow[]): Promise<Ready | undefined>;
  /** The shop turned out not to be prepared. */
  forget(): void;
  /** The cost bucket as last known. */
  bucket(): string | null;
}

export interface ReadinessDependencies {
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly openGateway: () => ShopGateway;
  /** What the mappings of the shop's connections need defined. */
  readonly definitions: () => Promise<readonly MetafieldDefinition[]>;
  readonly maySend: (lease: Lease) => boolean;
  readonly cutOff: AbortSignal;
  /** Hears of a failure; `isShops` where no single call is at fault. */
  readonly onFailure: (lease: Lease, failure: GatewayFailure, isShops: boolean) => Promise<void>;
  /** Hears of the first success, and of one that follows such a failure. */
  readonly onRecovery: (lease: Lease) => Promise<void>;
}

/** Failures that pass by themselves. */
const PASSING: ReadonlySet<GatewayFailure['kind']> = new Set(['unavailable', 'throttled', 'withdrawn']);

export function createReadiness(dependencies: ReadinessDependencies): Readiness {
  let gateway: ShopGateway | undefined;
  let facts: ShopFacts | undefined;
  let defined: ReadonlySet<string> = new Set();
  // An earlier process may have failed.
  let hasFailed = true;

  function isCovered(row: DirtyRow): boolean {
    if (row.kind !== 'user' || row.settings === null) return true;
    return metafieldsIn(row.settings).every((metafield) => defined.has(metafieldKeyOf(metafield)));
  }

  return {
    isReady: () => facts !== undefined,
    async prepare(lease, rows) {
      try {
        gateway ??= dependencies.openGateway();
        // Settings may have come to map what was not defined before.
        if (!rows.every(isCovered)) facts = undefined;
        if (facts === undefined) {
          const wanted = await dependencies.definitions();
          facts = await gateway.prepare(wanted, {
            leaving: true,
            maySend: () => dependencies.maySend(lease),
            signal: dependencies.cutOff,
          });
          defined = new Set(wanted.map(({ key }) => key));
          if (hasFailed) await dependencies.onRecovery(lease);
          hasFailed = false;
        }
        return { gateway, facts };
      } catch (error) {
        if (!isGatewayFailure(error)) throw error;
        hasFailed = true;
        await dependencies.onFailure(lease, error, !PASSING.has(error.kind));
        return undefined;
      }
    },
    forget() {
      facts = undefined;
    },
    bucket: () => gateway?.bucket() ?? null,
  };
}
