// Shops and their connections: who a bearer is, and what an admin has switched on.
import type { Assertions } from './assertions.ts';
import type { CredentialKind, CredentialStore } from './credential-ports.ts';
import { type Authentication, type Credentials, createCredentials } from './credentials.ts';
import type { EndingStore } from './ending-ports.ts';
import { createEndings, type Endings } from './endings.ts';
import { createGrants, type Grants } from './grants.ts';
import type {
  Connection,
  ConnectionChanges,
  NotMade,
  Provider,
  Scope,
  Statistics,
  TenantStore,
} from './ports.ts';
import { DEFAULT_SETTINGS, mergeSettings, type Settings } from './settings.ts';
import { createUsage, dayOf } from './usage.ts';

export interface Tenants {
  /** The connection that a bearer token opens, or why it opens none. */
  authenticate(token: string): Authentication | Promise<Authentication>;
  /** Makes a token for a connection, or for the shop's own, which is made if it has none. The token is not kept. */
  createToken(
    shop: string,
    options?: {
      readonly connection?: Connection;
      readonly name?: string;
      readonly expiresAt?: number | null;
    },
  ): Promise<{ token: string; id: string; connection: Connection }>;
  /** The secrets of providers. */
  readonly credentials: Credentials;
  /** Access tokens by OAuth. */
  readonly grants: Grants;
  /** Those of all shops, or of one; never a stage. */
  connections(shop?: string): Promise<Connection[]>;
  /** Sets a connection's stage: a copy of it, with both switches on and settings of its own. */
  setStage(of: Connection, settings: Settings): Promise<Connection>;
  connection(id: string): Promise<Connection | undefined>;
  /** The shop's first connection, made from the defaults if it has none yet. */
  ensureConnection(shop: string, settings?: ConnectionChanges): Promise<Connection>;
  /** Adds one to a shop that is known, behind its others. */
  createConnection(
    wanted: { readonly shop: string; readonly name: string; readonly provider: Provider },
    settings?: ConnectionChanges,
  ): Promise<Connection | NotMade>;
  /** Undefined if there is no such connection. */
  updateConnection(id: string, changes: ConnectionChanges): Promise<Connection | 'name_taken' | undefined>;
  /** False if these are not just the shop's connections. */
  orderConnections(shop: string, ids: readonly string[]): Promise<boolean>;
  statistics(scope: Scope): Promise<Statistics>;
  /** How connections end. */
  readonly endings: Endings;
  /** Writes what is noted of calls in memory. */
  flush(): Promise<void>;
}

export interface TenantDependencies {
  readonly store: TenantStore;
  readonly credentialStore: CredentialStore;
  readonly endingStore: EndingStore;
  readonly now: () => number;
  readonly newId: () => string;
  /** None: no federation is trusted. */
  readonly assertions?: Assertions;
  /** Told when what was noted of calls could not be written. */
  readonly onLoss?: (error: unknown) => void;
}

/** The kinds of secret that open SCIM. */
const OF_PROVIDERS: readonly CredentialKind[] = ['bearer', 'access'];

const NO_ASSERTIONS: Assertions = {
  read: async () => ({ refused: 'Assertions are not taken here.' }),
};

export function createTenants({
  store,
  credentialStore,
  endingStore,
  now,
  newId,
  assertions = NO_ASSERTIONS,
  onLoss = () => undefined,
}: TenantDependencies): Tenants {
  const credentials = createCredentials({ store: credentialStore, now });
  const usage = createUsage({ write: credentialStore.noteUses, now, onLoss });

  /** Both switches start off: nothing happens in a store before its admin says so. */
  function begin(
    shop: string,
    { settings, ...changes }: ConnectionChanges,
    more: Partial<Connection> = {},
  ): Connection {
    return {
      shop,
      id: newId(),
      name: 'Identity provider',
      provider: 'other',
      rank: 1,
      scimProvisioning: false,
      newCustomerCreation: false,
      linkPolicy: 'link',
      domains: [],
      strict: false,
      schemas: [],
      ...changes,
      ...more,
      settings: mergeSettings(DEFAULT_SETTINGS, settings),
      ending: null,
    };
  }

  const ensureConnection = (shop: string, settings: ConnectionChanges = {}) =>
    store.ensureConnection(begin(shop, settings), now());

  function noteCall(authentication: Authentication): Authentication {
    if (authentication.connection !== undefined) {
      const { shop, id } = authentication.connection;
      usage.noteCall({ shop, connection: id }, authentication.credentialId);
    }
    return authentication;
  }

  return {
    authenticate(token) {
      const authentication = credentials.authenticate(token, OF_PROVIDERS);
      return authentication instanceof Promise ? authentication.then(noteCall) : noteCall(authentication);
    },

    async createToken(shop, { connection: chosen, name = '', expiresAt = null } = {}) {
      const connection = chosen ?? (await ensureConnection(shop));
      const wanted = { kind: 'bearer', name, expiresAt } as const;
      const { secret, credential } = await credentials.create({ shop, connection: connection.id }, wanted);
      return { token: secret, id: credential.id, connection };
    },

    credentials,

    grants: createGrants({
      credentials,
      store: credentialStore,
      findConnection: store.findConnection,
      assertions,
      noteUse: usage.noteUse,
      now,
    }),

    endings: createEndings({ store: endingStore, now, onChange: () => credentials.forget() }),

    connections: (shop) => store.listConnections(shop),

    async setStage(of, settings) {
      const switches = { scimProvisioning: true, newCustomerCreation: true };
      // Nobody who is there already is taken for the made-up person.
      const adoption = { linkPolicy: 'never', domains: [] } as const;
      const own = { id: newId(), rehearses: of.id, settings, ending: null };
      const stage = await store.setStage({ ...of, ...switches, ...adoption, ...own }, now());
      credentials.forget();
      return stage;
    },

    connection: (id) => store.connectionById(id),

    ensureConnection,

    createConnection: ({ shop, name, provider }, settings = {}) =>
      store.insertConnection(begin(shop, settings, { name, provider }), now()),

    async updateConnection(id, changes) {
      const connection = await store.connectionById(id);
      if (connection === undefined) return undefined;
      const changed = await store.updateConnection(connection.shop, id, changes, now());
      credentials.forget();
      return changed;
    },

    async orderConnections(shop, ids) {
      const isDone = await store.orderConnections(shop, ids, now());
      credentials.forget();
      return isDone;
    },

    async statistics(scope) {
      await usage.flush();
      const at = now();
      return store.statistics(scope, dayOf(at), at);
    },

    flush: usage.flush,
  };
}
