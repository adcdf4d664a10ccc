// What must be sent so that a customer becomes what it should be: only what differs from what we last wrote.
import { type PlainCode, say } from '../notices/notices.ts';
import type { DesiredCustomer } from './desired.ts';
import { PROFILE_FIELDS, sameAddress } from './owned.ts';
import type { Address, CustomerStep, Link, Metafields, Owned, OwnedKey, ProfileField } from './ports.ts';
import { hasTag } from './tags.ts';

type Target = Pick<DesiredCustomer, 'fields' | 'metafields' | 'tags' | 'address'>;

/**
 * The steps, in the order in which they are to be taken; none if nothing differs. A wanted e-mail that must
 * not be written is simply absent from `target.fields`: an e-mail is never emptied.
 */
export function findDifference(link: Link, target: Target): CustomerStep[] {
  return [
    ...updateStep(link, target),
    ...tagSteps(link, target.tags),
    ...metafieldsDeleteStep(link, target),
    ...addressSteps(link.owned, target.address),
  ];
}

/** The steps that take access away, and nothing else (RULES 15 b, c). */
export function findAccessDifference(link: Link, target: Target, isBlocked: boolean): CustomerStep[] {
  const update: CustomerStep = { kind: 'update', fields: {}, metafields: { active: 'false' } };
  return [...(isBlocked ? [update] : []), ...tagSteps(link, target.tags)];
}

/** Two updates of one customer as one mutation; whatever is in `more` comes on top. */
export function withUpdate(
  steps: readonly CustomerStep[],
  more: Extract<CustomerStep, { kind: 'update' }>['metafields'],
): CustomerStep[] {
  const update = steps.find((step) => step.kind === 'update');
  const others = steps.filter((step) => step !== update);
  return [
    { kind: 'update', fields: update?.fields ?? {}, metafields: { ...update?.metafields, ...more } },
    ...others,
  ];
}

function updateStep(link: Link, target: Target): CustomerStep[] {
  const { owned } = link;
  const fields: Partial<Record<ProfileField, string | null>> = {};
  for (const field of PROFILE_FIELDS) {
    const change = fieldChange(link, field, target.fields[field]);
    if (change !== undefined) fields[field] = change;
  }
  const metafields = Object.entries({ ...returningMetafields(link, target), ...target.metafields }).filter(
    ([key, value]) =>
      owned.refused[`metafield:${key}`] !== value &&
      (owned.metafields[key] !== value || owned.doubt.includes(`metafield:${key}`)),
  );
  if (Object.keys(fields).length === 0 && metafields.length === 0) return [];
  return [
    {
      kind: 'update',
      fields,
      metafields: Object.fromEntries(metafields),
    },
  ];
}

/** What stood in the merchant's metafields before us, where the directory gives nothing for them any longer. */
function returningMetafields({ owned, before }: Link, { metafields }: Target): Metafields {
  return Object.fromEntries(
    Object.entries(before?.metafields ?? {}).filter(
      ([key]) =>
        metafields[key] === undefined &&
        (owned.metafields[key] !== undefined || owned.doubt.includes(`metafield:${key}`)),
    ),
  );
}

/** What to write into a field; undefined leaves it alone. */
function fieldChange(link: Link, field: ProfileField, wanted: string | undefined): string | null | undefined {
  const { owned } = link;
  const doubtful = owned.doubt.includes(field);
  if (wanted !== undefined) {
    if (owned.refused[field] === wanted) return undefined;
    return wanted !== owned.fields[field] || doubtful ? wanted : undefined;
  }
  // The directory gives it no longer, and what stood there before us comes back; but a customer always has a
  // language, and keeps the address by which it is known.
  if (field === 'email' || field === 'locale') return undefined;
  const ours = owned.fields[field];
  const before = link.before?.fields[field];
  // What has another owner by now, as a phone may, does not come back.
  const was = owned.refused[field] === before ? undefined : before;
  // Never ours, or back already: there is nothing to write.
  if (!doubtful && (ours === undefined || ours === was)) return undefined;
  return was ?? null;
}

function tagSteps({ owned, before }: Link, wanted: readonly string[]): CustomerStep[] {
  // A tag that the merchant had set before is the merchant's: neither added nor removed by us.
  const merchants = before?.tags ?? [];
  const stale = owned.tags.filter((tag) => !hasTag(wanted, tag) && !hasTag(merchants, tag));
  const missing = wanted.filter(
    (tag) =>
      !hasTag(merchants, tag) &&
      owned.refused[`tag:${tag}`] === undefined &&
      (!hasTag(owned.tags, tag) || owned.doubt.includes(`tag:${tag}`)),
  );
  return [
    ...(missing.length === 0 ? [] : [{ kind: 'tagsAdd', tags: missing } as const]),
    ...(stale.length === 0 ? [] : [{ kind: 'tagsRemove', tags: stale } as const]),
  ];
}

function metafieldsDeleteStep({ owned, before }: Link, target: Target): CustomerStep[] {
  const doubtful = owned.doubt.flatMap((key) => (key.startsWith('metafield:') ? [key.slice(10)] : []));
  const present = new Set([...Object.keys(owned.metafields), ...doubtful]);
  const returning = before?.metafields ?? {};
  const keys = [...present].filter(
    (key) => target.metafields[key] === undefined && returning[key] === undefined,
  );
  return keys.length === 0 ? [] : [{ kind: 'metafieldsDelete', keys }];
}

function addressSteps(owned: Owned, wanted: Address | null): CustomerStep[] {
  const ours = owned.address;
  const strays = (owned.strayAddresses ?? []).map(
    (id) => ({ kind: 'addressDelete', addressId: id }) as const,
  );
  return [...strays, ...ownAddressSteps(owned, ours, wanted)];
}

function ownAddressSteps(owned: Owned, ours: Owned['address'], wanted: Address | null): CustomerStep[] {
  const address = wanted === null ? null : withoutRefusedProvince(wanted, owned);
  if (address === null) {
    return ours?.id == null ? [] : [{ kind: 'addressDelete', addressId: ours.id }];
  }
  if (owned.refused.address === addressKey(address)) return [];
  const same = ours !== null && sameAddress(ours.address, address);
  if (same && !owned.doubt.includes('address')) return [];
  return ours?.id == null
    ? [{ kind: 'addressCreate', address }]
    : [{ kind: 'addressUpdate', addressId: ours.id, address }];
}

function withoutRefusedProvince(address: Address, owned: Owned): Address {
  const { province, provinceCode, ...rest } = address;
  const region = provinceCode ?? province;
  return region !== undefined && owned.refused.province === region ? rest : address;
}

/** An address as one string, to be remembered when it is refused. */
export function addressKey(address: Address): string {
  return JSON.stringify(Object.entries(address).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Sentences on what Shopify refused of the wanted values (RULES 26). */
export function refusalWarnings(owned: Owned, target: Target): string[] {
  const wanted: Readonly<Partial<Record<OwnedKey, string | undefined>>> = {
    ...target.fields,
    address: target.address === null ? undefined : addressKey(withoutRefusedProvince(target.address, owned)),
    province: target.address?.provinceCode ?? target.address?.province,
    ...Object.fromEntries(target.tags.map((tag) => [`tag:${tag}`, tag])),
    ...Object.fromEntries(
      Object.entries(target.metafields).map(([key, value]) => [`metafield:${key}`, value]),
    ),
  };
  return (Object.keys(owned.refused) as OwnedKey[])
    .filter((key) => wanted[key] !== undefined && wanted[key] === owned.refused[key])
    .map(explainRefusal);
}

function explainRefusal(key: OwnedKey): string {
  const metafield = /^metafield:(.*)/s.exec(key)?.[1];
  if (metafield !== undefined) return say('metafield_refused', { metafield });
  const known = REFUSED[key.startsWith('tag:') ? 'tag' : key];
  return known === undefined ? say('other_refused', { field: key }) : say(known);
}

const REFUSED: Readonly<Record<string, PlainCode>> = {
  phone: 'phone_refused',
  locale: 'language_refused',
  firstName: 'first_name_refused',
  lastName: 'last_name_refused',
  address: 'address_refused',
  province: 'region_unknown',
  note: 'note_refused',
  tag: 'tag_refused',
};
