// What becomes of a deleted user's customer (RULES 18): deleted, kept as a tombstone, or handed back. Pure.
import { say } from '../notices/notices.ts';
import { isCertified, isUnproven, isVain, proveLeaving } from './certificate.ts';
import { givenCompany } from './company/contact-parts.ts';
import { planCompany } from './company/plan-company.ts';
import { planReturn } from './company/plan-return.ts';
import type { DesiredCustomer } from './desired.ts';
import { findDifference } from './difference.ts';
import { planErasure, untilErased } from './erasure.ts';
import { awaitsCompanies, planLeaving } from './leaving.ts';
import { isMerchants } from './metafield-key.ts';
import { PROFILE_FIELDS, sameValue } from './owned.ts';
import type { CustomerSnapshot, CustomerStep, Link, MetafieldKey, Owned, ProfileField } from './ports.ts';
import { type Action, LANDING_MS, type SyncState, type Verdict } from './state.ts';
import { hasTag, LEAVER_TAG } from './tags.ts';
import { companyHidden, forgotten, notShown, tombstoned, untilLanded, untilReturned } from './verdicts.ts';

/** The next action for a user that was deleted. */
export function planRemoval(state: SyncState): Action {
  const { link, learnt, now } = state;
  if (link === null || link.state === 'gone') return settle(forgotten);
  // Nothing lands on a customer that is deleted.
  if (learnt.released) {
    if (isUnprovenRemoval(state, link)) return proveLeaving(state, link, link.customerId as string);
    const isDeleted = link.origin === 'created' && !state.settings.isHandedBack;
    return settle(isDeleted ? forgotten : onceDone(state, link, handedBack(state)));
  }
  const { customerId } = link;
  if (customerId === null || learnt.missing) {
    if (learnt.byLink === undefined) return { do: 'readByLink', linkId: link.id };
    // Another user's by now: it is left alone.
    if (learnt.survivorHolder !== undefined) return settle(forgotten);
    if (customerId !== null && learnt.byLink !== null && learnt.byLink.id !== customerId) {
      return { do: 'findHolder', customer: { ...learnt.byLink, linkId: null } };
    }
    if (customerId === null && state.inBulk) return settle(untilReturned(now));
    const landsBy = link.updatedAt + LANDING_MS;
    if (customerId !== null || landsBy <= now) return settle(forgotten);
    return settle(untilLanded({ ...forgotten, claim: 'keep', link: 'keep' }, landsBy, true));
  }
  if (learnt.unforeseen !== undefined) {
    const detail = say('release_refused', { request: learnt.unforeseen.requestId ?? 'unknown' });
    return { do: 'giveUp', code: 'rejected', detail };
  }
  if (state.settings.isHandedBack) return planRelease(state, link, customerId);
  const { onDelete, adoptedOnDelete } = state.settings.leaving;
  if (link.origin === 'adopted') {
    const handsBack = adoptedOnDelete === 'handBack';
    return handsBack ? planHandBack(state, link, customerId) : planBlocked(state, link, customerId);
  }
  // Shopify refuses to delete a customer that has orders, and answers `canDelete` and all its reasons by that.
  if (onDelete === 'delete' && !learnt.undeletable) {
    return { do: 'write', customerId, steps: [{ kind: 'delete' }], askConsents: false };
  }
  return planTombstone(state, link, customerId);
}

/** Nothing of a released customer is to be proven before all of it has landed. */
function isUnprovenRemoval(state: SyncState, { owned, origin }: Link): boolean {
  if (state.learnt.proof !== undefined || owned.leaving === null || isCertified(state, owned.leaving))
    return false;
  return origin === 'created' || owned.verify === null;
}

/** What is known of a customer that has been given back, or stays blocked. */
function handedBack({ settings, own }: SyncState): Verdict {
  if (settings.isHandedBack) return own.isActive ? forgotten : tombstoned;
  return settings.leaving.adoptedOnDelete === 'handBack' ? forgotten : tombstoned;
}

/** A tombstone keeps its e-mail and `active: false`, so that the address cannot be registered anew unblocked. */
const TOMBSTONE: DesiredCustomer = {
  active: false,
  emailFromUserName: false,
  fields: {},
  metafields: { active: 'false' },
  tags: [LEAVER_TAG],
  address: null,
  company: null,
  warnings: [],
};

function planTombstone(state: SyncState, link: Link, customerId: string): Action {
  const { verify } = link.owned;
  const isDue = verify !== null && verify.at <= state.now;
  if ((isDue || state.suspect) && state.learnt.snapshot === undefined) return { do: 'read', customerId };
  if (isVain(state)) return settle(stillRemoving(state));
  const leaving = planLeaving(state, TOMBSTONE, link, customerId);
  if (leaving !== undefined) return leaving;
  const steps = findDifference(link, TOMBSTONE);
  if (steps.length > 0) return { do: 'write', customerId, steps, askConsents: false };
  return endBlocked(state, link, customerId);
}

/** What stays blocked is shown to be so, before the user is forgotten (RULES 20). */
function endBlocked(state: SyncState, link: Link, customerId: string): Action {
  if (isUnproven(state, link)) return proveLeaving(state, link, customerId);
  const verdict = onceDone(state, link, tombstoned);
  if (verdict.again !== null) return settle(verdict);
  return planErasure(state, link) ?? settle(untilErased(state, link, verdict));
}

/** An adopted customer that stays blocked is the merchant's but for what blocks it (RULES 9, 18). */
function planBlocked(state: SyncState, link: Link, customerId: string): Action {
  if (isVain(state)) return settle(stillRemoving(state));
  const leaving = planLeaving(state, TOMBSTONE, link, customerId);
  if (leaving !== undefined) return leaving;
  const { snapshot } = state.learnt;
  if (snapshot === undefined) return { do: 'read', customerId };
  const steps = snapshot === null ? [] : handBackSteps(link, snapshot, BLOCKING);
  return steps.length === 0
    ? endBlocked(state, link, customerId)
    : { do: 'write', customerId, steps, askConsents: false };
}

/** The user is gone, and its customer does not follow yet. */
function stillRemoving({ now }: SyncState): Verdict {
  return { ...notShown(now), claim: 'keep' };
}

/** What a hand-back leaves on a customer that stays blocked. */
const BLOCKING: Kept = { tags: [LEAVER_TAG], metafields: ['link_id', 'active'] };

interface Kept {
  readonly tags: readonly string[];
  readonly metafields: readonly MetafieldKey[];
}

/** Nothing is forgotten while a call that was cut off may still write to the customer, or companies hide what is to go. */
function onceDone(state: SyncState, link: Link, verdict: Verdict): Verdict {
  const { owned, customerId } = link;
  if (customerId === null) return verdict;
  if (owned.verify !== null) {
    return untilLanded({ ...verdict, claim: 'keep', link: 'keep' }, owned.verify.at, true);
  }
  const { isHandedBack } = state.settings;
  const isAwaited = isHandedBack ? hidesCompany(state, link) : awaitsCompanies(state, link);
  if (!isAwaited) return verdict;
  const waiting = companyHidden(state.now);
  return state.own.isActive ? waiting : { ...waiting, claim: 'keep' };
}

/** Whether companies are denied where a role of ours is to go, or one of the merchant's to come back. */
function hidesCompany({ learnt, own }: SyncState, { owned }: Link): boolean {
  const isOwed = own.isActive && owned.taken.length > 0;
  return learnt.company?.denied === true && (givenCompany(owned) !== null || isOwed);
}

function planHandBack(state: SyncState, link: Link, customerId: string): Action {
  const company = planCompany(state, null, link, customerId) ?? planReturn(state, link, customerId);
  if (company !== undefined) return company;
  const { snapshot } = state.learnt;
  if (snapshot === undefined) return { do: 'read', customerId };
  const steps = snapshot === null ? [] : handBackSteps(link, snapshot);
  return steps.length === 0
    ? settle(onceDone(state, link, forgotten))
    : { do: 'write', customerId, steps, askConsents: false };
}

/** The connection has ended (RULES 27): a leaver stays one, and one that we made stays a customer like any other. */
function planRelease(state: SyncState, link: Link, customerId: string): Action {
  const ours = link.origin === 'adopted' ? link : { ...link, owned: withoutProfile(link.owned) };
  return state.own.isActive ? planHandBack(state, ours, customerId) : planBlocked(state, ours, customerId);
}

/** A customer that we made keeps its name, its addresses and its number: nothing else ever stood there. */
function withoutProfile(owned: Owned): Owned {
  const doubt = owned.doubt.filter((key) => key.startsWith('metafield:') || key.startsWith('tag:'));
  return { ...owned, fields: {}, address: null, doubt };
}

/** Fields that hold our value, or may hold one, revert; our tags, metafields and address go. */
function handBackSteps(
  link: Link,
  customer: CustomerSnapshot,
  kept: Kept = { tags: [], metafields: [] },
): CustomerStep[] {
  const { owned, before } = link;
  const fields: Partial<Record<ProfileField, string | null>> = {};
  for (const field of PROFILE_FIELDS) {
    const was = before?.fields[field];
    const mustStay = field === 'email' || field === 'locale';
    if (!mayBeOurs(link, customer, field) || sameValue(field, customer.fields[field], was)) continue;
    if (mustStay && was === undefined) continue;
    if (was === undefined || owned.refused[field] !== was) fields[field] = was ?? null;
  }
  const staying = [...kept.tags, ...(before?.tags ?? [])];
  const tags = owned.tags.filter((tag) => hasTag(customer.tags, tag) && !hasTag(staying, tag));
  const ours = Object.keys(customer.metafields).filter(
    (key) => !kept.metafields.includes(key) && mayBeOurMetafield(link, customer, key),
  );
  const metafields = Object.fromEntries(
    Object.entries(before?.metafields ?? {}).filter(
      ([key, was]) => ours.includes(key) && customer.metafields[key] !== was,
    ),
  );
  const keys = ours.filter((key) => before?.metafields?.[key] === undefined);
  const addresses = [owned.address?.id, ...(owned.strayAddresses ?? [])].filter((ours) =>
    customer.addresses.some(({ id }) => id === ours),
  ) as string[];
  return [
    ...(Object.keys({ ...fields, ...metafields }).length === 0
      ? []
      : [{ kind: 'update', fields, metafields } as const]),
    ...(tags.length === 0 ? [] : [{ kind: 'tagsRemove', tags } as const]),
    ...(keys.length === 0 ? [] : [{ kind: 'metafieldsDelete', keys } as const]),
    ...addresses.map((addressId) => ({ kind: 'addressDelete', addressId }) as const),
  ];
}

/** Of a call whose outcome is unknown, or was never noted, the value itself is not known. */
function mayBeOurs({ owned, state }: Link, customer: CustomerSnapshot, field: ProfileField): boolean {
  if (state === 'adopting' || owned.doubt.includes(field)) return true;
  const ours = owned.fields[field];
  return ours !== undefined && sameValue(field, customer.fields[field], ours);
}

/** The app's own are; of the merchant's, those that hold what we wrote. */
function mayBeOurMetafield({ owned, state }: Link, customer: CustomerSnapshot, key: MetafieldKey): boolean {
  if (!isMerchants(key) || owned.doubt.includes(`metafield:${key}`)) return true;
  return state === 'adopting' || owned.metafields[key] === customer.metafields[key];
}

function settle(verdict: Verdict): Action {
  return { do: 'settle', verdict };
}
