// Access tokens by OAuth 2.0 client credentials (RFC 6749 §4.4): whoever shows a client secret of a connection, or an
// assertion that its federation trusts (RFC 7523), is given a bearer token that ends by itself.
import type { Assertions } from './assertions.ts';
import type { CredentialStore } from './credential-ports.ts';
import type { Credentials } from './credentials.ts';
import type { Connection } from './ports.ts';

const MINUTE_MS = 60_000;
/** Of a connection at once: a provider asks for one in a cycle. */
const MAX_LIVE = 100;
/** In the place of a client secret's id. */
const FEDERATION = 'federation';

/** How a client shows who it is. */
export type ClientProof =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'assertion'; readonly clientId: string; readonly assertion: string };

export interface Client {
  readonly connection: Connection;
  /** The client secret's id, or `federation`. */
  readonly issuer: string;
  /** When the secret itself ends. */
  readonly endsAt: number | null;
}

export interface Grant {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

export interface Grants {
  /** Whose client it is; else why it is nobody's, and against which connection it was tried. */
  identify(proof: ClientProof): Promise<Client | { readonly refused: string; readonly against?: string }>;
  grant(client: Client): Promise<Grant>;
  /** Ends an access token of that client's connection; one that is not, or not any more, is no matter (RFC 7009 §2.2). */
  revoke(client: Client, token: string): Promise<void>;
}

export interface GrantDependencies {
  readonly credentials: Credentials;
  readonly store: Pick<CredentialStore, 'tidyAccess' | 'useAssertion'>;
  readonly findConnection: (shop: string, id: string) => Promise<Connection | undefined>;
  readonly assertions: Assertions;
  readonly noteUse: (shop: string, credentialId: string) => void;
  readonly now: () => number;
}

const WHY = {
  unknown: 'The client secret is not known, or was revoked.',
  expired: 'The client secret has expired. Make another in Rollcall and store it with the identity provider.',
  ended: 'This connection has ended.',
};

/** As `clientIdOf` writes it. */
const CLIENT_ID = /^([\w-]{1,64})\.([a-z0-9.-]{1,255})$/;

/** By what a connection is known to its provider's OAuth client. */
export function clientIdOf({ shop, id }: Pick<Connection, 'shop' | 'id'>): string {
  return `${id}.${shop}`;
}

/** Failures are remembered by the client that they are against: what can be none, however long, is not. */
function refuse(refused: string, clientId: string) {
  return CLIENT_ID.test(clientId) ? { refused, against: clientId } : { refused };
}

export function createGrants(dependencies: GrantDependencies): Grants {
  const { credentials, store, findConnection, assertions, noteUse, now } = dependencies;

  async function identifyBySecret({ clientId, secret }: Extract<ClientProof, { kind: 'secret' }>) {
    const found = await credentials.authenticate(secret, ['client']);
    if (found.connection === undefined) {
      return refuse(WHY[found.why], clientId);
    }
    if (clientIdOf(found.connection) !== clientId) {
      return refuse('The client secret is not that of this client.', clientId);
    }
    noteUse(found.connection.shop, found.credentialId);
    return { connection: found.connection, issuer: found.credentialId, endsAt: found.expiresAt };
  }

  async function identifyByAssertion({
    clientId,
    assertion,
  }: Extract<ClientProof, { kind: 'assertion' }>): ReturnType<Grants['identify']> {
    const [, id, shop] = CLIENT_ID.exec(clientId) ?? [];
    const connection = id && shop ? await findConnection(shop, id) : undefined;
    const federation = connection?.settings.access.federation;
    if (connection !== undefined && connection.ending !== null) return { refused: WHY.ended };
    if (connection === undefined || federation == null) {
      return refuse('The client is not known, or no federation is set up for it.', clientId);
    }
    const read = await assertions.read(assertion, federation);
    if ('refused' in read) return refuse(read.refused, clientId);
    if (read.isNamed || federation.singleUse) {
      const isNew = await store.useAssertion(
        { shop: connection.shop, connection: connection.id },
        read,
        now(),
      );
      if (!isNew) return refuse('The assertion was shown before. Sign another.', clientId);
    }
    return { connection, issuer: FEDERATION, endsAt: null };
  }

  return {
    identify: (proof) => (proof.kind === 'secret' ? identifyBySecret(proof) : identifyByAssertion(proof)),

    async grant({ connection, issuer, endsAt }) {
      const scope = { shop: connection.shop, connection: connection.id };
      const at = now();
      await store.tidyAccess(scope, MAX_LIVE - 1, at);
      const end = at + connection.settings.access.tokenMinutes * MINUTE_MS;
      const expiresAt = endsAt === null ? end : Math.min(end, endsAt);
      const wanted = { kind: 'access', name: '', expiresAt, issuer } as const;
      const { secret } = await credentials.create(scope, wanted);
      return { accessToken: secret, expiresInSeconds: Math.floor((expiresAt - at) / 1_000) };
    },

    async revoke({ connection }, token) {
      const found = await credentials.authenticate(token, ['access']);
      if (found.connection === undefined || clientIdOf(found.connection) !== clientIdOf(connection)) return;
      await credentials.revoke({ shop: connection.shop, connection: connection.id }, found.credentialId);
    },
  };
}
