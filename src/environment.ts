// The variables of the environment one by one: the form of each, its default, and the sentence for a fault in it.
import { z } from 'zod';
import type { EncryptionKey } from './vault.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const ROLES = ['web', 'worker', 'all'] as const;
export const UI_RUNTIMES = ['shopify', 'local'] as const;
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

export const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** What every command needs: where the data is, and how loudly to log. */
export const storeEnvironment = z.object({
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

/** What `serve` needs. */
export const serveEnvironment = storeEnvironment.extend({
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
