// The secrets of providers: made and shown once, found again by key, renewed side by side, ended.
import { isWithin } from '../elapsed.ts';
import type { Credential, CredentialKind, CredentialStore, FoundCredential } from './credential-ports.ts';
import type { Connection, Scope } from './ports.ts';
import { hashToken, mintToken, readToken, sameHash } from './tokens.ts';

/** Compared when a token is unknown, so that an unknown one takes as long as a wrong one. */
const NO_HASH = hashToken('');
/** How long a token is answered from memory: what another process revokes or switches takes that long to be seen. */
const REMEMBERED_MS = 1_000;
/** More tokens than are in use at once anywhere; beyond it the memory starts anew. */
const MAX_REMEMBERED = 10_000;
/** How long before its end a secret is told to be ending. */
const WARNED_MS = 30 * 24 * 3_600_000;

/** Who presents a secret, or why it opens nothing. */
export type Authentication =
  | { readonly connection: Connection; readonly credentialId: string; readonly expiresAt: number | null }
  | {
      readonly connection: undefined;
      readonly why: 'unknown' | 'expired' | 'ended';
      /** The connection whose secret it pretends to be. */
      readonly against?: string;
    };

export type CredentialState = 'live' | 'ending' | 'expired' | 'revoked';

export interface NewCredential {
  readonly kind: CredentialKind;
  readonly name: string;
  readonly expiresAt: number | null;
  readonly issuer?: string;
}

export interface Credentials {
  /** Whom a secret of these kinds belongs to: at once where it was presented a moment ago. */
  authenticate(secret: string, kinds: readonly CredentialKind[]): Authentication | Promise<Authentication>;
  /** The secret is not kept. */
  create(scope: Scope, wanted: NewCredential): Promise<{ secret: string; credential: Credential }>;
  list(scope: Scope, kind: CredentialKind): Promise<Credential[]>;
  /** False if there is none that lives. */
  revoke(scope: Scope, id: string): Promise<boolean>;
  /** Secrets of all shops that end within 30 days, or ended in the last 30. */
  listEnding(): Promise<Credential[]>;
  /** What this process changed of a connection holds at once. */
  forget(): void;
}

export interface CredentialDependencies {
  readonly store: CredentialStore;
  readonly now: () => number;
}

export function createCredentials({ store, now }: CredentialDependencies): Credentials {
  /**
   * By the hash of the secret, once it was compared. Whoever would guess cannot choose a hash, so that it tells nobody
   * anything how long a look-up takes.
   */
  let remembered = new Map<string, { readonly found: FoundCredential; readonly at: number }>();

  function forget(): void {
    remembered = new Map();
  }

  async function lookUp(
    secret: string,
    digest: string,
    kinds: readonly CredentialKind[],
  ): Promise<Authentication> {
    // A change while the store is asked begins a new memory, which what was read before it must not enter.
    const memory = remembered;
    const claimed = readToken(secret);
    const found = claimed && (await store.find(claimed.shop, claimed.id));
    const isGenuine = sameHash(digest, found?.hash ?? NO_HASH);
    if (found === undefined) return { connection: undefined, why: 'unknown' };
    if (!isGenuine) return unknownAgainst(found);
    if (memory.size >= MAX_REMEMBERED) memory.clear();
    memory.set(digest, { found, at: now() });
    return judge(found, kinds);
  }

  function judge(found: FoundCredential, kinds: readonly CredentialKind[]): Authentication {
    if (!kinds.includes(found.kind)) return unknownAgainst(found);
    if (found.expiresAt !== null && found.expiresAt <= now())
      return { connection: undefined, why: 'expired' };
    if (found.connection.ending !== null) return { connection: undefined, why: 'ended' };
    return { connection: found.connection, credentialId: found.id, expiresAt: found.expiresAt };
  }

  return {
    authenticate(secret, kinds) {
      const digest = hashToken(secret);
      const known = remembered.get(digest);
      return known !== undefined && isWithin(REMEMBERED_MS, known.at, now())
        ? judge(known.found, kinds)
        : lookUp(secret, digest, kinds);
    },

    async create({ shop, connection }, { kind, name, expiresAt, issuer = null }) {
      const { token: secret, id, hash } = mintToken(shop);
      const times = { createdAt: now(), expiresAt, lastUsedAt: null, revokedAt: null };
      const credential: Credential = { shop, connection, id, kind, name, ...times, issuer };
      await store.insert({ ...credential, hash });
      return { secret, credential };
    },

    list: (scope, kind) => store.list(scope, kind),

    async revoke(scope, id) {
      const isRevoked = await store.revoke(scope, id, now());
      forget();
      return isRevoked;
    },

    listEnding: () => store.listEnding(now() - WARNED_MS, now() + WARNED_MS),

    forget,
  };
}

function unknownAgainst({ connection: { shop, id } }: FoundCredential): Authentication {
  return { connection: undefined, why: 'unknown', against: `${id}.${shop}` };
}

/** How a secret stands; `ending` warns 30 days ahead. */
export function stateOfCredential({ revokedAt, expiresAt }: Credential, now: number): CredentialState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'live';
  if (expiresAt <= now) return 'expired';
  return expiresAt <= now + WARNED_MS ? 'ending' : 'live';
}
