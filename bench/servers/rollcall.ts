// Rollcall as it is served, on an empty database; the worker is never started and no write is confirmed.
import { listen } from '../../src/http/listen.ts';
import { createRollcall } from '../../src/rollcall.ts';
import { readSettings, serveParent } from '../parent.ts';
import { SHOP } from '../population.ts';

const { databaseUrl } = readSettings<{ databaseUrl: string }>();
const rollcall = await createRollcall({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://127.0.0.1',
  adminToken: 'unused',
  confirmMs: 0,
  logLevel: 'warn',
  shopify: {
    shop: SHOP,
    adminOrigin: 'http://127.0.0.1:9',
    credentials: { kind: 'token', accessToken: 'unused' },
  },
});
const { token, connection } = await rollcall.tenants.createToken(SHOP);
await rollcall.tenants.updateConnection(connection.id, { scimProvisioning: true, newCustomerCreation: true });
const { port } = await listen({ fetch: rollcall.fetch, host: '127.0.0.1', port: 0 });
serveParent({ port, token });
