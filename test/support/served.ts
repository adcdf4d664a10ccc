// Rollcall as its own process, started by the launcher as an operator would, so that it can be killed.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { ADMIN_TOKEN, SHOP } from './rollcall.ts';

const LAUNCHER = new URL('../../rollcall', import.meta.url).pathname;

export interface Served {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything the process wrote so far. */
  output(): string;
}

export interface ServedOptions {
  readonly databaseUrl: string;
  readonly adminOrigin: string;
  /** Of `SHOP` alone; left out for an app. */
  readonly accessToken?: string;
  /** An app that any shop may install. */
  readonly app?: { readonly clientId: string; readonly clientSecret: string };
  /** As `ROLLCALL_ENCRYPTION_KEYS`. */
  readonly encryptionKeys?: string;
  readonly port: number;
  readonly role?: 'web' | 'worker' | 'all';
  /** As `ROLLCALL_CONFIRM_MS`. */
  readonly confirmMs?: number;
  /** As `ROLLCALL_BULK_FROM`. */
  readonly bulkFrom?: number;
  /** As `ROLLCALL_URL`. */
  readonly publicUrl?: string;
  readonly webhookSecret?: string;
}

/** Resolves once it listens. */
export async function serveRollcall(options: ServedOptions): Promise<Served> {
  const child = spawn(LAUNCHER, ['serve', '--role', options.role ?? 'all'], {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const url = `http://127.0.0.1:${options.port}`;
  while (!output.includes('listens on')) {
    if (child.exitCode !== null) throw new Error(`rollcall serve ended:\n${output}`);
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
  }
  return { url, process: child, output: () => output };
}

/** Runs another command of the launcher to its end, and returns what it printed. */
export async function runRollcall(args: readonly string[], options: ServedOptions): Promise<string> {
  const { stdout } = await promisify(execFile)(LAUNCHER, args, { env: environmentOf(options) });
  return stdout.trim();
}

export function environmentOf({
  databaseUrl,
  adminOrigin,
  accessToken,
  app,
  encryptionKeys,
  port,
  bulkFrom,
  confirmMs,
  publicUrl,
  webhookSecret,
}: ServedOptions): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env;
  return {
    PATH: process.env.PATH,
    ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
    DATABASE_URL: databaseUrl,
    ROLLCALL_PORT: String(port),
    ROLLCALL_ADMIN_TOKEN: ADMIN_TOKEN,
    ...(confirmMs !== undefined && { ROLLCALL_CONFIRM_MS: String(confirmMs) }),
    ...(bulkFrom !== undefined && { ROLLCALL_BULK_FROM: String(bulkFrom) }),
    ...(publicUrl !== undefined && { ROLLCALL_URL: publicUrl }),
    ...(webhookSecret !== undefined && { SHOPIFY_WEBHOOK_SECRET: webhookSecret }),
    ROLLCALL_LOG_LEVEL: 'warn',
    ...(encryptionKeys !== undefined && { ROLLCALL_ENCRYPTION_KEYS: encryptionKeys }),
    SHOPIFY_ADMIN_ORIGIN: adminOrigin,
    ...(accessToken !== undefined && { SHOPIFY_SHOP: SHOP, SHOPIFY_ACCESS_TOKEN: accessToken }),
    ...(app && { SHOPIFY_CLIENT_ID: app.clientId, SHOPIFY_CLIENT_SECRET: app.clientSecret }),
  };
}

/** Switches the first connection on, as an admin would; gives its id. */
export async function switchOn(
  url: string,
  domains: readonly string[] = [],
  settings: object = {},
): Promise<string> {
  const api = `${url}/admin/api/connections`;
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const [connection] = (await (await fetch(api, { headers })).json()) as { id: string }[];
  const body = JSON.stringify({ scimProvisioning: true, newCustomerCreation: true, domains, settings });
  await fetch(`${api}/${connection?.id}`, { method: 'PATCH', headers, body });
  return connection?.id ?? '';
}
