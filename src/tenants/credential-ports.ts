// What the secrets of providers need of a store: types only.
import type { Connection, Scope } from './ports.ts';

/** `bearer`: opens SCIM. `client`: a client secret, which is given access tokens. `access`: such a token. */
export type CredentialKind = 'bearer' | 'client' | 'access';

/** What is known of a secret; the secret itself is not kept. */
export interface Credential extends Scope {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly createdAt: number;
  /** Milliseconds since the epoch; null for one that does not end by itself. */
  readonly expiresAt: number | null;
  /** To the minute. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  /** Of an access token: the client secret that it was given to, or `federation`. */
  readonly issuer: string | null;
}

export interface FoundCredential extends Pick<Credential, 'id' | 'kind' | 'expiresAt'> {
  /** SHA-256 of the whole secret, in hex. */
  readonly hash: string;
  readonly connection: Connection;
}

export interface CredentialUse {
  readonly shop: string;
  readonly id: string;
  readonly at: number;
}

export interface Calls extends Scope {
  /** Days since the epoch, UTC. */
  readonly day: number;
  readonly calls: number;
  readonly lastAt: number;
}

export interface CredentialStore {
  /** One that is not revoked, with its connection. */
  find(shop: string, id: string): Promise<FoundCredential | undefined>;
  insert(credential: Credential & { readonly hash: string }): Promise<void>;
  /** Those of a kind, the newest first. */
  list(scope: Scope, kind: CredentialKind): Promise<Credential[]>;
  /** With the access tokens that it was given; false if there is none that lives. */
  revoke(scope: Scope, id: string, now: number): Promise<boolean>;
  /** Deletes access tokens that have ended; of more than `kept` that live, the oldest too. */
  tidyAccess(scope: Scope, kept: number, now: number): Promise<void>;
  /** Notes that an assertion was shown, until it ends; false if it was before. */
  useAssertion(
    scope: Scope,
    assertion: { readonly digest: string; readonly endsAt: number },
    now: number,
  ): Promise<boolean>;
  /** Those that people made and that end before then, of all shops. */
  listEnding(after: number, before: number): Promise<Credential[]>;
  noteUses(uses: readonly CredentialUse[], calls: readonly Calls[]): Promise<void>;
}
