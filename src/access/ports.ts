// What the access to shops and their secrets needs of a store.

/** One secret at rest. */
export interface StoredSecret {
  readonly shop: string;
  readonly purpose: string;
  readonly sealed: string;
}

export interface SecretsStore {
  /** Every secret of every shop. */
  all(): AsyncIterable<StoredSecret>;
  /** Puts another sealed text in the place of a secret; false if it was changed meanwhile. */
  replace(secret: StoredSecret, sealed: string): Promise<boolean>;
}
