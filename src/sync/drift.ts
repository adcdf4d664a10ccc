// What another hand has changed of what we wrote to a customer: pure. Names only, never a person's values.
import { hasOtherAddress, sameValue } from './owned.ts';
import type { CustomerSnapshot, DriftKey, Link, Owned, OwnedKey, ProfileField } from './ports.ts';
import { hasTag, isOurTag } from './tags.ts';

/** Where a customer, as it was read, is not as we wrote it; what is in doubt is no other hand's. */
export function findDrift({ id, owned, before }: Link, found: CustomerSnapshot): DriftKey[] {
  const fields = (Object.entries(owned.fields) as [ProfileField, string][])
    .filter(([field, value]) => !owned.doubt.includes(field) && !sameValue(field, found.fields[field], value))
    .map(([field]) => field);
  const metafields = Object.entries(owned.metafields)
    .map(([key, value]) => ({ key: `metafield:${key}` as const, differs: metafieldOf(found, key) !== value }))
    .filter(({ key, differs }) => differs && !owned.doubt.includes(key))
    .map(({ key }) => key);
  const lost = owned.tags.some((tag) => !owned.doubt.includes(`tag:${tag}`) && !hasTag(found.tags, tag));
  const known = [...owned.tags, ...(before?.tags ?? [])];
  const strays = found.tags.some(
    (tag) => isOurTag(tag) && !owned.doubt.includes(`tag:${tag}`) && !hasTag(known, tag),
  );
  return [
    ...(found.linkId === id ? [] : ['link' as const]),
    ...fields,
    ...metafields,
    ...(lost || strays ? ['tags' as const] : []),
    ...(hasOtherAddress(owned.address, found) ? ['address' as const] : []),
  ];
}

/** Whether a difference is put right by writing what is named by some keys, or the link. */
export function isRepaired(key: DriftKey, repaired: readonly OwnedKey[], unmarked: boolean): boolean {
  if (key === 'link') return unmarked;
  if (key === 'company') return false;
  return key === 'tags' ? repaired.some((one) => one.startsWith('tag:')) : repaired.includes(key);
}

/** Of an address, nobody can tell by comparing who wrote it last: one that is to be put right is sent again. */
export function doubtAddress(owned: Owned, repaired: readonly OwnedKey[], drift: readonly DriftKey[]): Owned {
  if (!repaired.includes('address') || !drift.includes('address')) return owned;
  return { ...owned, doubt: [...new Set([...owned.doubt, 'address' as const])] };
}

function metafieldOf({ metafields }: CustomerSnapshot, key: string): string | undefined {
  return (metafields as Readonly<Record<string, string>>)[key];
}
