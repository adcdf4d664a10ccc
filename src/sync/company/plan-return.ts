// Gives back what merchants had given of companies before a leaving took it (RULES 17, 18): once, behind what the rules
// give now, and as far as Shopify's limits allow. Pure.
import { say } from '../../notices/notices.ts';
import type { Link } from '../ports.ts';
import type { Action, SyncState } from '../state.ts';
import type { CompanyStep, Contact, TakenContact } from './company-port.ts';
import type { CompanyLearnt } from './company-state.ts';
import { MAX_ENTRIES } from './contact-parts.ts';
import { ask } from './plan-company.ts';
import { isSameWish } from './resolve-roles.ts';
import { lostCompany, lostRole } from './warnings.ts';

/** The next step, or undefined once there is none, or companies are denied: then it stays noted. */
export function planReturn(state: SyncState, { owned }: Link, customerId: string): Action | undefined {
  const learnt = state.learnt.company ?? {};
  const { taken } = owned;
  if (taken.length === 0 || learnt.returned || learnt.denied) return undefined;
  const { contacts } = learnt;
  if (contacts === undefined) return ask({ kind: 'contacts', customerId, likely: true });
  for (const given of taken) {
    const step = nextStep(given, contacts, learnt, customerId);
    if (step !== undefined) return ask({ kind: 'write', step, wanted: null });
  }
  const warnings = taken.flatMap((given) => lossesOf(given, contacts, learnt));
  return ask({ kind: 'returned', warnings });
}

function nextStep(
  given: TakenContact,
  contacts: readonly Contact[],
  learnt: CompanyLearnt,
  customerId: string,
): CompanyStep | undefined {
  const { companyId, isMain, roles } = given;
  const contact = contacts.find((each) => each.companyId === companyId);
  if (contact === undefined) {
    const isPossible = contacts.length === 0 && learnt.lost?.[companyId] === undefined;
    return isOwed(given) && isPossible ? { kind: 'contactAssign', companyId, customerId } : undefined;
  }
  const contactId = contact.id;
  const missing = roles.filter(
    (role) =>
      !contact.roles.some(({ locationId }) => locationId === role.locationId) &&
      !learnt.refused?.some((wish) => isSameWish(wish, role)),
  );
  if (missing.length > 0) {
    const assign = missing.slice(0, MAX_ENTRIES).map(({ locationId, roleId }) => ({ locationId, roleId }));
    return { kind: 'rolesChange', contactId, revoke: [], assign };
  }
  const isPossible = isMain && !contact.isMain && learnt.lost?.[contactId] === undefined;
  return isPossible ? { kind: 'mainContact', companyId, contactId } : undefined;
}

/** Whether it is more than the first place among the contacts, which is nothing without a contact. */
function isOwed({ byMerchant, roles }: TakenContact): boolean {
  return byMerchant || roles.length > 0;
}

/** What of it is not given back, and why. */
function lossesOf(given: TakenContact, contacts: readonly Contact[], { lost }: CompanyLearnt): string[] {
  const { companyId, companyName, roles } = given;
  const contact = contacts.find((each) => each.companyId === companyId);
  if (contact === undefined) {
    return isOwed(given) ? [lostCompany(companyName, contacts.length > 0 ? 'other' : lost?.[companyId])] : [];
  }
  const lostRoles = roles.flatMap((role) => {
    const there = contact.roles.find(({ locationId }) => locationId === role.locationId);
    if (there?.roleId === role.roleId) return [];
    return [lostRole(role, companyName, there !== undefined)];
  });
  const main =
    lost?.[contact.id] === undefined ? [] : [say('main_contact_not_returned', { company: companyName })];
  return [...lostRoles, ...main];
}
