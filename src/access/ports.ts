// What the access to shops and their secrets needs of a store, and of Shopify.

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

/** Access to a shop, as Shopify grants it. Times are milliseconds since the epoch; null for what does not end. */
export interface Grant {
  readonly accessToken: string;
  readonly accessExpiresAt: number | null;
  /** Null for access that does not end. */
  readonly refreshToken: string | null;
  readonly refreshExpiresAt: number | null;
  /** Handles of scopes. */
  readonly scopes: readonly string[];
}

/** `lost`: Shopify refuses what we hold, and the app is to be opened again. */
export type InstallationState = 'installed' | 'lost' | 'uninstalled';

/** A shop that installed the app, now or once. */
export interface Installation {
  readonly shop: string;
  readonly state: InstallationState;
  readonly scopes: readonly string[];
  /** One more with every change of the tokens. */
  readonly version: number;
  readonly installedAt: number;
  readonly uninstalledAt: number | null;
}

export interface InstallationStore {
  /** With its tokens, unless they are gone. @throws VaultError where they cannot be read */
  open(shop: string): Promise<{ installation: Installation; grant: Grant | null } | undefined>;
  /** Keeps what was granted, whatever was there: the shop is installed. */
  install(shop: string, grant: Grant, now: number): Promise<void>;
  /** True if the caller is to ask for new tokens now, and nobody else is. */
  claimRenewal(shop: string, version: number, owner: string, until: number, now: number): Promise<boolean>;
  /** Gives that up. */
  releaseRenewal(shop: string, owner: string): Promise<void>;
  /** Keeps new tokens in the place of those of that version, both or neither; false if others are there by now. */
  renew(shop: string, version: number, grant: Grant, now: number): Promise<boolean>;
  /** Forgets the tokens of that version; false if others are there by now. */
  lose(shop: string, version: number, now: number): Promise<boolean>;
  list(): Promise<Installation[]>;
  /** Installed shops whose refresh tokens end before a time. */
  listExpiring(before: number, limit: number): Promise<readonly string[]>;
}

/** Why Shopify grants nothing: it did not answer (`unavailable`), or whatever else refuses. Its message names no secret. */
export interface AccessFailure extends Error {
  readonly kind: string;
  /** `id_token_refused` where a fresh ID token may be taken. */
  readonly code: string;
}

/** Shopify's token endpoint of each shop. */
export interface TokenEndpoint {
  /** Changes an ID token into expiring offline access. @throws AccessFailure */
  exchange(shop: string, idToken: string): Promise<Grant>;
  /** Changes a refresh token into a new pair. @throws AccessFailure */
  refresh(shop: string, refreshToken: string): Promise<Grant>;
  /** Asks for a day of access to a shop of the organisation that owns the app. @throws AccessFailure */
  ownShop(shop: string): Promise<Grant>;
}
