// Rollcall as a process of its own: two tenants, one of them strict, a database in a file, and no worker.
import { pino } from 'pino';
import { readSettings, serveParent } from '../../bench/parent.ts';
import { listen } from '../../src/http/listen.ts';
import { schemasInput } from '../../src/http/schema-input.ts';
import { createRollcall } from '../../src/rollcall.ts';
import { DECLARED } from './declared.ts';

/** What the process is asked for by the name `state`. */
export interface ServerState {
  readonly rss: number;
  /** What was logged as an error or worse, warnings of Node, and what nobody caught. */
  readonly faults: readonly string[];
}

export interface ServerTenant {
  readonly shop: string;
  readonly token: string;
}

const { databaseUrl } = readSettings<{ databaseUrl: string }>();
const faults: string[] = [];
const noteFault = (what: string) => faults.length < 100 && faults.push(what);

process.on('unhandledRejection', (reason) => noteFault(`unhandled rejection: ${(reason as Error).stack}`));
process.on('uncaughtException', (error) => noteFault(`uncaught: ${error.stack}`));
process.on('warning', (warning) => noteFault(`warning: ${warning.stack}`));

const rollcall = await createRollcall(
  {
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://127.0.0.1',
    adminToken: 'the-admin-is-never-here',
    confirmMs: 0,
    logLevel: 'error',
    shopify: {
      shop: 'lenient.myshopify.com',
      adminOrigin: 'http://127.0.0.1:9',
      credentials: { kind: 'token', accessToken: 'unused' },
    },
  },
  { log: pino({ level: 'error' }, { write: (line) => noteFault(`logged: ${line}`) }) },
);
const tenants: ServerTenant[] = [];
for (const shop of ['lenient.myshopify.com', 'strict.myshopify.com']) {
  const settings = { scimProvisioning: true, strict: shop.startsWith('strict') };
  await rollcall.tenants.ensureConnection(shop, { ...settings, schemas: schemasInput.parse(DECLARED) });
  tenants.push({ shop, token: (await rollcall.tenants.createToken(shop)).token });
}
const listener = await listen({ fetch: rollcall.fetch, host: '127.0.0.1', port: 0 });
serveParent(
  { port: listener.port, tenants },
  {
    state: (): ServerState => ({ rss: process.memoryUsage.rss(), faults }),
    async close() {
      await listener.close();
      await rollcall.close();
    },
  },
);
