// A simulated store and Rollcall as a process of its own beside it, to be killed and started again on its database.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import type { ShopifySimulatorOptions } from '../../src/simulators/shopify/options.ts';
import { freePort } from './free-port.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { ADMIN_TOKEN, SHOP } from './rollcall.ts';
import { runRollcall, type Served, type ServedOptions, serveRollcall, switchOn } from './served.ts';
import { createSqlite } from './sqlite.ts';

const ACCESS_TOKEN = 'shpat_of_the_served_shop';
const WEBHOOK_SECRET = 'secret-of-the-served-shop';
/** Shopify sends webhooks to none but https; here they are led to where Rollcall listens. */
const PUBLIC_URL = 'https://rollcall.example.com';

export interface ServedShopOptions {
  readonly simulator?: Omit<ShopifySimulatorOptions, 'accessToken' | 'webhookSecret'>;
  readonly faults?: readonly object[];
  readonly bulkFrom?: number;
  /** Rollcall hears of what happens in the store. */
  readonly webhooks?: boolean;
  /** SQLite, unless it is said otherwise. */
  readonly engine?: 'sqlite' | 'postgres' | undefined;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  readonly body: any;
}

type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

export interface ServedShop {
  readonly connectionId: string;
  /** Calls of Rollcall; they reject while nobody listens, and when it is killed before it has answered. */
  readonly scim: Call;
  readonly admin: Call;
  /** Calls the simulator's own interface. */
  readonly sim: Call;
  /** A GraphQL operation as the merchant's own tools would send it; its `errors` are in the body. */
  graphql(query: string, variables: object): Promise<Answer>;
  /** Kills the process without warning, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again; resolves once it listens. */
  start(): Promise<void>;
  /** Asks the process to end, and waits until it has. */
  stop(): Promise<void>;
  /** How many rows of the outbox are to be worked, now or later. */
  pending(): Promise<number>;
  /** Everything that the processes wrote so far. */
  output(): string;
  close(): Promise<void>;
}

/** Everything is in place, the connection switched on for all domains, and the process listens. */
export async function openServedShop({
  simulator: simulated,
  faults = [],
  bulkFrom,
  webhooks = false,
  engine = 'sqlite',
}: ServedShopOptions = {}): Promise<ServedShop> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-served-'));
  const postgres: TestPostgres | undefined = engine === 'postgres' ? await startPostgres() : undefined;
  const simulator = await startShopifySimulator({
    plan: 'plus',
    hangMs: 300,
    ...simulated,
    accessToken: ACCESS_TOKEN,
    webhookSecret: WEBHOOK_SECRET,
  });
  const options: ServedOptions = {
    databaseUrl: (await postgres?.createDatabase()) ?? createSqlite(join(folder, 'rollcall.sqlite')),
    adminOrigin: simulator.url,
    accessToken: ACCESS_TOKEN,
    port: await freePort(),
    ...(webhooks && { publicUrl: PUBLIC_URL, webhookSecret: WEBHOOK_SECRET }),
    ...(bulkFrom !== undefined && { bulkFrom }),
  };
  const past: string[] = [];
  const token = await runRollcall(['token', 'create', '--shop', SHOP], options);
  let served: Served = await serveRollcall(options);
  const { url } = served;
  const connectionId = await switchOn(url, ['*']);
  const sim = callsOf(simulator.url);
  const metrics = callsOf(url, { authorization: `Bearer ${ADMIN_TOKEN}` });
  await sim('POST', '/_sim/webhooks', { route: { from: PUBLIC_URL, to: url } });
  for (const fault of faults) await sim('POST', '/_sim/faults', fault);

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (served.process.exitCode !== null || served.process.signalCode !== null) return;
    served.process.kill(signal);
    await once(served.process, 'exit');
  }

  return {
    connectionId,
    scim: callsOf(`${url}/scim/v2`, { authorization: `Bearer ${token}` }),
    admin: callsOf(`${url}/admin/api`, { authorization: `Bearer ${ADMIN_TOKEN}` }),
    sim,
    graphql: (query, variables) =>
      callsOf(simulator.url, { 'x-shopify-access-token': ACCESS_TOKEN })(
        'POST',
        '/admin/api/2026-10/graphql.json',
        { query, variables },
      ),
    kill: () => end('SIGKILL'),
    async start() {
      past.push(served.output());
      served = await serveRollcall(options);
    },
    stop: () => end('SIGTERM'),
    async pending() {
      const { body } = await metrics('GET', '/metrics');
      const rows = [...String(body).matchAll(/^rollcall_outbox_rows\{state="pending".*\} (\d+)$/gm)];
      return rows.reduce((sum, [, count]) => sum + Number(count), 0);
    },
    output: () => [...past, served.output()].join('\n'),
    async close() {
      await end('SIGKILL');
      await simulator.close();
      await postgres?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each call has a connection of its own: one that is kept may be closed at the other end just as it is used again. */
function callsOf(root: string, authority: Record<string, string> = {}): Call {
  return async (method, path, body) => {
    const response = await fetch(root + path, {
      method,
      headers: {
        ...authority,
        connection: 'close',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : parse(text) };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
