// What the metrics and the readiness need of a store: numbers over all shops, types only.

export interface Queue {
  readonly state: 'pending' | 'held' | 'dead';
  readonly priority: 'leaving' | 'ordinary' | 'background';
  readonly rows: number;
  /** Of those that are due, when the first became so, in milliseconds since the epoch; null where none is. */
  readonly dueSince: number | null;
}

export interface Shops {
  readonly shops: number;
  /** The code of what stops a whole shop, for each that is stopped. */
  readonly alerts: readonly string[];
  /** Leases that run, by the name of their holder. */
  readonly leases: readonly { readonly owner: string; readonly shops: number }[];
}

export interface TelemetryStore {
  queues(now: number): Promise<readonly Queue[]>;
  shops(now: number): Promise<Shops>;
  /** When providers' tokens end that are valid now, the soonest first, `limit` at most. */
  tokenEnds(now: number, limit: number): Promise<readonly number[]>;
  /** Why this program cannot go on with the database as it is now; undefined if it can. */
  schemaFault(): Promise<string | undefined>;
}
