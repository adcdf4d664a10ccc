// What the status needs of a store.

/** A user as a person wants to see it: who, which customer, and how far the sync has come. */
export interface UserStatus {
  readonly connection: string;
  readonly userId: string;
  /** JSON text of the stored user. */
  readonly body: string;
  readonly customerId: string | null;
  /** The claim's state; `pending` while a change waits for the worker. */
  readonly state: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly warnings: readonly string[];
}

export interface ShopStatus {
  readonly shop: string;
  readonly users: number;
  readonly pending: number;
  readonly dead: number;
  /** JSON text: the trouble that stops the whole shop. */
  readonly alert: string | null;
}

export interface StatusStore {
  /** The users of a connection that changed last, `limit` at most. */
  recentUsers(shop: string, connection: string, limit: number): Promise<UserStatus[]>;
  /** Some shops, those first that are held up, hold leavers or have failures; or the one of that name, if it is there. */
  shops(limit: number, shop?: string): Promise<ShopStatus[]>;
  countShops(): Promise<number>;
}
