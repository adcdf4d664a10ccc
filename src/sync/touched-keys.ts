// What of a customer may be otherwise than we believe, by the keys of `Owned`: pure.
import { isMerchants } from './metafield-key.ts';
import type { CustomerSnapshot, Link, OwnedKey, ProfileField } from './ports.ts';
import { NOTHING_OWNED, type SyncState } from './state.ts';
import { hasTag, isOurTag } from './tags.ts';

/** Everything that an unknown call of ours may have touched. */
export function everyKey({ link, desired, intent }: SyncState, found: CustomerSnapshot): OwnedKey[] {
  const owned = link?.owned ?? NOTHING_OWNED;
  const merchants = link?.before?.tags ?? [];
  // Of the first write to an adopted customer, nothing was noted.
  const first = link?.state === 'adopting' ? { ...link.before?.fields, ...found.fields } : {};
  const touched = { ...owned.fields, ...desired?.fields, ...first };
  const tags = [...owned.tags, ...(desired?.tags ?? []), ...(intent?.tags ?? [])];
  const keys: OwnedKey[] = [
    ...(Object.keys(touched) as ProfileField[]),
    ...(intent?.fields ?? []),
    ...[...Object.keys({ ...owned.metafields, ...desired?.metafields }), ...(intent?.metafields ?? [])].map(
      (key) => `metafield:${key}` as const,
    ),
    ...tags.filter((tag) => !hasTag(merchants, tag)).map((tag) => `tag:${tag}` as const),
    'address',
  ];
  return [...new Set([...keys, ...strayKeys(link, found)])];
}

/** What stands on a customer that only Rollcall writes. */
export function strayKeys(link: Link | null, found: CustomerSnapshot): OwnedKey[] {
  const merchants = link?.before?.tags ?? [];
  return [
    ...Object.keys(found.metafields)
      .filter((key) => key !== 'link_id' && !isMerchants(key))
      .map((key) => `metafield:${key}` as const),
    ...found.tags
      .filter((tag) => isOurTag(tag) && !hasTag(merchants, tag))
      .map((tag) => `tag:${tag}` as const),
  ];
}

/** What is put right of what another hand changed (RULES 11). */
export function repairedKeys(state: SyncState, found: CustomerSnapshot): OwnedKey[] {
  if (state.look === 'managed') return everyKey(state, found);
  if (state.look !== 'ours') return [];
  return everyKey(state, found).filter((key) => key.startsWith('metafield:') || key.startsWith('tag:'));
}
