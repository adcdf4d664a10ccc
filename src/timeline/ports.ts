// What the timeline needs of a store: types only.

/**
 * `call`: a SCIM call that writes. `member`: the same of a group, for a user whom it names. `reads`: SCIM calls that only read, or were not let in, counted together. `try`: one
 * try of the sync, with its calls to Shopify. `act`: something that a person asked for.
 */
export type EventKind = 'call' | 'member' | 'reads' | 'try' | 'act';

/** A connection; without one where a caller was not known. */
export interface EventScope {
  readonly shop: string;
  readonly connection: string;
}

export interface StoredEvent extends EventScope {
  /** Sorts by age. */
  readonly id: string;
  /** The user or group that it is about; empty if it is about none. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: EventKind;
  /** JSON: ids, codes, names of keys, numbers; nothing that says who somebody is. */
  readonly data: string;
  /** JSON: what may say it, kept apart so that it can be erased (RULES 28). */
  readonly personal: string | null;
}

/** Where a page ended: what is older comes next. */
export interface Mark {
  readonly at: number;
  readonly id: string;
}

/** A connection, with how long its events are kept and when the oldest was; null where there is none. */
export interface KeptEvents extends EventScope {
  readonly days: number;
  readonly oldestAt: number | null;
}

export interface TimelineStore {
  /** Connections behind one, in the order of their keys. */
  kept(after: EventScope, limit: number): Promise<KeptEvents[]>;
  append(events: readonly StoredEvent[]): Promise<void>;
  /** What happened to one user or group before a mark, the newest first. */
  ofSubject(scope: EventScope, subject: string, before: Mark, limit: number): Promise<StoredEvent[]>;
  /** The SCIM calls of a connection before a mark, the newest first. */
  calls(scope: EventScope, before: Mark, limit: number): Promise<StoredEvent[]>;
  /** The same of the tries of its sync. */
  tries(scope: EventScope, before: Mark, limit: number): Promise<StoredEvent[]>;
  /** Forgets the oldest of what is older, about `limit` events at most; returns how many. */
  prune(scope: EventScope, before: number, limit: number): Promise<number>;
  /** Blanks what says who a user is; ids, codes and times remain. */
  erase(scope: EventScope, subject: string): Promise<void>;
}
