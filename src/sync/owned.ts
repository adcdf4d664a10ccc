// Keeps the record of what we wrote to a customer true to what Shopify answered: pure.

import { emailKeyOf } from './email-key.ts';
import type {
  Address,
  Before,
  CustomerSnapshot,
  CustomerStep,
  FoundCustomer,
  Link,
  Metafields,
  NewCustomer,
  Owned,
  OwnedKey,
  Profile,
  ProfileField,
  Verify,
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
        // The link id is none of what a directory gives: it is never taken back.
        ...Object.keys(withoutLinkId(step.metafields)).map((key) => `metafield:${key}` as const),
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
      return withoutAddress({ ...owned, doubt }, step.addressId);
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
  const made = steps.flatMap((step) => (step.kind === 'addressCreate' ? [step.address] : []));
  return {
    ...owned,
    tags: union(owned.tags, added),
    doubt: union(owned.doubt, keys),
    verify: verifyLater(owned.verify, now, keys, made),
  };
}

/** What is to be read once nothing can land any more, beside what was to be read anyway. */
export function verifyLater(
  known: Owned['verify'],
  now: number,
  keys: readonly OwnedKey[],
  made: readonly Address[] = [],
): Verify {
  const addresses = [...(known?.addresses ?? []), ...made];
  return {
    at: now + LANDING_MS,
    keys: union(known?.keys ?? [], keys),
    ...(addresses.length > 0 && { addresses }),
  };
}

/** Ours, or one that we made unheard, is not there any more. */
export function withoutAddress(owned: Owned, id: string): Owned {
  const { strayAddresses: strays = [], ...others } = owned;
  const address = owned.address?.id === id ? null : owned.address;
  const left = strays.filter((stray) => stray !== id);
  return { ...others, address, ...(left.length > 0 && { strayAddresses: left }) };
}

/** Shopify refused a value: it is left out until the directory gives another, or the customer is read anew (RULES 26). */
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

/** Of a create whose answer never came, the tags are kept: no others of them are known to be ours once it is found. */
export function rememberTags(link: Link, { tags }: NewCustomer): Link {
  return { ...link, owned: { ...link.owned, tags } };
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

/**
 * Compares what we believe with what was read, for some keys; where they differ, the truth is sent again.
 * @param made addresses that calls of ours may have made without our hearing of it
 */
export function recordReading(
  owned: Owned,
  customer: CustomerSnapshot,
  keys: readonly OwnedKey[],
  made: readonly Address[] = [],
): Owned {
  const addresses = keys.includes('address')
    ? findAddresses(owned, customer, made)
    : { address: owned.address };
  const differs = keys.filter((key) => {
    if (key.startsWith('tag:'))
      return hasTag(customer.tags, key.slice(4)) !== hasTag(owned.tags, key.slice(4));
    if (key.startsWith('metafield:')) {
      const name = key.slice('metafield:'.length);
      return customer.metafields[name] !== owned.metafields[name];
    }
    if (key === 'address') return hasOtherAddress(addresses.address, customer);
    if (key === 'province') return false;
    const field = key as ProfileField;
    return !sameValue(field, customer.fields[field], owned.fields[field]);
  });
  const strayTags = differs.flatMap((key) => (key.startsWith('tag:') ? [key.slice(4)] : []));
  const checked = new Set(keys);
  return {
    ...owned,
    tags: union(owned.tags, strayTags),
    ...addresses,
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

/** Whether our address stands otherwise than we wrote it, or not at all. */
export function hasOtherAddress(ours: Owned['address'], found: CustomerSnapshot): boolean {
  if (ours?.id == null) return false;
  const standing = found.addresses.find(({ id }) => id === ours.id);
  return standing === undefined || !hasParts(standing.address, ours.address);
}

/** Shopify adds names of what was sent as codes: only what we sent is compared. */
function hasParts(standing: Address, sent: Address): boolean {
  return (Object.entries(sent) as [keyof Address, string][]).every(
    ([part, value]) => standing[part] === value,
  );
}

/**
 * Ours, if it is still there, and those that we made unheard; what says the same as one of the merchant's, as far as
 * we know, is the merchant's.
 */
function findAddresses(
  { address: ours, strayAddresses = [] }: Owned,
  { addresses }: CustomerSnapshot,
  made: readonly Address[],
): Pick<Owned, 'address' | 'strayAddresses'> {
  const standing = ours?.id == null || addresses.some(({ id }) => id === ours.id) ? ours : null;
  const merchants = standing?.id === null ? standing.address : null;
  const unheard = addresses.flatMap(({ id, address }) => {
    const sent = made.find((one) => hasParts(address, one));
    const isNew = sent !== undefined && id !== standing?.id && !strayAddresses.includes(id);
    return !isNew || (merchants !== null && sameAddress(merchants, sent)) ? [] : [{ id, address: sent }];
  });
  const [first, ...others] = unheard;
  if (first === undefined) return { address: standing };
  const isMissing = standing?.id == null;
  const strays = [...strayAddresses, ...(isMissing ? others : unheard).map(({ id }) => id)];
  return { address: isMissing ? first : standing, strayAddresses: strays };
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
