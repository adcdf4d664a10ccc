// Keeps the record of what we wrote to a customer true to what Shopify answered: pure.

import { emailKeyOf } from './email-key.ts';
import type {
  Address,
  Before,
  CustomerSnapshot,
  CustomerStep,
  FoundCustomer,
  Metafields,
  Owned,
  OwnedKey,
  Profile,
  ProfileField,
} from './ports.ts';
import { LANDING_MS, NOTHING_OWNED } from './state.ts';
import { hasTag, isOurTag } from './tags.ts';

export const PROFILE_FIELDS = ['email', 'firstName', 'lastName', 'phone', 'locale', 'note'] as const;

/** What a step writes, by the keys of `Owned`. */
export function keysOf(step: CustomerStep): OwnedKey[] {
  switch (step.kind) {
    case 'update':
      return [
        ...(Object.keys(step.fields) as ProfileField[]),
        ...Object.keys(step.metafields).map((key) => `metafield:${key}` as const),
      ];
    case 'metafieldsDelete':
      return step.keys.map((key) => `metafield:${key}` as const);
    case 'tagsAdd':
    case 'tagsRemove':
      return step.tags.map((tag) => `tag:${tag}` as const);
    case 'addressCreate':
    case 'addressUpdate':
    case 'addressDelete':
      return ['address'];
    default:
      return [];
  }
}

/** Shopify took the step. */
export function recordStep(owned: Owned, step: CustomerStep, addressId: string | null): Owned {
  const settled = new Set(keysOf(step));
  const doubt = owned.doubt.filter((key) => !settled.has(key));
  switch (step.kind) {
    case 'update':
      return {
        ...owned,
        doubt,
        fields: applyChanges(owned.fields, step.fields),
        metafields: withoutLinkId({ ...owned.metafields, ...step.metafields }),
        ...(step.metafields.active === 'true' ? { left: false, leaving: null } : {}),
      };
    case 'metafieldsDelete': {
      const metafields: Record<string, string> = { ...owned.metafields };
      for (const key of step.keys) delete metafields[key];
      return { ...owned, doubt, metafields };
    }
    case 'tagsAdd':
      return { ...owned, doubt, tags: union(owned.tags, step.tags) };
    case 'tagsRemove':
      return {
        ...owned,
        doubt,
        tags: owned.tags.filter((tag) => !hasTag(step.tags, tag)),
        leaving: owned.leaving && {
          ...owned.leaving,
          removedTags: union(owned.leaving.removedTags, step.tags),
        },
      };
    case 'addressCreate':
      return { ...owned, doubt, address: { id: addressId, address: step.address } };
    case 'addressUpdate':
      return { ...owned, doubt, address: { id: step.addressId, address: step.address } };
    case 'addressDelete':
      return { ...owned, doubt, address: null };
    default:
      return owned;
  }
}

/**
 * Nobody knows whether Shopify took the steps. A tag that may have been added counts as ours, so that it can
 * be removed; everything touched is sent again, and read once nothing can land any more.
 */
export function recordDoubt(owned: Owned, steps: readonly CustomerStep[], now: number): Owned {
  const keys = steps.flatMap(keysOf);
  if (keys.length === 0) return owned;
  const added = steps.flatMap((step) => (step.kind === 'tagsAdd' ? step.tags : []));
  return {
    ...owned,
    tags: union(owned.tags, added),
    doubt: union(owned.doubt, keys),
    verify: { at: now + LANDING_MS, keys: union(owned.verify?.keys ?? [], keys) },
  };
}

/** Shopify refused a value: it is left out until the directory gives another (RULES 26). */
export function recordRefusal(owned: Owned, key: OwnedKey, value: string): Owned {
  return { ...owned, refused: { ...owned.refused, [key]: value } };
}

/**
 * What we own of a customer that our own create made, whose answer never came.
 * @param wanted tags that the create will have sent
 */
export function ownedOfCreated(customer: CustomerSnapshot, wanted: readonly string[]): Owned {
  return {
    ...NOTHING_OWNED,
    fields: customer.fields,
    metafields: withoutLinkId(customer.metafields),
    tags: customer.tags.filter((tag) => isOurTag(tag) || hasTag(wanted, tag)),
  };
}

/** At adoption we own nothing; what already is as it should be need not be sent. */
export function ownedAtAdoption(customer: FoundCustomer, desired: Profile): Owned {
  const same = (Object.entries(desired) as [ProfileField, string][]).filter(([field, value]) => {
    const present = customer.fields[field];
    if (present === undefined) return false;
    return sameValue(field, present, value);
  });
  return { ...NOTHING_OWNED, fields: Object.fromEntries(same) };
}

export function beforeOf(customer: FoundCustomer): Before {
  const { fields, tags, consents, merchantMetafields: metafields } = customer;
  return { fields, tags, consents, metafields };
}

/** Compares what we believe with what was read, for some keys; where they differ, the truth is sent again. */
export function recordReading(owned: Owned, customer: CustomerSnapshot, keys: readonly OwnedKey[]): Owned {
  const differs = keys.filter((key) => {
    if (key.startsWith('tag:'))
      return hasTag(customer.tags, key.slice(4)) !== hasTag(owned.tags, key.slice(4));
    if (key.startsWith('metafield:')) {
      const name = key.slice('metafield:'.length);
      return customer.metafields[name] !== owned.metafields[name];
    }
    if (key === 'address' || key === 'province') return false;
    const field = key as ProfileField;
    return !sameValue(field, customer.fields[field], owned.fields[field]);
  });
  const strayTags = differs.flatMap((key) => (key.startsWith('tag:') ? [key.slice(4)] : []));
  const checked = new Set(keys);
  return {
    ...owned,
    tags: union(owned.tags, strayTags),
    address: keys.includes('address') ? findAddress(owned.address, customer) : owned.address,
    doubt: union(
      owned.doubt.filter((key) => !checked.has(key)),
      differs,
    ),
    verify: null,
  };
}

/** Whether two values of a field are the same to Shopify. */
export function sameValue(field: ProfileField, left: string | undefined, right: string | undefined): boolean {
  if (field !== 'email' || left === undefined || right === undefined) return left === right;
  return emailKeyOf(left) === emailKeyOf(right);
}

/** Two addresses that would be written the same. */
export function sameAddress(left: Address, right: Address): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]) as Set<keyof Address>;
  return [...keys].every((key) => left[key] === right[key]);
}

/** An address of ours that was made without our hearing of it: it has every part that we sent. */
function findAddress(ours: Owned['address'], customer: CustomerSnapshot): Owned['address'] {
  if (ours === null || ours.id !== null) return ours;
  const parts = Object.entries(ours.address) as [keyof Address, string][];
  const found = customer.addresses.find(({ address }) =>
    parts.every(([key, value]) => address[key] === value),
  );
  return found === undefined ? ours : { ...ours, id: found.id };
}

function applyChanges(
  fields: Profile,
  changes: Readonly<Partial<Record<ProfileField, string | null>>>,
): Profile {
  const next: Partial<Record<ProfileField, string>> = { ...fields };
  for (const [field, value] of Object.entries(changes) as [ProfileField, string | null][]) {
    if (value === null) delete next[field];
    else next[field] = value;
  }
  return next;
}

/** The link id is not among what a directory gives, so it is never compared. */
function withoutLinkId({ link_id: _, ...rest }: Metafields): Metafields {
  return rest;
}

function union<T>(left: readonly T[], right: readonly T[]): T[] {
  return [...new Set([...left, ...right])];
}
