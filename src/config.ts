// From the environment to a configuration; pure, and every fault is reported at once, with its remedy.
import {
  type LOG_LEVELS,
  type ROLES,
  serveEnvironment,
  storeEnvironment,
  type UI_RUNTIMES,
} from './environment.ts';
import type { EncryptionKey } from './vault.ts';

export interface Config {
  /** `sqlite:` with a path, or `postgres://…`. */
  readonly databaseUrl: string;
  /** What this process does; `all` if absent. */
  readonly role?: Role;
  readonly host: string;
  readonly port: number;
  /** Origin by which identity providers reach us, without a slash at the end. */
  readonly publicUrl: string;
  readonly adminToken: string;
  /** What secrets are encrypted with at rest: the first encrypts, all decrypt. Absent: a key made from the admin token. */
  readonly encryptionKeys?: readonly EncryptionKey[];
  /** Opens the metrics and nothing else. */
  readonly metricsToken?: string;
  /** How long a write after a quiet spell waits for Shopify's answer; 0 answers every write on commit. */
  readonly confirmMs: number;
  /** So many new users waiting go by Shopify's bulk operations; 0 for none. Absent: as by default. */
  readonly bulkFrom?: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Networks of proxies whose X-Forwarded-For is taken for true; absent or empty: nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Where Entra's tenants publish their keys; another one only for a simulator. */
  readonly entraKeyOrigin?: string;
  /** Hosts that Rollcall may call although they are not public (see `outbound.ts`). */
  readonly privateHosts?: readonly string[];
  /** Whose elements and bridge the admin's screens use: Shopify's from its CDN, or our own. Absent: Shopify's. */
  readonly uiRuntime?: (typeof UI_RUNTIMES)[number];
  /** The server for mails, and to whom those for the operator go. Absent: no mails are sent. */
  readonly mail?: {
    readonly smtpUrl: string;
    readonly from: string;
    readonly to: string | null;
  };
  readonly shopify: ShopifyConfig;
}

/** `web` answers requests, `worker` brings the stores into line, `all` does both. */
export type Role = (typeof ROLES)[number];

/** The stores, and how Rollcall logs in to their Admin API. */
export interface ShopifyConfig {
  /** The `….myshopify.com` domain of the one store that is served; absent: every store that installs the app. */
  readonly shop?: string;
  /** Where a store's Admin API is; `{shop}` stands for its domain. */
  readonly adminOrigin: string;
  readonly credentials:
    | { readonly kind: 'client'; readonly clientId: string; readonly clientSecret: string }
    | { readonly kind: 'token'; readonly accessToken: string };
  /** What webhooks may be signed with: the client secret, and one that is named beside it. */
  readonly webhookSecrets?: readonly string[];
}

/** Thrown by `readConfig`: one sentence per fault. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n- ${faults.join('\n- ')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Where Shopify's own Admin API is. */
export const REAL_ORIGIN = 'https://{shop}';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration of `serve`.
 * @throws ConfigError naming every fault
 */
export function readConfig(environment: Environment): Config {
  const parsed = serveEnvironment.safeParse(withoutEmpty(environment));
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
  if (isSplitSqlite(environment)) faults.push(SPLIT_SQLITE);
  const credentials = readCredentials(environment);
  if (typeof credentials === 'string') faults.push(credentials);
  faults.push(...findShopFaults(withoutEmpty(environment)));
  const mail = readMail(environment);
  if (typeof mail === 'string') faults.push(mail);
  if (!parsed.success || faults.length > 0 || typeof credentials === 'string' || typeof mail === 'string')
    throw new ConfigError(faults);

  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    role: env.ROLLCALL_ROLE,
    host: env.ROLLCALL_HOST,
    port: env.ROLLCALL_PORT,
    publicUrl: env.ROLLCALL_URL ?? `http://${env.ROLLCALL_HOST}:${env.ROLLCALL_PORT}`,
    adminToken: env.ROLLCALL_ADMIN_TOKEN,
    ...(env.ROLLCALL_ENCRYPTION_KEYS && { encryptionKeys: env.ROLLCALL_ENCRYPTION_KEYS }),
    ...(env.ROLLCALL_METRICS_TOKEN !== undefined && { metricsToken: env.ROLLCALL_METRICS_TOKEN }),
    confirmMs: env.ROLLCALL_CONFIRM_MS,
    bulkFrom: env.ROLLCALL_BULK_FROM,
    logLevel: env.ROLLCALL_LOG_LEVEL,
    uiRuntime: env.ROLLCALL_UI_RUNTIME,
    privateHosts: env.ROLLCALL_PRIVATE_HOSTS,
    ...(mail && { mail }),
    trustedProxies: env.ROLLCALL_TRUSTED_PROXIES,
    ...(env.ROLLCALL_ENTRA_KEY_ORIGIN && { entraKeyOrigin: env.ROLLCALL_ENTRA_KEY_ORIGIN }),
    shopify: {
      ...(env.SHOPIFY_SHOP !== undefined && { shop: env.SHOPIFY_SHOP }),
      adminOrigin: env.SHOPIFY_ADMIN_ORIGIN ?? REAL_ORIGIN,
      credentials,
      webhookSecrets: [env.SHOPIFY_CLIENT_SECRET, env.SHOPIFY_WEBHOOK_SECRET].filter(
        (secret) => secret !== undefined,
      ),
    },
  };
}

/**
 * Reads what commands beside `serve` need.
 * @throws ConfigError naming every fault
 */
export function readStoreConfig(environment: Environment): Pick<Config, 'databaseUrl'> {
  const parsed = storeEnvironment.safeParse(withoutEmpty(environment));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message));
  return { databaseUrl: parsed.data.DATABASE_URL };
}

/** How mails are sent, or the fault in it; undefined where none are. */
function readMail(environment: Environment): Config['mail'] | string {
  const { ROLLCALL_SMTP_URL: smtpUrl, ROLLCALL_MAIL_FROM: from, ROLLCALL_MAIL_TO: to } = environment;
  if (!smtpUrl && !from && !to) return undefined;
  if (smtpUrl && from) return { smtpUrl, from, to: to || null };
  return 'ROLLCALL_SMTP_URL and ROLLCALL_MAIL_FROM go together: the server for mails, and the address that they come from.';
}

/** Where the Admin API of one store is. */
export function adminOriginOf({ adminOrigin }: ShopifyConfig, shop: string): string {
  return adminOrigin.replace('{shop}', shop);
}

/** Without a store of its own, an installation serves every store that installs the app, and keeps their tokens. */
function findShopFaults(env: Environment): string[] {
  if (env.SHOPIFY_SHOP !== undefined) return [];
  if (env.SHOPIFY_CLIENT_ID === undefined || env.SHOPIFY_ACCESS_TOKEN !== undefined) {
    return ['SHOPIFY_SHOP is missing. It is the store’s domain, such as example.myshopify.com.'];
  }
  if (env.ROLLCALL_ENCRYPTION_KEYS !== undefined) return [];
  return [
    'ROLLCALL_ENCRYPTION_KEYS is missing: without SHOPIFY_SHOP, every store that installs the app is served, and its tokens are kept encrypted. Make a key with: echo "1:$(openssl rand -base64 32)". For one store of your own, set SHOPIFY_SHOP.',
  ];
}

/** The credentials, or the fault in them. */
function readCredentials(environment: Environment): ShopifyConfig['credentials'] | string {
  const { SHOPIFY_CLIENT_ID: clientId, SHOPIFY_CLIENT_SECRET: clientSecret } = environment;
  const { SHOPIFY_ACCESS_TOKEN: accessToken } = environment;
  if (accessToken && (clientId || clientSecret)) {
    return 'SHOPIFY_ACCESS_TOKEN and SHOPIFY_CLIENT_ID exclude each other. Keep the client id and secret; remove the token.';
  }
  if (accessToken) return { kind: 'token', accessToken };
  if (clientId && clientSecret) return { kind: 'client', clientId, clientSecret };
  return 'SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET are missing. Make an app in the Dev Dashboard, install it on the store, and copy both from its settings.';
}

const SPLIT_SQLITE =
  'SQLite serves one process, which does everything: leave --role and ROLLCALL_ROLE out, or set DATABASE_URL to a postgres:// address.';

function isSplitSqlite({ DATABASE_URL, ROLLCALL_ROLE }: Environment): boolean {
  const isPostgres = /^postgres(ql)?:/.test(DATABASE_URL ?? '');
  return !isPostgres && (ROLLCALL_ROLE === 'web' || ROLLCALL_ROLE === 'worker');
}

/** An empty variable counts as one that is not set, as in a `.env` file with blanks to fill in. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}
