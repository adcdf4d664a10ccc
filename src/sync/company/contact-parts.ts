// What of a contact is ours, and what a merchant's: pure.
import type { Owned } from '../ports.ts';
import type { Contact, OwnedCompany, RoleAssignment, TakenContact } from './company-port.ts';
import { isSameWish } from './resolve-roles.ts';

/** Shopify takes no more in one list. */
export const MAX_ENTRIES = 50;

/** What we gave of a company, or may have given; null where nothing could be. */
export function givenCompany({ company }: Owned): OwnedCompany | null {
  return company?.companyId == null ? null : company;
}

/** The roles of a contact that we gave it. */
export function rolesOfOurs(ours: OwnedCompany | null, contact: Contact): RoleAssignment[] {
  return contact.roles.filter((role) =>
    ours?.roles.some((known) => (known.id === null ? isSameWish(known, role) : known.id === role.id)),
  );
}

/** What of a contact is a merchant's, beside what was noted before; the same list where that is no more. */
export function noteTaken({ company, taken }: Owned, contact: Contact): readonly TakenContact[] {
  const ours = company?.companyId === contact.companyId ? company : null;
  const mine = rolesOfOurs(ours, contact);
  const roles = contact.roles.filter((role) => !mine.includes(role)).map(({ id: _, ...role }) => role);
  const known = taken.find(({ companyId }) => companyId === contact.companyId);
  const isOf = (role: { locationId: string }) =>
    roles.some(({ locationId }) => locationId === role.locationId);
  const note: TakenContact = {
    companyId: contact.companyId,
    companyName: contact.companyName,
    byMerchant: known?.byMerchant || !ours?.made,
    isMain: known?.isMain || contact.isMain,
    roles: [...(known?.roles ?? []).filter((role) => !isOf(role)), ...roles],
  };
  if (!note.byMerchant && !note.isMain && note.roles.length === 0) return taken;
  if (known !== undefined && isSameNote(known, note)) return taken;
  return [...taken.filter((each) => each !== known), note];
}

function isSameNote(known: TakenContact, note: TakenContact): boolean {
  return (
    known.byMerchant === note.byMerchant &&
    known.isMain === note.isMain &&
    known.roles.length === note.roles.length &&
    note.roles.every((role) => known.roles.some((other) => isSameWish(role, other)))
  );
}
