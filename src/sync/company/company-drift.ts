// Whether another hand has taken a company, or a role, from a customer that we had given it: pure.
import type { Contact, OwnedCompany, RoleWish } from './company-port.ts';
import { isSameWish } from './resolve-roles.ts';

/** Whether there is something that it could differ from: what is in doubt, or was never given, is no other hand's. */
export function isCompanyGiven(ours: OwnedCompany | null): ours is OwnedCompany & { companyId: string } {
  return ours !== null && ours.companyId !== null && ours.key !== null;
}

/** What of a contact tells whether it lost something of ours. */
export interface Membership extends Pick<Contact, 'companyId'> {
  readonly roles: readonly RoleWish[];
}

/** What a merchant gave beside ours is the merchant's, and no difference (RULES 11). */
export function hasLostCompany(ours: OwnedCompany | null, contacts: readonly Membership[]): boolean {
  if (!isCompanyGiven(ours)) return false;
  const contact = contacts.find(({ companyId }) => companyId === ours.companyId);
  if (contact === undefined) return ours.made || ours.roles.length > 0;
  // One that a merchant gave again in our place is as good as ours.
  return ours.roles.some((role) => !contact.roles.some((standing) => isSameWish(standing, role)));
}
