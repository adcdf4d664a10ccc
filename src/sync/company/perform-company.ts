// Asks Shopify what the plan for companies wants, and takes the answer into the state of a try.
import { markRungs } from '../leaving.ts';
import type { CallOptions, CompanyGateway, Link } from '../ports.ts';
import type { SyncState } from '../state.ts';
import type { CompanyStep, CompanyStepResult, OwnedCompany, RoleWish } from './company-port.ts';
import type { CompanyAsk, CompanyLearnt } from './company-state.ts';
import { isSameWish } from './resolve-roles.ts';
import { contactsDenied, roleRefused, unavailable } from './warnings.ts';

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
      const contacts = await companies.contacts(ask.customerId, options);
      if (contacts !== 'denied') return learn(state, { contacts });
      return learn(warn(state, contactsDenied()), { contacts: [], noContact: true });
    }
    case 'assume':
      return learn(state, { contacts: [] });
    case 'write':
      return absorbStep(state, ask, await companies.write(ask.step, options));
    case 'conclude':
      return markRungs(
        learn(
          record(state, () => ask.record),
          { done: true },
        ),
      );
  }
}

function absorbStep(
  state: SyncState,
  ask: Extract<CompanyAsk, { kind: 'write' }>,
  result: CompanyStepResult,
): SyncState {
  const { step } = ask;
  const { refusals } = result;
  const unforeseen = refusals.find(({ kind }) => kind === 'rejected');
  if (unforeseen !== undefined) {
    const { field, message, requestId } = unforeseen;
    const rejection = { code: 'rejected', field, message, requestId } as const;
    return { ...state, learnt: { ...state.learnt, unforeseen: rejection } };
  }
  if (ask.wanted === null && refusals.some(({ kind }) => kind === 'denied')) {
    return learn(state, { contacts: [], noContact: true });
  }
  switch (step.kind) {
    case 'contactAssign':
      return absorbContact(state, step, result, ask.wanted?.rule ?? 0);
    case 'rolesChange':
      return absorbRoles(state, step, result, ask.wanted?.rule ?? 0);
    case 'contactRemove': {
      // One that is not there any more is as good as removed.
      const contacts = contactsOf(state).filter(({ id }) => id !== step.contactId);
      return learn(state, { contacts });
    }
  }
}

function absorbContact(
  state: SyncState,
  { companyId }: Extract<CompanyStep, { kind: 'contactAssign' }>,
  { contactId, refusals }: CompanyStepResult,
  rule: number,
): SyncState {
  if (contactId !== null) {
    return learn(state, { contacts: [...contactsOf(state), { id: contactId, companyId, roles: [] }] });
  }
  // It is a contact already, of whatever company: by a merchant, or by a call of ours whose answer never came.
  if (refusals.some(({ kind }) => kind === 'associated') && !state.learnt.company?.mustRead) {
    return readAnew(record(state, () => null));
  }
  const denied = refusals.some(({ kind }) => kind === 'denied');
  return learn(denied ? warn(state, unavailable('denied', rule)) : state, { noContact: true });
}

function absorbRoles(
  state: SyncState,
  { contactId, revoke, assign }: Extract<CompanyStep, { kind: 'rolesChange' }>,
  { assigned, refusals }: CompanyStepResult,
  rule: number,
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
  const isOurs = (role: RoleWish & { id: string | null }) =>
    !(role.id !== null && revoke.includes(role.id)) && !refused.some((wish) => isSameWish(wish, role));
  const written = record(state, (ours) =>
    ours === null
      ? null
      : {
          ...ours,
          roles: ours.roles
            .filter(isOurs)
            .map((role) => assigned.find((made) => isSameWish(made, role)) ?? role),
        },
  );
  const told = refused.length === 0 ? written : warn(written, roleRefused(rule));
  return learn(told, { contacts, refused: [...(state.learnt.company?.refused ?? []), ...refused] });
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
