// The leaver certificate (RULES 20): what Shopify shows of a customer after the rungs, and what the person can still do. Pure.
import { areWithdrawn, isOn, markRungs, mayHaveCompany, RUNGS, takesAll } from './leaving.ts';
import type {
  Certificate,
  CompaniesProof,
  Contact,
  DirtyUser,
  LeaverReading,
  Leaving,
  Link,
  OwnedCompany,
  OwnedKey,
  Rung,
  RungProof,
  StillPossible,
} from './ports.ts';
import type { Action, SyncState, Verdict } from './state.ts';
import { hasTag, LEAVER_TAG } from './tags.ts';

/** Enough for what landed late; what contradicts itself twice is left for a later try. */
const MAX_PROOFS = 2;

/** Whether the rungs are done, nothing can land any more, and Shopify was not asked yet what is now so. */
export function isUnproven(state: SyncState, { owned }: Link): boolean {
  if (state.learnt.proof !== undefined || owned.verify !== null) return false;
  if (owned.leaving === null || isCertified(state, owned.leaving)) return false;
  // Where the rungs that are on have nothing to take, no answer marks them.
  return owned.left || markRungs(state).link?.owned.left === true;
}

/** Each of those who share a customer has left, and has a certificate of its own. */
export function isCertified({ own }: SyncState, { certified, certifiedFor }: Leaving): boolean {
  return certified && (certifiedFor?.includes(own.connection) ?? true);
}

/** Asks Shopify what is now so; of a company that may matter, what was denied to others is not believed. */
export function proveLeaving(state: SyncState, link: Link, customerId: string): Action {
  const asksCompanies = mayHaveCompany(state, link) && !state.learnt.company?.denied;
  return { do: 'readLeaver', customerId, asksCompanies };
}

/** Whether what Shopify takes is again and again not so. */
export function isVain({ learnt }: SyncState): boolean {
  return learnt.proof?.isComplete === false && (learnt.proofs ?? 0) >= MAX_PROOFS;
}

/** A customer that was deleted has nothing any more, whatever was to be taken from it. */
function isSo(
  rung: Rung,
  { settings }: SyncState,
  link: Link,
  leaving: Leaving,
  { customer }: LeaverReading,
): boolean {
  if (customer === null) return true;
  const merchants = link.before?.tags ?? [];
  switch (rung) {
    case 'company': {
      const contacts = customer.companies?.contacts ?? [];
      if (takesAll(settings.leaving) && contacts.some(({ roles }) => roles.length > 0)) return false;
      return contacts.every((contact) => isWithoutOurs(contact, leaving));
    }
    case 'block':
      return (
        customer.active === 'false' &&
        (hasTag(customer.tags, LEAVER_TAG) || link.owned.refused[`tag:${LEAVER_TAG}`] !== undefined)
      );
    case 'tags':
      return !leaving.removedTags.some((tag) => hasTag(customer.tags, tag) && !hasTag(merchants, tag));
    case 'consent':
      return areWithdrawn(customer.consents);
  }
}

/** Whether nothing of what the leaving took is on a contact; what is given anew has other ids. */
function isWithoutOurs({ id, roles }: Contact, { removedContacts, removedRoles }: Leaving): boolean {
  return !removedContacts.includes(id) && !roles.some((role) => removedRoles.includes(role.id));
}

/** Takes a reading in: it proves the leaving, or what it contradicts is to be done again. */
export function absorbProof(state: SyncState, reading: LeaverReading, at: number): SyncState {
  const link = state.link as Link;
  const leaving = link.owned.leaving as Leaving;
  if (reading.customer === null && !state.learnt.released) {
    return { ...state, learnt: { ...state.learnt, missing: true } };
  }
  const isReturned = isHandedBack(state, link);
  const rungs = RUNGS.map((rung): RungProof => {
    if (isReturned) return { rung, state: 'handed_back' };
    if (!isOn(state.settings.leaving, leaving, rung)) return { rung, state: 'off' };
    if (rung === 'company' && reading.customer?.companies === null) return { rung, state: 'unreadable' };
    return { rung, state: isSo(rung, state, link, leaving, reading) ? 'done' : 'not_so' };
  });
  const failed = rungs.flatMap(({ rung, state: proven }) => (proven === 'not_so' ? [rung] : []));
  // A shop that never had B2B has nothing to show.
  const isHidden = rungs.some((rung) => rung.state === 'unreadable') && mayHaveCompany(state, link);
  const proof = { at, reading, rungs, isComplete: failed.length === 0 && !isHidden };
  const proofs = (state.learnt.proofs ?? 0) + 1;
  if (proof.isComplete) {
    const certifiedFor = [...(leaving.certifiedFor ?? []), state.own.connection];
    const owned = { ...link.owned, leaving: { ...leaving, certified: true, certifiedFor } };
    return { ...state, link: { ...link, owned }, learnt: { ...state.learnt, proof, proofs } };
  }
  if (failed.length === 0) return { ...state, learnt: { ...state.learnt, proof, proofs } };
  const consents = reading.customer === null ? {} : { consents: reading.customer.consents };
  const contacts = reading.customer?.companies?.contacts;
  const company = failed.includes('company') && contacts !== undefined ? { company: { contacts } } : {};
  const learnt = { ...state.learnt, ...consents, ...company, proof, proofs };
  return { ...state, link: undo(link, leaving, failed, reading), learnt };
}

/** The record after a reading that contradicts it: these rungs are gone down once more. */
function undo(link: Link, leaving: Leaving, failed: readonly Rung[], { customer }: LeaverReading): Link {
  const { owned } = link;
  const back = leaving.removedTags.filter((tag) => hasTag(customer?.tags ?? [], tag));
  const doubt: OwnedKey[] = failed.includes('block') ? ['metafield:active', `tag:${LEAVER_TAG}`] : [];
  return {
    ...link,
    owned: {
      ...owned,
      left: false,
      tags: [...new Set([...owned.tags, ...back])],
      company: failed.includes('company') ? companyBack(owned.company, leaving, customer) : owned.company,
      doubt: [...new Set([...owned.doubt, ...doubt])],
      leaving: { ...leaving, done: leaving.done.filter((rung) => !failed.includes(rung)) },
    },
  };
}

/** What of ours is on a company again, or still. */
function companyBack(
  known: OwnedCompany | null,
  leaving: Leaving,
  customer: LeaverReading['customer'],
): OwnedCompany | null {
  const contact = customer?.companies?.contacts.find((each) => !isWithoutOurs(each, leaving));
  if (contact === undefined) return known;
  const { id, companyId, roles } = contact;
  return {
    companyId,
    made: leaving.removedContacts.includes(id),
    roles: roles.filter((role) => leaving.removedRoles.includes(role.id)),
    key: null,
    warnings: [],
  };
}

function isHandedBack({ desired, settings, learnt }: SyncState, { origin }: Link): boolean {
  if (desired !== null || origin !== 'adopted' || settings.isHandedBack) return false;
  return learnt.released === true && settings.leaving.adoptedOnDelete === 'handBack';
}

/** What makes a certificate one of ours. */
export interface Seal {
  readonly newId: () => string;
  /** Keyed, so that nobody without the key can try names out on it. */
  readonly digest: (text: string) => string;
}

/** What a try found out for a certificate; null where nothing was read back. */
export function certificateOf(
  row: DirtyUser,
  state: SyncState,
  verdict: Verdict,
  original: Link | null,
  seal: Seal,
): Certificate | null {
  const { proof } = state.learnt;
  const { link, who } = state;
  const leaving = link?.owned.leaving;
  if (proof === undefined || link === null || leaving == null) return null;
  const { customer, requestId } = proof.reading;
  const deniedFor = customer?.companiesDeniedForMs ?? null;
  const userName = who?.nameKey ?? null;
  const email = original?.owned.fields.email ?? original?.emailKey ?? null;
  return {
    id: seal.newId(),
    userId: row.subject,
    kind: leaving.kind,
    version: state.own.isShared ? state.version : leaving.version,
    since: leaving.since,
    customerId: link.customerId,
    outcome: outcomeOf(state, link, verdict),
    isComplete: proof.isComplete,
    provenAt: proof.at,
    requestId,
    accountState: customer?.state ?? null,
    rungs: proof.rungs,
    companies: companiesOf(proof.reading),
    companiesDeniedAt: deniedFor === null ? null : proof.at - deniedFor,
    stillPossible: stillPossible(proof.rungs, proof.reading),
    digests: { userName: userName && seal.digest(userName), email: email && seal.digest(email) },
    person: { userName, email },
  };
}

function outcomeOf({ desired }: SyncState, { origin }: Link, verdict: Verdict): Certificate['outcome'] {
  if (desired !== null) return 'deactivated';
  if (verdict.link === 'tombstone') return origin === 'created' ? 'tombstone' : 'kept_blocked';
  return origin === 'created' ? 'deleted' : 'handed_back';
}

/** By ids alone. */
function companiesOf({ customer, requestId }: LeaverReading): CompaniesProof | null {
  if (customer === null) return { contacts: [], requestId };
  if (customer.companies === null) return null;
  const contacts = customer.companies.contacts.map(({ id: contactId, companyId, roles }) => ({
    contactId,
    companyId,
    roles: roles.map(({ locationId, roleId }) => ({ locationId, roleId })),
  }));
  return { contacts, requestId: customer.companies.requestId };
}

/** No call of Shopify's takes these away, or the connection leaves them. */
function stillPossible(rungs: readonly RungProof[], { customer }: LeaverReading): StillPossible[] {
  if (customer === null) return ['guest_checkout', 'register_anew'];
  const isBlocked = rungs.some(({ rung, state }) => rung === 'block' && state === 'done');
  const { email, sms } = customer.consents;
  const hasConsent = !areWithdrawn({ email, sms });
  const hasRole = customer.companies?.contacts.some(({ roles }) => roles.length > 0) ?? false;
  return [
    'guest_checkout',
    'log_in',
    ...(hasRole ? ['order_for_company' as const] : []),
    isBlocked ? 'buy_without_checkout_rule' : 'buy',
    ...(hasConsent ? ['marketing' as const] : []),
    ...(customer.state === 'INVITED' ? ['accept_invitation' as const] : []),
  ];
}
