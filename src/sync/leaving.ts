// What an inactive user's customer loses, rung by rung (RULES 15), each rung a switch with a grace of its own: pure.
import { givenCompany } from './company/contact-parts.ts';
import { planCompany } from './company/plan-company.ts';
import { planTaking } from './company/plan-taking.ts';
import type { DesiredCustomer } from './desired.ts';
import { findAccessDifference } from './difference.ts';
import type {
  Consent,
  Consents,
  CustomerStep,
  Leaving,
  LeavingSettings,
  Link,
  Owned,
  ProfileField,
  Rung,
} from './ports.ts';
import type { Action, SyncState } from './state.ts';
import { hasTag, LEAVER_TAG } from './tags.ts';

/** In the order in which they are gone down. */
export const RUNGS: readonly Rung[] = ['company', 'block', 'tags', 'consent'];
const HOUR_MS = 3_600_000;
/** A shop that denies companies for so long has no B2B. */
const DENIED_MS = 24 * HOUR_MS;

/** A leaving that begins, or goes on where it had come to; a DELETE after a deactivation is a leaving of its own. */
export function beginLeaving(
  owned: Owned,
  kind: Leaving['kind'],
  version: number | null,
  now: number,
): Owned {
  if (owned.leaving?.kind === kind) return owned;
  const done = owned.leaving?.done ?? [];
  const { removedTags, removedContacts, removedRoles } = owned.leaving ?? NOTHING_REMOVED;
  const removed = { removedTags, removedContacts, removedRoles };
  const leaving = { kind, version, since: now, done, ...removed, certified: false };
  return { ...owned, notReturned: null, leaving };
}

const NOTHING_REMOVED = { removedTags: [], removedContacts: [], removedRoles: [] };

/** Whether a rung is gone down at all. A deleted user's customer is always blocked, and has nothing of ours left. */
export function isOn(settings: LeavingSettings, leaving: Leaving, rung: Rung): boolean {
  return settings.rungs[rung] || (leaving.kind === 'deleted' && rung !== 'consent');
}

/** Whether merchants' companies are taken as well. */
export function takesAll({ rungs, companies }: LeavingSettings): boolean {
  return rungs.company && companies === 'all';
}

/** Whether there is no company to be taken, so that its grace is not waited for. */
function isCompanyless({ settings, link }: SyncState): boolean {
  return !takesAll(settings.leaving) && (link === null || givenCompany(link.owned) === null);
}

/** Whether there is, or was, something of ours at a company that the leaving takes. */
function hadCompany({ owned }: Link): boolean {
  const { removedContacts, removedRoles } = owned.leaving ?? NOTHING_REMOVED;
  return givenCompany(owned) !== null || removedContacts.length + removedRoles.length > 0;
}

/** Whether what companies give matters to the leaving, so that it is to be read, and is not complete unread. */
export function mayHaveCompany({ settings }: SyncState, link: Link): boolean {
  return takesAll(settings.leaving) || hadCompany(link);
}

/** Whether companies are denied and looked for again: where ours were, until they show; else until it is sure that there are none. */
export function awaitsCompanies({ settings, learnt, now }: SyncState, link: Link): boolean {
  const { leaving } = link.owned;
  const isUnread = learnt.proof?.rungs.some(({ state }) => state === 'unreadable') ?? false;
  if (leaving === null || !(isUnread || learnt.company?.denied)) return false;
  if (hadCompany(link)) return true;
  return takesAll(settings.leaving) && now < dueAt(settings.leaving, leaving, 'company') + DENIED_MS;
}

/** When a rung may be gone down. Grace is for whoever may come back, so that a DELETE has none. */
export function dueAt(settings: LeavingSettings, leaving: Leaving, rung: Rung): number {
  return leaving.kind === 'deleted' ? leaving.since : leaving.since + settings.graceHours[rung] * HOUR_MS;
}

/** The next time at which a rung falls due; undefined once none is to come. */
export function nextRungAt(state: SyncState, leaving: Leaving): number | undefined {
  const { settings, now } = state;
  const times = RUNGS.filter((rung) => isOn(settings.leaving, leaving, rung))
    .filter((rung) => rung !== 'company' || !isCompanyless(state))
    .map((rung) => dueAt(settings.leaving, leaving, rung))
    .filter((at) => at > now);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The rungs that are on and whose grace is over. */
function dueRungs({ settings, now }: SyncState, leaving: Leaving): readonly Rung[] {
  return RUNGS.filter(
    (rung) => isOn(settings.leaving, leaving, rung) && dueAt(settings.leaving, leaving, rung) <= now,
  );
}

/**
 * The next rung, or undefined once all that are due are done: first the company; then the metafield, the leaver tag and our tags, whose
 * answer tells the consents; then the consents, before any contact field changes.
 * @param target what `whileLeaving` leaves of what is wanted
 */
export function planLeaving(
  state: SyncState,
  target: DesiredCustomer,
  link: Link,
  customerId: string,
): Action | undefined {
  const { owned } = link;
  const { leaving } = owned;
  if (leaving === null) return undefined;
  const company = planCompanyRung(state, leaving, link, customerId);
  if (company !== undefined) return company;
  if (owned.left) return undefined;
  const due = dueRungs(state, leaving);
  const { consents } = state.learnt;
  const wantsConsents = due.includes('consent') && !leaving.done.includes('consent');
  if (
    isAccessDue(link, due, target.tags) ||
    (wantsConsents && consents === undefined && due.includes('block'))
  ) {
    const steps = findAccessDifference(link, target, due.includes('block'));
    return { do: 'write', customerId, steps, askConsents: wantsConsents && due.includes('block') };
  }
  if (!wantsConsents) return undefined;
  if (consents === undefined) return { do: 'read', customerId };
  const steps = withdrawals(consents);
  return steps.length === 0 ? undefined : { do: 'write', customerId, steps, askConsents: false };
}

/** RULES 15 a: the roles that we gave and the company, or every role and company. */
function planCompanyRung(
  state: SyncState,
  leaving: Leaving,
  link: Link,
  customerId: string,
): Action | undefined {
  const { leaving: settings } = state.settings;
  if (!isOn(settings, leaving, 'company') || dueAt(settings, leaving, 'company') > state.now)
    return undefined;
  // What merchants give somebody who has left stays, and what of ours lands late goes.
  if (takesAll(settings) && !leaving.done.includes('company')) return planTaking(state, link, customerId);
  return planCompany(state, null, link, customerId);
}

/** Whether access, or a tag of ours, is still to be taken away. */
function isAccessDue({ owned, before }: Link, due: readonly Rung[], wantedTags: readonly string[]): boolean {
  const isBlocked = owned.metafields.active === 'false' && !owned.doubt.includes('metafield:active');
  if (due.includes('block') && !isBlocked) return true;
  const staying = [...wantedTags, ...(before?.tags ?? [])];
  return due.includes('tags') && owned.tags.some((tag) => tag !== LEAVER_TAG && !hasTag(staying, tag));
}

/**
 * What is wanted of a leaver's customer now: what the rungs that are off, or in their grace, have not taken yet stays
 * as it is, and so do the contact fields until the consents are withdrawn.
 */
export function whileLeaving(state: SyncState, desired: DesiredCustomer, { owned }: Link): DesiredCustomer {
  const { leaving } = owned;
  if (leaving === null) return desired;
  const due = dueRungs(state, leaving);
  const isBlocked = due.includes('block');
  const kept = due.includes('tags') ? [] : owned.tags.filter((tag) => tag !== LEAVER_TAG);
  const wanted = desired.tags.filter((tag) => tag !== LEAVER_TAG || isBlocked || hasTag(owned.tags, tag));
  const awaitsConsent = isOn(state.settings.leaving, leaving, 'consent') && !leaving.done.includes('consent');
  return {
    ...desired,
    fields: awaitsConsent ? keepContact(desired.fields, owned.fields) : desired.fields,
    tags: [...wanted, ...kept.filter((tag) => !hasTag(wanted, tag))],
    metafields: {
      ...(due.includes('tags') ? {} : owned.metafields),
      ...desired.metafields,
      active: isBlocked ? 'false' : (owned.metafields.active ?? 'true'),
    },
  };
}

/** Consents hang on the address and the number: these change once the consents are gone (RULES 15 d). */
function keepContact(wanted: Owned['fields'], ours: Owned['fields']): Owned['fields'] {
  const fields: Partial<Record<ProfileField, string>> = { ...wanted };
  for (const field of ['email', 'phone'] as const) {
    const value = ours[field];
    if (value === undefined) delete fields[field];
    else fields[field] = value;
  }
  return fields;
}

/** Notes the rungs that are done, after an answer; the user has left once none is to come. */
export function markRungs(state: SyncState): SyncState {
  const { link, learnt } = state;
  const leaving = link?.owned.leaving ?? null;
  if (link === null || leaving === null) return state;
  const { done: isAsked, denied } = learnt.company ?? {};
  const isCompanyTaken = isAsked === true && !denied;
  if (link.owned.left) {
    // One that was hidden has come last.
    const isNews = isCompanyTaken && !leaving.done.includes('company');
    return isNews ? marked(state, link, { ...leaving, done: ['company', ...leaving.done] }, true) : state;
  }
  const due = dueRungs(state, leaving);
  const isAccessGone = !isAccessDue(link, due, state.desired?.tags ?? []);
  const areConsentsGone = learnt.consents !== undefined && areWithdrawn(learnt.consents);
  const isNewly: Readonly<Record<Rung, boolean>> = {
    company: isCompanyTaken || isCompanyless(state),
    block: due.includes('block') && isAccessGone,
    tags: due.includes('tags') && isAccessGone,
    consent: due.includes('consent') && areConsentsGone,
  };
  const done = RUNGS.filter((rung) => leaving.done.includes(rung) || isNewly[rung]);
  const left = RUNGS.every(
    (rung) =>
      done.includes(rung) ||
      !isOn(state.settings.leaving, leaving, rung) ||
      // Of companies that are denied no more can be taken now; the certificate says so.
      (rung === 'company' && isAsked && denied),
  );
  return marked(state, link, { ...leaving, done }, left);
}

function marked(state: SyncState, link: Link, leaving: Leaving, left: boolean): SyncState {
  return { ...state, link: { ...link, owned: { ...link.owned, left, leaving } } };
}

/** Marketing consents that are given, or about to be (RULES 15 d). */
function withdrawals({ email, sms }: Consents): CustomerStep[] {
  return [
    ...(isGiven(email) ? [{ kind: 'emailConsent', consent: withdrawn(email) } as const] : []),
    ...(isGiven(sms) ? [{ kind: 'smsConsent', consent: withdrawn(sms) } as const] : []),
  ];
}

/** Whether no consent is left to be withdrawn. */
export function areWithdrawn(consents: Consents): boolean {
  return withdrawals(consents).length === 0;
}

function isGiven(consent: Consent | null): consent is Consent {
  return consent?.state === 'SUBSCRIBED' || consent?.state === 'PENDING';
}

function withdrawn({ level }: Consent): Consent {
  return { state: 'UNSUBSCRIBED', level };
}
