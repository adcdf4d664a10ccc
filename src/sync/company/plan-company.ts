// What is to be done next so that a customer has the company and the roles that its groups give, and no others of ours
// (RULES 11, 21): pure.
import { say } from '../../notices/notices.ts';
import type { Link } from '../ports.ts';
import type { Action, SyncState } from '../state.ts';
import type { CompanyFacts, Contact, OwnedCompany, RoleWish, WantedCompany } from './company-port.ts';
import type { CompanyAsk, CompanyLearnt } from './company-state.ts';
import { givenCompany, MAX_ENTRIES, noteTaken, rolesOfOurs } from './contact-parts.ts';
import { isSameWish, resolveRoles } from './resolve-roles.ts';
import { unavailable } from './warnings.ts';

/** Where something could not be given, each try of the user tries it once more. */
export function isCompanySettled(ours: OwnedCompany | null, wanted: WantedCompany | null): boolean {
  if (ours === null) return wanted === null;
  return ours.key === keyOf(wanted) && (wanted === null || ours.warnings.length === 0);
}

/** The next step, or undefined once there is none. */
export function planCompany(
  state: SyncState,
  wanted: WantedCompany | null,
  link: Link,
  customerId: string,
): Action | undefined {
  const learnt = state.learnt.company ?? {};
  const ours = link.owned.company;
  if (learnt.done || isCompanySettled(ours, wanted)) return undefined;
  if (wanted !== null && learnt.answer === undefined) return ask({ kind: 'find', wanted });
  const facts = learnt.answer?.kind === 'found' ? learnt.answer.company : null;
  const { contacts } = learnt;
  if (contacts === undefined) {
    if (ours === null && facts === null) return conclude(state, link, wanted, nothing(learnt, wanted));
    return ask(
      isSurelyNone(state, link, learnt) ? { kind: 'assume' } : { kind: 'contacts', customerId, likely: true },
    );
  }
  if (learnt.denied) return conclude(state, link, wanted, unread(learnt, link, wanted));
  const others = contacts.filter(({ companyId }) => companyId !== facts?.id);
  const farewell = planFarewell(link, others, learnt, wanted);
  if (farewell !== undefined) return farewell;
  if (wanted === null || facts === null) return conclude(state, link, wanted, nothing(learnt, wanted));
  const contact = contacts.find(({ companyId }) => companyId === facts.id);
  if (contact === undefined && (others.length > 0 || learnt.noContact)) {
    const warning = say(others.length > 0 ? 'other_company' : 'contact_not_made', { rule: wanted.rule });
    return conclude(state, link, wanted, nothing(learnt, wanted, [warning]));
  }
  return planMember({ state, link, wanted, facts, contact, customerId });
}

interface Member {
  readonly state: SyncState;
  readonly link: Link;
  readonly wanted: WantedCompany;
  readonly facts: CompanyFacts;
  readonly contact: Contact | undefined;
  readonly customerId: string;
}

/** The customer becomes, or is, a contact of the company that is wanted: its roles follow. */
function planMember({ state, link, wanted, facts, contact, customerId }: Member): Action {
  const learnt = state.learnt.company ?? {};
  const ours = link.owned.company?.companyId === facts.id ? link.owned.company : null;
  const { wishes, warnings } = resolveRoles(wanted.roles, facts);
  const mine = contact === undefined ? [] : rolesOfOurs(ours, contact);
  const merchants = contact?.roles.filter((role) => !mine.includes(role)) ?? [];
  const losers = wishes.filter(({ wish }) =>
    merchants.some(({ locationId, roleId }) => locationId === wish.locationId && roleId !== wish.roleId),
  );
  // What a merchant gave before the user left is given back as the merchant's.
  const taken = link.owned.taken.find(({ companyId }) => companyId === facts.id);
  const wished = wishes
    .map(({ wish }) => wish)
    .filter((wish) => !merchants.some(({ locationId }) => locationId === wish.locationId))
    .filter((wish) => !taken?.roles.some((role) => isSameWish(wish, role)));
  const stale = mine.filter((role) => !wished.some((wish) => isSameWish(wish, role)));
  const missing = wished.filter(
    (wish) =>
      !mine.some((role) => isSameWish(wish, role)) &&
      !learnt.refused?.some((refused) => isSameWish(wish, refused)),
  );
  const record: OwnedCompany = {
    companyId: facts.id,
    made: contact === undefined ? !taken?.byMerchant : (ours?.made ?? false),
    roles: [...mine, ...missing.map((wish) => ({ ...wish, id: null }))],
    key: null,
    warnings: [],
  };
  if (contact === undefined || missing.length > 0) {
    // Noted before the first write: after a crash it must be known which roles are not the merchant's.
    if (!isNoted(ours, record)) return saveRecord(link, record);
  }
  if (contact === undefined) {
    return ask({ kind: 'write', step: { kind: 'contactAssign', companyId: facts.id, customerId }, wanted });
  }
  if (stale.length > 0 || missing.length > 0) {
    const revoke = stale.slice(0, MAX_ENTRIES).map(({ id }) => id);
    const assign = missing.slice(0, MAX_ENTRIES);
    const step = { kind: 'rolesChange', contactId: contact.id, revoke, assign } as const;
    return ask({ kind: 'write', step, wanted });
  }
  const told = [
    ...(learnt.warnings ?? []),
    ...warnings,
    ...losers.map(({ rule }) => say('other_role', { rule })),
  ];
  return conclude(state, link, wanted, { ...record, warnings: told });
}

/** Takes what is ours off the companies that are not wanted: the contact too, if we made it and nothing else is on it. */
function planFarewell(
  link: Link,
  contacts: readonly Contact[],
  { kept }: CompanyLearnt,
  wanted: WantedCompany | null,
): Action | undefined {
  const { company: ours, leaving, taken } = link.owned;
  const contact = contacts.find(({ companyId }) => companyId === ours?.companyId);
  if (ours === null || contact === undefined) return undefined;
  const contactId = contact.id;
  const mine = rolesOfOurs(ours, contact);
  if (ours.made && mine.length === contact.roles.length && !kept?.includes(contactId)) {
    // That it is the company's main contact is a merchant's doing.
    const noted = leaving === null ? taken : noteTaken(link.owned, contact);
    if (noted !== taken) {
      return { do: 'saveLink', link: { ...link, owned: { ...link.owned, taken: noted } } };
    }
    return ask({ kind: 'write', step: { kind: 'contactRemove', contactId }, wanted });
  }
  if (mine.length === 0) return undefined;
  const revoke = mine.slice(0, MAX_ENTRIES).map(({ id }) => id);
  return ask({ kind: 'write', step: { kind: 'rolesChange', contactId, revoke, assign: [] }, wanted });
}

/** A customer that we made, and never gave a company, has none, unless Shopify says otherwise. */
function isSurelyNone(
  { suspect, learnt }: SyncState,
  { origin, owned }: Link,
  known: CompanyLearnt,
): boolean {
  if (known.mustRead || suspect || owned.verify !== null) return false;
  const wasRead = learnt.snapshot !== undefined || learnt.byLink !== undefined;
  return owned.company === null && origin === 'created' && !wasRead;
}

function isNoted(ours: OwnedCompany | null, record: OwnedCompany): boolean {
  if (ours === null || ours.key !== null || ours.made !== record.made) return false;
  return record.roles.every((role: RoleWish) => ours.roles.some((known) => isSameWish(known, role)));
}

function nothing(
  { warnings = [], answer }: CompanyLearnt,
  wanted: WantedCompany | null,
  more: readonly string[] = [],
): OwnedCompany {
  const kind = answer?.kind ?? 'none';
  const why = wanted === null || kind === 'found' ? [] : [unavailable(kind, wanted.rule)];
  return { companyId: null, made: false, roles: [], key: null, warnings: [...why, ...warnings, ...more] };
}

/** Where companies are denied, what was given stays ours, and the next try looks for it. */
function unread(learnt: CompanyLearnt, { owned }: Link, wanted: WantedCompany | null): OwnedCompany {
  const told = nothing(learnt, wanted);
  const ours = givenCompany(owned);
  return ours === null ? told : { ...ours, warnings: told.warnings };
}

/** What was taken away is remembered while a call of ours that was cut off may still give it back. */
export function conclude(
  state: SyncState,
  { owned }: Link,
  wanted: WantedCompany | null,
  record: OwnedCompany | null,
): Action {
  const key = keyOf(wanted);
  const isPending = owned.verify !== null && owned.verify.at > state.now;
  if (wanted !== null && record !== null) return ask({ kind: 'conclude', record: { ...record, key } });
  // What could not be taken away stays ours, and the next try takes it.
  if (state.learnt.company?.denied) {
    const ours = givenCompany(owned);
    return ask({ kind: 'conclude', record: ours && { ...ours, key: null } });
  }
  const roles = owned.company?.roles.map((role) => ({ ...role, id: null })) ?? [];
  const kept = isPending && owned.company !== null ? { ...owned.company, roles, key, warnings: [] } : null;
  return ask({ kind: 'conclude', record: kept });
}

function saveRecord(link: Link, company: OwnedCompany): Action {
  return { do: 'saveLink', link: { ...link, owned: { ...link.owned, company } } };
}

export function ask(given: CompanyAsk): Action {
  return { do: 'company', ask: given };
}

function keyOf(wanted: WantedCompany | null): string {
  return JSON.stringify(wanted);
}
