// One harness for tests over HTTP: a simulated store, Rollcall on a scratch database, and a client for each.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../../src/config.ts';
import { listen } from '../../src/http/listen.ts';
import { createRollcall, type Rollcall } from '../../src/rollcall.ts';
import { startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import type { ConnectionChanges } from '../../src/tenants/ports.ts';
import { type AdminDocument, createContract } from './contract.ts';
import { createSqlite } from './sqlite.ts';

export const SHOP = 'example.myshopify.com';
export const ADMIN_TOKEN = 'admin-token-of-the-tests-0123456789';
export const CLIENT_ID = 'client-id-of-the-tests';
export const WEBHOOK_SECRET = 'client-secret-of-the-tests';
const ACCESS_TOKEN = 'shpat_of_the_tests';

export interface HarnessOptions {
  readonly connection?: ConnectionChanges;
  readonly confirmMs?: number;
  readonly bulkFrom?: number;
  /** Of the simulated store. */
  readonly plan?: 'standard' | 'plus';
  readonly databaseUrl?: string;
  /**
   * How Rollcall has Shopify's access: by a fixed token, as the merchant's own app by client credentials, or as an app that
   * any shop may install, and that the harness has opened in `SHOP`.
   */
  readonly access?: 'token' | 'ownApp' | 'publicApp';
  /** False leaves the worker off: the outbox only fills. */
  readonly working?: boolean;
  /** The origin that Rollcall believes to have: Shopify sends webhooks to none but https. */
  readonly publicUrl?: string;
  readonly openStatusPage?: boolean;
  readonly metricsToken?: string;
  readonly now?: () => number;
  readonly trustedProxies?: readonly string[];
  readonly entraKeyOrigin?: string;
  /** Is given each line that is logged as an error, or at another level that is named. */
  readonly onLog?: (line: string) => void;
  readonly logLevel?: 'trace' | 'error';
  /** Whether alerts may be sent to this machine. */
  readonly privateHosts?: readonly string[];
  readonly mail?: Config['mail'];
  /** Whose elements the screens use; `local` unless given. */
  readonly uiRuntime?: NonNullable<Config['uiRuntime']>;
}

export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

export interface Harness {
  readonly rollcall: Rollcall;
  readonly url: string;
  readonly shopifyUrl: string;
  readonly token: string;
  readonly connectionId: string;
  /** Calls the SCIM endpoint with the token; an object is sent as JSON, text as it is. */
  scim(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
  /** Calls the admin API; throws if an answer is not what its document promises. */
  admin(method: string, path: string, body?: unknown): Promise<ScimAnswer>;
  /** Calls it with another bearer, such as a merchant's ID token. */
  adminAs(bearer: string, method: string, path: string, body?: unknown): Promise<ScimAnswer>;
  /** An ID token of Shopify's for a member of a shop's staff; the app has a client id. */
  idToken(user?: string, shop?: string): Promise<string>;
  /** Calls the simulator's own interface. */
  sim(method: string, path: string, body?: unknown): Promise<ScimAnswer>;
  close(): Promise<void>;
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const { access = 'token' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
  const simulator = await startShopifySimulator({
    accessToken: ACCESS_TOKEN,
    plan: options.plan ?? 'plus',
    hangMs: 200,
    clientId: CLIENT_ID,
    clientSecret: WEBHOOK_SECRET,
  });
  let rollcall: Rollcall | undefined;
  const listener = await listen({
    fetch: (request, ...more) => rollcall?.fetch(request, ...more) ?? new Response(null, { status: 503 }),
    host: '127.0.0.1',
    port: 0,
  });
  const url = `http://127.0.0.1:${listener.port}`;
  rollcall = await createRollcall(
    {
      databaseUrl: options.databaseUrl ?? createSqlite(join(folder, 'test.sqlite')),
      host: '127.0.0.1',
      port: listener.port,
      publicUrl: options.publicUrl ?? url,
      adminToken: ADMIN_TOKEN,
      confirmMs: options.confirmMs ?? 0,
      ...(options.bulkFrom !== undefined && { bulkFrom: options.bulkFrom }),
      logLevel: 'silent',
      ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
      ...(options.entraKeyOrigin && { entraKeyOrigin: options.entraKeyOrigin }),
      uiRuntime: options.uiRuntime ?? 'local',
      ...(options.metricsToken !== undefined && { metricsToken: options.metricsToken }),
      privateHosts: options.privateHosts ?? [],
      ...(options.mail && { mail: options.mail }),
      shopify: {
        ...(access !== 'publicApp' && { shop: SHOP }),
        adminOrigin: `${simulator.url}/{shop}`,
        credentials:
          access === 'token'
            ? { kind: 'token', accessToken: ACCESS_TOKEN }
            : { kind: 'client', clientId: CLIENT_ID, clientSecret: WEBHOOK_SECRET },
        webhookSecrets: [WEBHOOK_SECRET],
      },
    },
    {
      log: options.onLog
        ? pino({ level: options.logLevel ?? 'error' }, { write: options.onLog })
        : pino({ level: 'silent' }),
      openStatusPage: options.openStatusPage ?? false,
      ...(options.now && { now: options.now }),
    },
  );
  const connection = await rollcall.tenants.ensureConnection(SHOP, {
    scimProvisioning: true,
    newCustomerCreation: true,
    domains: ['*'],
    ...options.connection,
  });
  const { token } = await rollcall.tenants.createToken(SHOP);
  const call =
    (root: string, authorization: string | undefined) =>
    async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const sent = new Headers(authorization === undefined ? {} : { authorization });
      if (body !== undefined) sent.set('content-type', 'application/json');
      for (const [name, value] of Object.entries(headers)) sent.set(name, value);
      const response = await fetch(root + path, {
        method,
        headers: sent,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : parse(text),
      };
    };

  const adminAs = (bearer: string) => call(`${url}/admin/api`, `Bearer ${bearer}`);
  const callAdmin = adminAs(ADMIN_TOKEN);
  const sim = call(simulator.url, undefined);

  async function idToken(user = '1', shop = SHOP): Promise<string> {
    const { body } = await sim('POST', `/${shop}/_sim/id-token`, { user });
    return (body as { idToken: string }).idToken;
  }

  if (access === 'publicApp') await adminAs(await idToken())('GET', '/connections');
  if (options.working ?? true) await rollcall.work();

  const contract = createContract(
    async () => (await callAdmin('GET', '/openapi.json')).body as AdminDocument,
  );

  return {
    rollcall,
    url,
    shopifyUrl: simulator.url,
    token,
    connectionId: connection.id,
    scim: call(`${url}/scim/v2`, `Bearer ${token}`),
    async admin(method, path, body) {
      const answer = await callAdmin(method, path, body);
      await contract.check(method, path, answer);
      return answer;
    },
    async adminAs(bearer, method, path, body) {
      const answer = await adminAs(bearer)(method, path, body);
      await contract.check(method, path, answer);
      return answer;
    },
    idToken,
    sim,
    async close() {
      await Promise.all([listener.close(), rollcall.rest()]);
      await rollcall.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Polls until the condition gives something; throws after the time that even a slow machine needs. */
export async function eventually<T>(
  condition: () => Promise<T | undefined | false>,
  what: string,
  patienceMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`this did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
