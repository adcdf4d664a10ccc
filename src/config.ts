// From the environment to a configuration; pure, and every fault is reported at once, with its remedy.
import { z } from 'zod';
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

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const ROLES = ['web', 'worker', 'all'] as const;
const UI_RUNTIMES = ['shopify', 'local'] as const;
const MIN_ADMIN_TOKEN = 32;
/** The id of the encryption key that is made from the admin token. */
export const ADMIN_TOKEN_KEY = 'admin-token';

const origin = (name: string) =>
  z
    .string()
    .regex(
      /^https?:\/\/[^/?#]+\/?$/,
      `${name} must be an origin such as https://rollcall.example.com, without a path.`,
    )
    .transform((text) => text.replace(/\/$/, ''));

const adminOrigin = z
  .string()
  .regex(
    /^https?:\/\/[^/?#]+(\/\{shop\})?\/?$/,
    'SHOPIFY_ADMIN_ORIGIN must be an origin such as http://127.0.0.1:4010, with /{shop} behind it for many stores.',
  )
  .transform((text) => text.replace(/\/$/, ''));

const whole = (name: string, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `${name} must be a whole number from 0 to ${max}.`)
    .transform(Number)
    .refine((value) => value <= max, `${name} must be a whole number from 0 to ${max}.`)
    .default(fallback);

const mailAddress = (name: string) =>
  z
    .string()
    .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, `${name} must be one mail address, such as rollcall@example.com.`);

const networks = (name: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine(
      (parts) => parts.every((part) => network.safeParse(part).success),
      `${name} must be addresses or networks with commas between them, such as 10.0.0.0/8, 2001:db8::1.`,
    )
    .default([]);

const network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

const hosts = (name: string) =>
  z
    .string()
    .regex(
      /^[\w.:-]+(\s*,\s*[\w.:-]+)*$/,
      `${name} must be names or addresses of hosts, with commas between them and without ports.`,
    )
    .transform((text) => text.toLowerCase().split(/\s*,\s*/))
    .default([]);

const KEY_REMEDY =
  'It is a list such as 2026a:KEY,2025:OLD-KEY, each key 32 bytes in base64: openssl rand -base64 32';

/** `id:base64`, with commas in between. */
const encryptionKeys = z.string().transform((text, context): readonly EncryptionKey[] => {
  const keys = text.split(',').map((part): EncryptionKey | undefined => {
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=?)\s*$/.exec(part) ?? [];
    return id && encoded ? { id, key: new Uint8Array(Buffer.from(encoded, 'base64')) } : undefined;
  });
  const read = keys.filter((key) => key !== undefined);
  const ids = new Set(read.map(({ id }) => id));
  if (read.length < keys.length) {
    context.addIssue(`ROLLCALL_ENCRYPTION_KEYS cannot be read. ${KEY_REMEDY}`);
  } else if (ids.size < read.length || ids.has(ADMIN_TOKEN_KEY)) {
    const what = ids.has(ADMIN_TOKEN_KEY) ? `the id ${ADMIN_TOKEN_KEY}, which is taken` : 'an id twice';
    context.addIssue(`ROLLCALL_ENCRYPTION_KEYS has ${what}. Give every key an id of its own.`);
  }
  return read;
});

/** Where Shopify's own Admin API is. */
export const REAL_ORIGIN = 'https://{shop}';

export const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** What every command needs: where the data is, and how loudly to log. */
const storeEnvironment = z.object({
  DATABASE_URL: z
    .string()
    .regex(
      /^(postgres(ql)?:\/\/|sqlite:)./,
      'DATABASE_URL must be postgres://user:password@host/database, or sqlite: with the path of a file.',
    )
    .default('sqlite:rollcall.sqlite'),
  ROLLCALL_LOG_LEVEL: z
    .enum(LOG_LEVELS, `ROLLCALL_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`)
    .default('info'),
});

const serveEnvironment = storeEnvironment.extend({
  ROLLCALL_ROLE: z
    .enum(ROLES, `ROLLCALL_ROLE (or --role) must be one of ${ROLES.join(', ')}.`)
    .default('all'),
  ROLLCALL_HOST: z.string().default('127.0.0.1'),
  ROLLCALL_PORT: whole('ROLLCALL_PORT', 65535, 8440),
  ROLLCALL_URL: origin('ROLLCALL_URL').optional(),
  ROLLCALL_ADMIN_TOKEN: z
    .string(`ROLLCALL_ADMIN_TOKEN is missing. Make one with: openssl rand -hex 32`)
    .min(
      MIN_ADMIN_TOKEN,
      `ROLLCALL_ADMIN_TOKEN must have ${MIN_ADMIN_TOKEN} characters or more. Make one with: openssl rand -hex 32`,
    ),
  ROLLCALL_ENCRYPTION_KEYS: encryptionKeys.optional(),
  ROLLCALL_METRICS_TOKEN: z
    .string()
    .min(
      MIN_ADMIN_TOKEN,
      `ROLLCALL_METRICS_TOKEN must have ${MIN_ADMIN_TOKEN} characters or more. Make one with: openssl rand -hex 32`,
    )
    .optional(),
  ROLLCALL_CONFIRM_MS: whole('ROLLCALL_CONFIRM_MS', 20_000, 2000),
  ROLLCALL_BULK_FROM: whole('ROLLCALL_BULK_FROM', 100_000_000, 3000),
  ROLLCALL_PRIVATE_HOSTS: hosts('ROLLCALL_PRIVATE_HOSTS'),
  ROLLCALL_TRUSTED_PROXIES: networks('ROLLCALL_TRUSTED_PROXIES'),
  ROLLCALL_ENTRA_KEY_ORIGIN: origin('ROLLCALL_ENTRA_KEY_ORIGIN').optional(),
  ROLLCALL_UI_RUNTIME: z
    .enum(UI_RUNTIMES, `ROLLCALL_UI_RUNTIME must be one of ${UI_RUNTIMES.join(', ')}.`)
    .default('shopify'),
  ROLLCALL_SMTP_URL: z
    .string()
    .regex(
      /^smtps?:\/\/[^\s/]+\/?$/,
      'ROLLCALL_SMTP_URL must be smtps://user:password@host, or smtp:// with STARTTLS where the server has it.',
    )
    .optional(),
  ROLLCALL_MAIL_FROM: mailAddress('ROLLCALL_MAIL_FROM').optional(),
  ROLLCALL_MAIL_TO: mailAddress('ROLLCALL_MAIL_TO').optional(),
  SHOPIFY_SHOP: z
    .string()
    .regex(SHOP_DOMAIN, 'SHOPIFY_SHOP must be the store’s permanent domain, such as example.myshopify.com.')
    .optional(),
  SHOPIFY_ADMIN_ORIGIN: adminOrigin.optional(),
  SHOPIFY_CLIENT_ID: z.string().optional(),
  SHOPIFY_CLIENT_SECRET: z.string().optional(),
  SHOPIFY_ACCESS_TOKEN: z.string().optional(),
  SHOPIFY_WEBHOOK_SECRET: z.string().optional(),
});

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
