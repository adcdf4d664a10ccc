// What the bulk path needs of Shopify and of a store: types only.
import type { RoleWish } from '../company/company-port.ts';
import type {
  CallOptions,
  CreateAnswer,
  CustomerGateway,
  CustomerSnapshot,
  NewCustomer,
} from '../gateway-port.ts';
import type { DirtyUser, Lease, Settlement, SyncStore } from '../store-port.ts';

/**
 * `filling`: takes up joiners. `filled`: to be sent. `starting`: may have been started, and nothing was heard of it.
 * `running`: its operation is known.
 */
export type BulkState = 'filling' | 'filled' | 'starting' | 'running';

/** Many first creates that are one bulk operation of Shopify's. */
export interface BulkRun {
  /** Also by what its operation is recognised. */
  readonly id: string;
  readonly state: BulkState;
  /** How many customers it is to have. */
  readonly target: number;
  /** How many it has been given. */
  readonly size: number;
  readonly operationId: string | null;
  /** When it was last asked to start, in milliseconds since the epoch. */
  readonly sentAt: number | null;
}

/** A first create as part of a run. */
export interface BulkCreate {
  readonly row: DirtyUser;
  readonly linkId: string;
  readonly customer: NewCustomer;
}

/** A first create whose run is over. */
export interface ReturnedCreate {
  readonly line: number;
  readonly connection: string;
  readonly userId: string;
  readonly linkId: string;
  /** The version of the row that it carried. */
  readonly version: number;
  readonly customer: NewCustomer;
  /** The row as it is now; null when it has been cleared since. */
  readonly row: DirtyUser | null;
}

/** Everything that takes a lease does nothing, and answers false or null, once the lease is lost. */
export interface BulkStore {
  runs(shop: string): Promise<BulkRun[]>;
  /** How many users wait for their first try, counted up to `limit`. */
  countJoiners(shop: string, now: number, limit: number): Promise<number>;
  /** Users who wait for their first try, who has waited longest first. */
  joiners(shop: string, now: number, limit: number): Promise<DirtyUser[]>;
  saveRun(lease: Lease, run: BulkRun, now: number): Promise<boolean>;
  /**
   * Makes creates part of a run and lets their rows rest until `parkedUntil`; for each whether its row was still the
   * same.
   */
  add(
    lease: Lease,
    runId: string,
    creates: readonly BulkCreate[],
    parkedUntil: number,
  ): Promise<boolean[] | null>;
  /** Lets a row rest again, if it still is part of a run and nothing newer came. */
  park(lease: Lease, row: DirtyUser, parkedUntil: number): Promise<boolean>;
  /** The customers of a run, in the order of their lines. */
  customers(shop: string, runId: string): Promise<NewCustomer[]>;
  /** Creates of a run behind a line, in the order of their lines. */
  returned(shop: string, runId: string, after: number, limit: number): Promise<ReturnedCreate[]>;
  /** Takes creates out of their run, each with its settlement if it has one; their rows need not rest any more. */
  takeBack(
    lease: Lease,
    runId: string,
    ends: readonly { readonly create: ReturnedCreate; readonly settlement: Settlement | null }[],
    now: number,
  ): Promise<boolean>;
  endRun(lease: Lease, runId: string): Promise<boolean>;
}

/** All of a store that the sync uses. */
export interface ShopStore extends SyncStore {
  readonly bulk: BulkStore;
}

/** How an operation stands. */
export interface BulkStatus {
  readonly operationId: string;
  readonly isOver: boolean;
  readonly isComplete: boolean;
  /** Where its results are, as far as it came; null if there are none. */
  readonly url: string | null;
}

/** A customer as a bulk query reads it. */
export interface ReadCustomer extends CustomerSnapshot {
  readonly contacts: readonly { readonly id: string; readonly companyId: string }[];
}

/** A role that a contact has at a location. */
export interface CompanyRole extends RoleWish {
  readonly contactId: string;
}

/** Reads a whole shop by an operation. Throws `GatewayFailure`. */
export interface BulkReadGateway {
  /** @param name letters and digits, by which `find` knows the operation again */
  start(
    name: string,
    what: 'customers' | 'roles',
    asked: { readonly withCompanies: boolean },
    options: CallOptions,
  ): Promise<BulkStart>;
  find(name: string, options: CallOptions): Promise<BulkStatus | null>;
  look(operationId: string, options: CallOptions): Promise<BulkStatus | null>;
  /** In the order of the file, as it comes. */
  customers(url: string, options: CallOptions): AsyncIterable<ReadCustomer>;
  roles(url: string, options: CallOptions): AsyncIterable<CompanyRole>;
}

export type BulkStart =
  | { readonly started: true; readonly operationId: string }
  /** `isPassing`: the same may be taken later. */
  | { readonly started: false; readonly isPassing: boolean; readonly detail: string };

/** Creates many customers by one operation. Throws `GatewayFailure`. */
export interface BulkGateway {
  /** Lays the customers down where Shopify finds them; gives the path. */
  upload(customers: readonly NewCustomer[], options: CallOptions): Promise<string>;
  /** @param name letters and digits, by which `find` knows the operation again */
  start(path: string, name: string, options: CallOptions): Promise<BulkStart>;
  find(name: string, options: CallOptions): Promise<BulkStatus | null>;
  look(operationId: string, options: CallOptions): Promise<BulkStatus | null>;
  /** By line; a line that cannot be read, or is not there, has no answer. */
  results(url: string, options: CallOptions): Promise<Map<number, CreateAnswer>>;
}

/** All of a shop that the sync calls. */
export interface ShopGateway extends CustomerGateway {
  readonly bulk: BulkGateway;
  readonly bulkReads: BulkReadGateway;
}
