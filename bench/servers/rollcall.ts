// Rollcall as it is served, on the database it is given; no write is confirmed, and it works only if there is a store.
import { listen } from '../../src/http/listen.ts';
import { createRollcall } from '../../src/rollcall.ts';
import { readSettings, serveParent } from '../parent.ts';
import { ORIGIN, SHOP } from '../population.ts';

export interface RollcallSettings {
  readonly databaseUrl: string;
  /** `all` if absent. */
  readonly role?: 'web' | 'worker';
  /** The store to bring into line; without one the worker is never started. */
  readonly store?: {
    readonly url: string;
    readonly accessToken: string;
    /** How many times faster than real time its clock runs, and so must ours. */
    readonly speed: number;
    /** So many new users waiting go by bulk; 0 for none. */
    readonly bulkFrom: number;
    /** What a leaver loses of companies. */
    readonly companies?: 'ours' | 'all';
  };
}

const { databaseUrl, role, store } = readSettings<RollcallSettings>();
/** By the machine's clock, which the processes of one database share: starting takes each its own time. */
const startedAt = performance.timeOrigin + performance.now();
const startedMs = performance.now();
const speed = store?.speed ?? 1;

const rollcall = await createRollcall(
  {
    databaseUrl,
    ...(role !== undefined && { role }),
    host: '127.0.0.1',
    port: 0,
    publicUrl: ORIGIN,
    adminToken: 'unused',
    confirmMs: 0,
    bulkFrom: store?.bulkFrom ?? 0,
    logLevel: 'warn',
    shopify: {
      shop: SHOP,
      adminOrigin: store?.url ?? 'http://127.0.0.1:9',
      credentials: { kind: 'token', accessToken: store?.accessToken ?? 'unused' },
    },
  },
  store === undefined ? {} : { now: () => Math.round(startedAt + (performance.now() - startedMs) * speed) },
);
const { token, connection } = await rollcall.tenants.createToken(SHOP);
await rollcall.tenants.updateConnection(connection.id, {
  scimProvisioning: true,
  newCustomerCreation: true,
  settings: { leaving: { ...connection.settings.leaving, companies: store?.companies ?? 'ours' } },
});
if (store !== undefined) await rollcall.work();
const { port } = await listen({ fetch: rollcall.fetch, host: '127.0.0.1', port: 0 });
serveParent({ port, token });
