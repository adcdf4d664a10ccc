// Shops, their connections and tokens: who a bearer is, and what an admin has switched on.
import type { Connection, ConnectionChanges, TenantStore } from './ports.ts';
import { DEFAULT_SETTINGS, mergeSettings } from './settings.ts';
import { hashToken, mintToken, readToken, sameHash } from './tokens.ts';

/** Compared when a token is unknown, so that an unknown one takes as long as a wrong one. */
const NO_HASH = hashToken('');

/** How long a token is answered from memory: what another process revokes or switches takes that long to be seen. */
const REMEMBERED_MS = 1_000;
/** More tokens than are in use at once anywhere; beyond it the memory starts anew. */
const MAX_REMEMBERED = 10_000;

export interface Tenants {
  /** The connection that a bearer token opens; undefined if it opens none. */
  authenticate(token: string): Promise<Connection | undefined>;
  /** Makes a token for the shop's connection, making both if they are new. The token is not kept. */
  createToken(shop: string): Promise<{ token: string; connection: Connection }>;
  connections(): Promise<Connection[]>;
  /** The shop's connection, made from the defaults if it has none yet. */
  ensureConnection(shop: string, settings?: ConnectionChanges): Promise<Connection>;
  /** Undefined if there is no such connection. */
  updateConnection(id: string, changes: ConnectionChanges): Promise<Connection | undefined>;
}

export interface TenantDependencies {
  readonly store: TenantStore;
  readonly now: () => number;
  readonly newId: () => string;
}

type FoundToken = NonNullable<Awaited<ReturnType<TenantStore['findToken']>>>;

export function createTenants({ store, now, newId }: TenantDependencies): Tenants {
  let remembered = new Map<string, { readonly found: FoundToken; readonly until: number }>();

  /** What this process changes holds at once. */
  function forget(): void {
    remembered = new Map();
  }

  async function findToken(shop: string, id: string): Promise<FoundToken | undefined> {
    const key = `${shop} ${id}`;
    const known = remembered.get(key);
    if (known !== undefined && known.until > now()) return known.found;
    // A change while the store is asked begins a new memory, which what was read before it must not enter.
    const memory = remembered;
    const found = await store.findToken(shop, id);
    if (memory.size >= MAX_REMEMBERED) memory.clear();
    if (found === undefined) memory.delete(key);
    else memory.set(key, { found, until: now() + REMEMBERED_MS });
    return found;
  }

  async function ensureConnection(shop: string, settings: ConnectionChanges = {}): Promise<Connection> {
    // Both switches start off: nothing happens in a store before its admin says so.
    const wanted: Connection = {
      shop,
      id: newId(),
      name: 'Identity provider',
      scimProvisioning: false,
      newCustomerCreation: false,
      linkPolicy: 'link',
      domains: [],
      strict: false,
      schemas: [],
      ...settings,
      settings: mergeSettings(DEFAULT_SETTINGS, settings.settings),
    };
    return store.ensureConnection(wanted, now());
  }

  return {
    async authenticate(token) {
      const claimed = readToken(token);
      if (claimed === undefined) return undefined;
      const found = await findToken(claimed.shop, claimed.id);
      const genuine = sameHash(hashToken(token), found?.hash ?? NO_HASH);
      return genuine ? found?.connection : undefined;
    },

    async createToken(shop) {
      const connection = await ensureConnection(shop);
      const { token, id, hash } = mintToken(shop);
      await store.insertToken({ shop, id, connection: connection.id, hash }, now());
      return { token, connection };
    },

    connections: () => store.listConnections(),

    ensureConnection,

    async updateConnection(id, changes) {
      const connection = (await store.listConnections()).find((candidate) => candidate.id === id);
      if (connection === undefined) return undefined;
      const changed = await store.updateConnection(connection.shop, id, changes, now());
      forget();
      return changed;
    },
  };
}
