// What processes that share a database know of one another: types only.

/** Something new that another process may have to act on. */
export interface News {
  /**
   * `write`: of the provider's, and the outbox has a row for it; `outbox`: only that. `access`: the app was opened, is gone,
   * or has other scopes. `missed`: this process could not be told for a while, of whatever shop.
   */
  readonly kind: 'write' | 'outbox' | 'inbox' | 'survey' | 'rehearsal' | 'access' | 'missed';
  readonly shop: string;
  /** Empty where it is not of one connection. */
  readonly connection: string;
}

export interface Peers {
  /** Whether no other process can be there. */
  readonly isAlone: boolean;
  /** The name under which this process holds leases: another one once the others may have taken it for gone. */
  owner(): string;
  /** Whether whoever holds leases under this name is known to be gone, so that they may be taken at once. */
  isGone(owner: string): Promise<boolean>;
  /** Tells the others, as soon as they can be told; what they miss they find by looking. */
  tell(news: News): void;
  close(): Promise<void>;
}
