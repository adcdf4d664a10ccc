// Asks Shopify what the plan for companies wants, and takes the answer into the state of a try.
import { say } from '../../notices/notices.ts';
import { markRungs } from '../leaving.ts';
import type { CallOptions, CompanyGateway, Link } from '../ports.ts';
import type { SyncState } from '../state.ts';
import type {
  CompanyRefusalKind,
  CompanyStep,
  CompanyStepResult,
  OwnedCompany,
  RoleWish,
} from './company-port.ts';
import type { CompanyAsk, CompanyLearnt } from './company-state.ts';
import { isSameWish } from './resolve-roles.ts';
import { unavailable } from './warnings.ts';

export async function performCompany(
  state: SyncState,
  ask: CompanyAsk,
  companies: CompanyGateway,
  options: CallOptions,
): Promise<SyncState> {
  switch (ask.kind) {
    case 'find':
      return learn(state, { answer: await companies.find(ask.wanted, options) });
    case 'contacts': {
      const contacts = await companies.contacts(ask.customerId, ask.likely, options);
      return contacts === 'denied'
        ? denied(warn(state, say('companies_unreadable')))
        : learn(state, { contacts });
    }
    case 'assume':
      return learn(state, { contacts: [] });
    case 'write':
      return absorbStep(unproven(state), ask, await companies.write(ask.step, options));
    case 'conclude':
      return markRungs(
        learn(
          record(state, () => ask.record),
          { done: true },
        ),
      );
    case 'returned':
      return learn(recordReturn(state, ask.warnings), { returned: true });
  }
}

/** What was read back before is of the past. */
function unproven(state: SyncState): SyncState {
  const { proof: _, ...learnt } = state.learnt;
  return { ...state, learnt };
}

/** Nothing is known of companies, and nothing can be changed. */
function denied(state: SyncState): SyncState {
  return learn(state, { contacts: [], denied: true });
}

function recordReturn(state: SyncState, warnings: readonly string[]): SyncState {
  const link = state.link as Link;
  const notReturned = warnings.length === 0 ? null : { version: state.version, warnings };
  return { ...state, link: { ...link, owned: { ...link.owned, taken: [], notReturned } } };
}

type Write = Extract<CompanyAsk, { kind: 'write' }>;

function absorbStep(state: SyncState, ask: Write, result: CompanyStepResult): SyncState {
  const { step } = ask;
  const { refusals } = result;
  const unforeseen = refusals.find(({ kind }) => kind === 'rejected');
  if (unforeseen !== undefined && !isForgivable(ask)) {
    const { field, message, requestId } = unforeseen;
    const rejection = { code: 'rejected', field, message, requestId } as const;
    return { ...state, learnt: { ...state.learnt, unforeseen: rejection } };
  }
  if (refusals.some(({ kind }) => kind === 'denied')) return absorbDenial(state, ask);
  switch (step.kind) {
    case 'contactAssign':
      return absorbContact(state, step, result, ask.wanted?.rule ?? null);
    case 'rolesChange':
      return absorbRoles(state, step, result, ask.wanted?.rule ?? null);
    case 'contactRemove':
      return absorbRemoval(state, step, result);
    case 'mainContact': {
      const { contactId } = step;
      const [refusal] = refusals;
      if (refusal !== undefined) return lose(state, contactId, refusal.kind);
      const contacts = contactsOf(state).map((contact) =>
        contact.id === contactId ? { ...contact, isMain: true } : contact,
      );
      return learn(state, { contacts });
    }
  }
}

/** Nothing was changed: what the step was to give is not ours, and what it was to take still is. */
function absorbDenial(state: SyncState, { step, wanted }: Write): SyncState {
  if (wanted === null) return denied(state);
  const unmade = step.kind === 'rolesChange' ? step.assign : [];
  const kept = record(state, (ours) => {
    if (ours === null || step.kind === 'contactAssign') return null;
    const isUnmade = (role: RoleWish & { id: string | null }) =>
      role.id === null && unmade.some((wish) => isSameWish(wish, role));
    return { ...ours, roles: ours.roles.filter((role) => !isUnmade(role)) };
  });
  return denied(warn(kept, unavailable('denied', wanted.rule)));
}

/** A contact that is not removed loses its roles instead; what is not given back is told, and not tried again. */
function isForgivable({ step, wanted }: Write): boolean {
  if (step.kind === 'contactRemove' || step.kind === 'mainContact') return true;
  return wanted === null && (step.kind === 'contactAssign' || step.assign.length > 0);
}

function absorbRemoval(
  state: SyncState,
  { contactId }: Extract<CompanyStep, { kind: 'contactRemove' }>,
  { refusals }: CompanyStepResult,
): SyncState {
  const contact = contactsOf(state).find(({ id }) => id === contactId);
  // One that is not there any more is as good as removed.
  if (contact === undefined || refusals.some(({ kind }) => kind !== 'missing')) {
    const kept = [...(state.learnt.company?.kept ?? []), contactId];
    return learn(warn(state, say('contact_kept')), { kept });
  }
  const contacts = contactsOf(state).filter(({ id }) => id !== contactId);
  const roles = contact.roles.map(({ id }) => id);
  return learn(recordRemoved(state, [contactId], roles), { contacts });
}

/** What a leaving took, so that it can be looked for when it is read back (RULES 20). */
function recordRemoved(state: SyncState, contacts: readonly string[], roles: readonly string[]): SyncState {
  const link = state.link as Link;
  const { leaving } = link.owned;
  if (leaving === null) return state;
  const noted = {
    ...leaving,
    removedContacts: [...leaving.removedContacts, ...contacts],
    removedRoles: [...leaving.removedRoles, ...roles],
  };
  return { ...state, link: { ...link, owned: { ...link.owned, leaving: noted } } };
}

/** @param rule null where a merchant's gift is given back */
function absorbContact(
  state: SyncState,
  { companyId }: Extract<CompanyStep, { kind: 'contactAssign' }>,
  { contactId, refusals }: CompanyStepResult,
  rule: number | null,
): SyncState {
  if (contactId !== null) {
    const contact = { id: contactId, companyId, companyName: '', isMain: false, roles: [] };
    return learn(state, { contacts: [...contactsOf(state), contact] });
  }
  // It is a contact already, of whatever company: by a merchant, or by a call of ours whose answer never came.
  if (refusals.some(({ kind }) => kind === 'associated') && !state.learnt.company?.mustRead) {
    return readAnew(rule === null ? state : record(state, () => null));
  }
  if (rule === null) return lose(state, companyId, refusals[0]?.kind ?? 'rejected');
  return learn(state, { noContact: true });
}

/** It is not given back. */
function lose(state: SyncState, id: string, kind: CompanyRefusalKind): SyncState {
  return learn(state, { lost: { ...state.learnt.company?.lost, [id]: kind } });
}

function absorbRoles(
  state: SyncState,
  { contactId, revoke, assign }: Extract<CompanyStep, { kind: 'rolesChange' }>,
  { assigned, refusals }: CompanyStepResult,
  rule: number | null,
): SyncState {
  if (refusals.some(({ kind }) => kind === 'assigned') && !state.learnt.company?.mustRead) {
    return readAnew(state);
  }
  const refused = assign.filter((wish) => !assigned.some((made) => isSameWish(wish, made)));
  const contacts = contactsOf(state).map((contact) =>
    contact.id === contactId
      ? { ...contact, roles: [...contact.roles.filter(({ id }) => !revoke.includes(id)), ...assigned] }
      : contact,
  );
  const known = [...(state.learnt.company?.refused ?? []), ...refused];
  const revoked = revoke.length === 0 ? state : recordRemoved(state, [], revoke);
  // What is given back stays the merchant's.
  if (rule === null && assign.length > 0) return learn(revoked, { contacts, refused: known });
  const isOurs = (role: RoleWish & { id: string | null }) =>
    !(role.id !== null && revoke.includes(role.id)) && !refused.some((wish) => isSameWish(wish, role));
  const written = record(revoked, (ours) =>
    ours === null
      ? null
      : {
          ...ours,
          roles: ours.roles
            .filter(isOurs)
            .map((role) => assigned.find((made) => isSameWish(made, role)) ?? role),
        },
  );
  const told = refused.length === 0 ? written : warn(written, say('role_refused', { rule: rule ?? 0 }));
  return learn(told, { contacts, refused: known });
}

function contactsOf({ learnt }: SyncState) {
  return learnt.company?.contacts ?? [];
}

function learn(state: SyncState, news: CompanyLearnt): SyncState {
  return { ...state, learnt: { ...state.learnt, company: { ...state.learnt.company, ...news } } };
}

function readAnew(state: SyncState): SyncState {
  const { contacts: _, ...known } = state.learnt.company ?? {};
  return { ...state, learnt: { ...state.learnt, company: { ...known, mustRead: true } } };
}

function warn(state: SyncState, warning: string): SyncState {
  return learn(state, { warnings: [...(state.learnt.company?.warnings ?? []), warning] });
}

function record(state: SyncState, change: (ours: OwnedCompany | null) => OwnedCompany | null): SyncState {
  const link = state.link as Link;
  const company = change(link.owned.company);
  return { ...state, link: { ...link, owned: { ...link.owned, company } } };
}

/** Nobody knows whether Shopify took the step: what stands is read, now and once nothing can land any more. */
export function doubtCompany(link: Link, landsBy: number): Link {
  const { owned } = link;
  const company = owned.company && { ...owned.company, key: null };
  return { ...link, owned: { ...owned, company, verify: { at: landsBy, keys: owned.verify?.keys ?? [] } } };
}
