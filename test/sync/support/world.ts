// A small world for tests of the sync: a directory in a scratch database, a simulated store, and the sync between.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { createWriter } from '../../../src/directory/write.ts';
import { PATCH_OP, parsePatch, resourceTypesWith, userResourceType } from '../../../src/protocol/index.ts';
import { createShopifyGateways } from '../../../src/shopify/gateways.ts';
import { fixedToken } from '../../../src/shopify/tokens.ts';
import {
  type ShopifySimulatorOptions,
  startShopifySimulator,
} from '../../../src/simulators/shopify/index.ts';
import { createDirectoryStore } from '../../../src/store/directory-store.ts';
import type { Engine } from '../../../src/store/engine.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openEngine } from '../../../src/store/open.ts';
import { createSyncStore } from '../../../src/store/sync-store.ts';
import { createTenantStore } from '../../../src/store/tenant-store.ts';
import { createSync, type Sync, type SyncDependencies } from '../../../src/sync/sync.ts';
import type { ConnectionChanges } from '../../../src/tenants/ports.ts';
import { DEFAULT_SETTINGS, mergeSettings } from '../../../src/tenants/settings.ts';
import { createSqlite } from '../../support/sqlite.ts';

export const SHOP = 'example.myshopify.com';
export const CONNECTION = 'entra';
const ACCESS_TOKEN = 'shpat_of_the_sync_tests';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A customer as the simulator shows it. */
export interface SimulatedCustomer {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly tags: string[];
  readonly metafields: Record<string, string>;
  readonly state: string;
  readonly emailMarketingState: string | null;
  readonly smsMarketingState: string | null;
  readonly addresses: readonly object[];
}

export interface ClaimRow {
  readonly user_id: string;
  readonly link_id: string | null;
  readonly state: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly warnings: string;
  readonly synced_version: number;
}

export interface WorldOptions {
  readonly simulator?: Partial<ShopifySimulatorOptions>;
  readonly connection?: ConnectionChanges;
  readonly sync?: Partial<SyncDependencies>;
  readonly databaseUrl?: string;
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/** For a file of tests that each open a world: it is closed after the test, and nothing may have gone wrong in it. */
export function openWorldPerTest(onOpen: (world: World) => void): (options?: WorldOptions) => Promise<void> {
  let world: World | undefined;
  afterEach(async () => {
    const errors = [...(world?.errors ?? [])];
    await world?.close();
    world = undefined;
    assert.deepEqual(errors, []);
  });
  return async (options = {}) => {
    world = await startWorld(options);
    onOpen(world);
  };
}

export async function startWorld(options: WorldOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-sync-'));
  const simulator = await startShopifySimulator({
    accessToken: ACCESS_TOKEN,
    plan: 'plus',
    hangMs: 100,
    ...options.simulator,
  });
  const engine = openEngine(options.databaseUrl ?? createSqlite(join(folder, 'test.sqlite')));
  await migrate(engine);
  const time = { offset: 0 };
  const now = () => Date.now() + time.offset;
  const tenants = createTenantStore(engine);
  await tenants.ensureConnection(
    {
      shop: SHOP,
      id: CONNECTION,
      name: 'Entra',
      provider: 'entra',
      rank: 1,
      ending: null,
      scimProvisioning: true,
      newCustomerCreation: true,
      linkPolicy: 'link',
      domains: ['*'],
      strict: false,
      schemas: [],
      ...options.connection,
      settings: mergeSettings(DEFAULT_SETTINGS, options.connection?.settings),
    },
    now(),
  );
  const writer = createWriter({ store: createDirectoryStore(engine), now, newId: () => uuidv7() });
  const scope = {
    shop: SHOP,
    connection: CONNECTION,
    strict: false,
    types: resourceTypesWith([]),
    baseUrl: 'https://x.example/scim/v2',
  };
  const syncs: Sync[] = [];
  /** What the sync logged as an error: a test that expects none looks here. */
  const errors: string[] = [];

  const gatewayFor = createShopifyGateways({
    originOf: () => simulator.url,
    tokensOf: () => fixedToken(ACCESS_TOKEN),
    now,
  });

  /** A sync as another process would run it; one that is to die is not stopped at the end. */
  function addSync(changes: Partial<SyncDependencies> = {}, isStopped = true): Sync {
    const owner = uuidv7();
    const sync = createSync({
      store: createSyncStore(engine),
      peers: { isAlone: true, owner: () => owner },
      gatewayFor,
      now,
      newId: () => uuidv7(),
      journal: { note() {} },
      digest: (text) => `digest of ${text.length} letters`,
      log: {
        info() {},
        warn() {},
        error: (fields, message) => errors.push(`${message} ${JSON.stringify(fields)}`),
      },
      backoff: { baseMs: 10, capMs: 200 },
      ...options.sync,
      ...changes,
    });
    if (isStopped) syncs.push(sync);
    return sync;
  }
  const sync = addSync();

  async function sim(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': ACCESS_TOKEN },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  return {
    engine: engine as Engine,
    sync,
    addSync,
    gatewayFor,
    errors,
    time,
    /** Moves the clock; what becomes due is done by the next `drain`. */
    advance(ms: number) {
      time.offset += ms;
    },
    async createUser(body: Record<string, unknown>) {
      return (await writer.create(scope, 'User', { schemas: [USER], ...body })).stored;
    },
    async createGroup(displayName: string, userIds: readonly string[]) {
      const members = userIds.map((value) => ({ value }));
      return (await writer.create(scope, 'Group', { schemas: [GROUP], displayName, members })).stored;
    },
    /** Replaces attributes, or removes those whose value is null. */
    async patchUser(id: string, values: Record<string, unknown>) {
      const Operations = Object.entries(values).map(([path, value]) =>
        value === null ? { op: 'remove', path } : { op: 'replace', path, value },
      );
      const operations = parsePatch(userResourceType, { schemas: [PATCH_OP], Operations });
      return (await writer.patch(scope, 'User', id, operations)).stored;
    },
    removeUser: (id: string) => writer.remove(scope, 'User', id),
    changeConnection: (changes: ConnectionChanges) =>
      tenants.updateConnection(SHOP, CONNECTION, changes, now()),
    customers: async () => (await sim('GET', '/_sim/customers')) as SimulatedCustomer[],
    sim,
    async admin(query: string, variables: object = {}): Promise<Record<string, never>> {
      const answer = (await sim('POST', '/admin/api/2026-10/graphql.json', { query, variables })) as {
        data: Record<string, never>;
      };
      return answer.data;
    },
    claims: async () =>
      (await engine.kysely.selectFrom('claims').selectAll().orderBy('user_id').execute()) as ClaimRow[],
    links: () => engine.kysely.selectFrom('links').selectAll().execute(),
    outbox: () => engine.kysely.selectFrom('outbox').selectAll().execute(),
    shopRow: () => engine.kysely.selectFrom('shops').selectAll().executeTakeFirstOrThrow(),
    async close() {
      await Promise.all(syncs.map((one) => one.stop()));
      await engine.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
