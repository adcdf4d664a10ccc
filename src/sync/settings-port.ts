// What a merchant sets for a connection, as the sync reads it: types only.

/** Liquid. Absent: as by default. Null: Rollcall does not write it. */
type Template = string | null;

export interface MetafieldMapping {
  /** `$app`, or the merchant's own. */
  readonly namespace: string;
  readonly key: string;
  readonly type: string;
  /** What the admin shows. */
  readonly name?: string;
  readonly value: string;
}

/** From a user to a customer. */
export interface MappingSettings {
  readonly fields: {
    readonly email?: string;
    readonly firstName?: Template;
    readonly lastName?: Template;
    readonly phone?: Template;
    readonly locale?: Template;
    readonly note?: Template;
  };
  readonly address?: {
    readonly address1?: Template;
    readonly address2?: Template;
    readonly city?: Template;
    readonly zip?: Template;
    readonly province?: Template;
    readonly country?: Template;
  } | null;
  readonly tags?: readonly string[];
  /** Whole tags that a provider's text may name (RULES 12). */
  readonly allowedTags: readonly string[];
  readonly metafields?: readonly MetafieldMapping[];
}

/** What membership in a group gives, or being a user at all. */
export interface GroupRule {
  readonly match: {
    readonly name?: string;
    readonly pattern?: string;
    readonly id?: string;
    readonly everyone?: true;
  };
  readonly tags: readonly string[];
  readonly metafields: readonly MetafieldMapping[];
  readonly company?: {
    readonly externalId?: string;
    readonly name?: string;
    readonly create: boolean;
    readonly location?: string;
    readonly role?: string;
    /** Whole names of companies and roles that a provider's text may make (RULES 12). */
    readonly allowed?: readonly string[];
  };
}

/** One step of leaving (RULES 15): companies, `active` and the leaver tag, our tags and grants, consents. */
export type Rung = 'company' | 'block' | 'tags' | 'consent';

/** What a leaver loses, and when (RULES 15 to 19). */
export interface LeavingSettings {
  readonly rungs: Readonly<Record<Rung, boolean>>;
  /** From the leaving to the rung; a restore within it cancels the rung. */
  readonly graceHours: Readonly<Record<Rung, number>>;
  /** Of companies: what we gave, or also what merchants gave. */
  readonly companies: 'ours' | 'all';
  /** What a DELETE does to a customer that we created, if Shopify lets it be deleted. */
  readonly onDelete: 'delete' | 'tombstone';
  /** What a DELETE does to a customer that was there before. */
  readonly adoptedOnDelete: 'handBack' | 'keepBlocked';
  /** After how many days a tombstone's personal data are sent for erasure; null: never. */
  readonly eraseAfterDays: number | null;
}

/** When many leave at once, and a person is to look first (RULES 22). */
export interface GuardSettings {
  readonly maxLeavers: number;
  readonly maxShare: number;
  readonly minLeavers: number;
  readonly windowMinutes: number;
}
