// What a merchant sets for one connection beyond its switches: a document of sections, each validated and with defaults.
import { z } from 'zod';

/** A template's length is bounded again, in all, where it is compiled. */
const MAX_TEMPLATE = 2_000;
const MAX_TAGS = 50;
const MAX_METAFIELDS = 50;
const MAX_RULES = 500;
/** UTF-16 units of all sections together. */
const MAX_TEXT = 200_000;

const template = z.string().max(MAX_TEMPLATE);
/** Left out: as by default. Null: Rollcall does not write it. */
const field = template.nullable().exactOptional();

/** The types whose values a text can be, one value each. */
export const METAFIELD_TYPES = [
  'single_line_text_field',
  'multi_line_text_field',
  'boolean',
  'number_integer',
  'number_decimal',
  'date',
  'date_time',
  'url',
  'json',
  'list.single_line_text_field',
] as const;

const namespace = z
  .string()
  .regex(
    /^(\$app|(?!app--|shopify)[A-Za-z0-9_-]{3,255})$/,
    'must be "$app", or 3 to 255 letters, digits, "_" or "-" of a namespace of yours',
  );

const metafield = z.strictObject({
  namespace: namespace.default('$app'),
  key: z.string().regex(/^[A-Za-z0-9_-]{2,64}$/, 'must be 2 to 64 letters, digits, "_" or "-"'),
  type: z.enum(METAFIELD_TYPES).default('single_line_text_field'),
  /** What the admin shows. */
  name: z.string().min(1).max(255).exactOptional(),
  value: template,
});

const address = z.strictObject({
  address1: field,
  address2: field,
  city: field,
  zip: field,
  province: field,
  country: field,
});

/** From a user to a customer. */
const mapping = z.strictObject({
  fields: z
    .strictObject({
      email: template.exactOptional(),
      firstName: field,
      lastName: field,
      phone: field,
      locale: field,
      note: field,
    })
    .prefault({}),
  address: address.nullable().exactOptional(),
  tags: z.array(template).max(MAX_TAGS).exactOptional(),
  /** Whole tags that a provider's text may name (RULES 12). */
  allowedTags: z.array(z.string().min(1).max(255)).max(1000).default([]),
  metafields: z.array(metafield).max(MAX_METAFIELDS).exactOptional(),
});

/** Which groups a rule is for. */
const match = z
  .strictObject({
    name: z.string().min(1).max(255).exactOptional(),
    pattern: z.string().min(1).max(255).exactOptional(),
    id: z.string().min(1).max(255).exactOptional(),
    /** Every user, in a group or not. */
    everyone: z.literal(true).exactOptional(),
  })
  .refine((given) => Object.keys(given).length === 1, 'must have one of name, pattern, id and everyone');

const groupRule = z.strictObject({
  match,
  tags: z.array(template).max(MAX_TAGS).default([]),
  metafields: z.array(metafield).max(MAX_METAFIELDS).default([]),
  /** The company that the group's members belong to, and the role that they have there. */
  company: z
    .strictObject({
      externalId: template.exactOptional(),
      name: template.exactOptional(),
      /** Makes a company that is not there yet. */
      create: z.boolean().default(false),
      location: template.exactOptional(),
      role: template.exactOptional(),
      /** Whole names of companies and roles that a provider's text may make (RULES 12). */
      allowed: z.array(z.string().min(1).max(255)).max(1000).exactOptional(),
    })
    .exactOptional(),
});

const hours = z
  .int()
  .min(0)
  .max(24 * 365);

/** What a leaver loses, and when (RULES 15 to 19). */
const leaving = z.strictObject({
  rungs: z
    .strictObject({
      company: z.boolean().default(true),
      block: z.boolean().default(true),
      tags: z.boolean().default(true),
      consent: z.boolean().default(true),
    })
    .prefault({}),
  graceHours: z
    .strictObject({
      company: hours.default(0),
      block: hours.default(0),
      tags: hours.default(0),
      consent: hours.default(0),
    })
    .prefault({}),
  /** Of companies: what Rollcall gave, or also what merchants gave, which is given back on return. */
  companies: z.enum(['ours', 'all']).default('ours'),
  onDelete: z.enum(['delete', 'tombstone']).default('delete'),
  adoptedOnDelete: z.enum(['handBack', 'keepBlocked']).default('handBack'),
  eraseAfterDays: z.int().min(1).max(3650).nullable().default(null),
});

/** When many leave at once, and a person is to look first (RULES 22). */
const guard = z.strictObject({
  maxLeavers: z.int().min(1).max(1_000_000).default(500),
  maxShare: z.number().min(0).max(1).default(0.2),
  minLeavers: z.int().min(1).max(1_000_000).default(25),
  windowMinutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(60),
});

/** How long it is kept what was done and why. */
const retention = z.strictObject({
  days: z.int().min(1).max(3650).default(90),
});

/** How often the store is compared with what was written, and what of a merchant's changes is put right (RULES 11). */
const reconcile = z.strictObject({
  /** 0: only when it is asked for. */
  everyHours: hours.default(24),
  repair: z.enum(['report', 'ours', 'managed']).default('report'),
});

/** When a person is told of what concerns the identity provider. */
const alerts = z.strictObject({
  /** How often the provider calls by its own schedule: Entra every 40 minutes. */
  cycleMinutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(40),
  /** So many cycles without a call are told; 0: none are. */
  staleAfterCycles: z.int().min(0).max(1000).default(6),
  /** How long before its end a token is told of. */
  tokenDays: z.int().min(1).max(90).default(14),
});

const network = z
  .union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])
  .describe('An address or a network, such as 192.0.2.7 or 2001:db8::/32.');

/** From where the provider may call, and how it shows who it is beside tokens that people made. */
const access = z.strictObject({
  /** None: from anywhere. */
  addresses: z.array(network).max(500).default([]),
  /** How long an access token is valid that OAuth gives. */
  tokenMinutes: z.int().min(60).max(360).default(60),
  /** A workload identity of Entra's, whose assertions are taken in the place of a client secret. */
  federation: z
    .strictObject({
      tenantId: z.guid().transform((id) => id.toLowerCase()),
      // Entra's screen shows the scope that it asks for; its assertions name what is before that.
      audience: z
        .string()
        .min(1)
        .max(500)
        .transform((shown) => shown.replace(/\/\.default$/, '')),
      subject: z.string().min(1).max(255),
      /** Takes each assertion once; otherwise only those that have an id of their own (`jti`), which Entra's have not. */
      singleUse: z.boolean().default(false),
    })
    .nullable()
    .default(null),
});

const sections = {
  mapping: mapping.prefault({}),
  /** In order: for a metafield, the first rule that gives it wins. */
  groups: z.array(groupRule).max(MAX_RULES).default([]),
  leaving: leaving.prefault({}),
  guard: guard.prefault({}),
  retention: retention.prefault({}),
  reconcile: reconcile.prefault({}),
  alerts: alerts.prefault({}),
  access: access.prefault({}),
};

export const settingsAnswer = z.strictObject(sections);

/** Sections to be replaced, each whole; the others stay. What a section leaves out is as by default. */
export const settingsInput = z
  .strictObject({
    mapping: mapping.exactOptional(),
    groups: sections.groups.unwrap().exactOptional(),
    leaving: leaving.exactOptional(),
    guard: guard.exactOptional(),
    retention: retention.exactOptional(),
    reconcile: reconcile.exactOptional(),
    alerts: alerts.exactOptional(),
    access: access.exactOptional(),
  })
  .refine(
    (given) => JSON.stringify(given).length <= MAX_TEXT,
    `must be at most ${MAX_TEXT} characters in all`,
  );

export type Settings = z.output<typeof settingsAnswer>;
export type SettingsInput = z.output<typeof settingsInput>;

/** More documents than are in use at once; beyond it the memory starts anew. */
const MAX_PARSED = 1000;
const parsed = new Map<string, Settings>();

/** The settings that a stored text stands for. The same text gives the same object: what is derived from it is kept with it. */
export function readSettings(text: string): Settings {
  let read = parsed.get(text);
  if (read === undefined) {
    if (parsed.size >= MAX_PARSED) parsed.clear();
    read = parseStored(JSON.parse(text));
    parsed.set(text, read);
  }
  return read;
}

/** What another version stored and this one does not know is left out; everything else must be as it was checked. */
function parseStored(stored: unknown): Settings {
  const { data, error } = settingsAnswer.safeParse(stored);
  if (data !== undefined) return data;
  const unknown = error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length === 0) throw error;
  const known = structuredClone(stored);
  for (const { path, keys } of unknown) {
    const holder = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], known);
    for (const key of keys) delete (holder as Record<string, unknown>)[key];
  }
  return parseStored(known);
}

export const DEFAULT_SETTINGS: Settings = readSettings('{}');

/** Puts sections in the place of those that were. */
export function mergeSettings(before: Settings, sections: SettingsInput = {}): Settings {
  return readSettings(JSON.stringify({ ...before, ...sections }));
}
