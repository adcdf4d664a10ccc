// Everything the demo needs on this machine: the store's simulator, Rollcall on its own database, and a token.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { type Listener, listen } from '../http/listen.ts';
import { createRollcall, type Rollcall } from '../rollcall.ts';
import { APP_TOPICS, COMPLIANCE_TOPICS, CUSTOMER_TOPICS, MERGE_TOPIC } from '../shopify/topics.ts';
import { startShopifySimulator } from '../simulators/shopify/index.ts';
import type { ConnectionChanges } from '../tenants/ports.ts';

const SHOP = 'example.myshopify.com';
const HOST = '127.0.0.1';
/** What the demo does by itself is in the audit log too. */
const ACT = { shop: SHOP, actor: { kind: 'command', subject: null } } as const;
const CONFIRM_MS = 2000;

export interface DemoOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Undefined: a SQLite file that goes when the demo ends. */
  readonly database: string | undefined;
  readonly plan: 'standard' | 'advanced' | 'plus';
  /** How the connection starts out. */
  readonly connection: ConnectionChanges;
}

export interface DemoEnvironment {
  /** Root of Rollcall. */
  readonly url: string;
  /** Root of the Shopify simulator. */
  readonly shopifyUrl: string;
  /** The page in which the store's admin frames Rollcall. */
  readonly adminUrl: string;
  readonly adminToken: string;
  /** Makes the token that an identity provider is given. */
  createToken(): Promise<string>;
  close(): Promise<void>;
}

/** Starts it all; the port is known to clients before Rollcall is, so it is bound first. */
export async function startDemo(options: DemoOptions): Promise<DemoEnvironment> {
  const accessToken = `shpat_${randomBytes(16).toString('hex')}`;
  const app = { clientId: 'rollcall-demo', clientSecret: `shpss_${randomBytes(16).toString('hex')}` };
  const simulator = await startShopifySimulator({ accessToken, ...app, plan: options.plan, shop: SHOP });
  const folder = options.database === undefined ? mkdtempSync(join(tmpdir(), 'rollcall-demo-')) : undefined;

  let rollcall: Rollcall | undefined;
  let listener: Listener | undefined;

  async function close(): Promise<void> {
    await Promise.all([listener?.close(), rollcall?.rest()]);
    await rollcall?.close();
    await simulator.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }

  try {
    listener = await listen({
      fetch: (request, ...more) =>
        rollcall?.fetch(request, ...more) ?? new Response('Starting.', { status: 503 }),
      host: HOST,
      port: options.port,
    });
    const url = `http://${HOST}:${listener.port}`;
    const config: Config = {
      databaseUrl: options.database ?? `sqlite:${join(folder as string, 'rollcall.sqlite')}`,
      host: HOST,
      port: listener.port,
      publicUrl: url,
      adminToken: randomBytes(32).toString('hex'),
      confirmMs: CONFIRM_MS,
      logLevel: 'error',
      uiRuntime: 'local',
      encryptionKeys: [{ id: 'demo', key: randomBytes(32) }],
      shopify: {
        adminOrigin: `${simulator.url}/{shop}`,
        credentials: { kind: 'client', ...app },
        webhookSecrets: [app.clientSecret],
      },
    };
    // Standard output belongs to the walk-through, or to one line of JSON.
    const log = pino({ level: config.logLevel, base: null }, pino.destination(2));
    rollcall = await createRollcall(config, { openStatusPage: true, log });
    const { tenants, audit, work } = rollcall;
    await audit.carryOut({ ...ACT, what: 'demo', request: options.connection }, async () => {
      const { id } = await tenants.ensureConnection(SHOP, options.connection);
      await tenants.updateConnection(id, options.connection);
    });
    await install(simulator.url, url);
    await work();
    return {
      url,
      shopifyUrl: simulator.url,
      adminUrl: simulator.url + (await registerApp(simulator.url, `${url}/app`)),
      adminToken: config.adminToken,
      async createToken() {
        const made = await audit.carryOut({ ...ACT, what: 'token create' }, () => tenants.createToken(SHOP));
        return made.token;
      },
      close,
    };
  } catch (error) {
    // Whatever was started would keep the process alive.
    await close();
    throw error;
  }
}

/**
 * As a merchant installs the app, and opens it for the first time: with the ID token of that, Rollcall gets its tokens.
 * Merges are among what the app is told of by its configuration: subscribing to them takes an https address.
 */
async function install(shopifyUrl: string, url: string): Promise<void> {
  const topics = [...CUSTOMER_TOPICS, MERGE_TOPIC, ...APP_TOPICS, ...COMPLIANCE_TOPICS];
  const post = (path: string, body: object) =>
    fetch(shopifyUrl + path, { method: 'POST', body: JSON.stringify(body) });
  await post('/_sim/webhooks', { topics, uri: `${url}/shopify/webhooks` });
  const { idToken } = (await (await post('/_sim/id-token', { user: '1' })).json()) as { idToken: string };
  const query = new URLSearchParams({ embedded: '1', shop: SHOP, id_token: idToken });
  await fetch(`${url}/app?${query}`);
}

/** Lets the store's admin know the app; returns the path of the page that frames it. */
async function registerApp(shopifyUrl: string, url: string): Promise<string> {
  const body = JSON.stringify({ name: 'Rollcall', url });
  const response = await fetch(`${shopifyUrl}/_sim/app`, { method: 'POST', body });
  return ((await response.json()) as { admin: string }).admin;
}
