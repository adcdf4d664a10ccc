// Refusals that the mutations of companies share.
import type { UserError } from '../rules/user-errors.ts';

/** B2B mutations take at most so many entries in one list. */
const maximumEntries = 50;

/** Assumed wording: that more entries are refused with this code is recorded, the text is not. */
export function checkEntries(field: string, entries: readonly unknown[]): UserError[] {
  if (entries.length <= maximumEntries) return [];
  const message = `The maximum number of ${maximumEntries} entries has been exceeded.`;
  return [{ field: [field], message, code: 'LIMIT_REACHED' }];
}

export const notFound = (field: string[], message: string): UserError => ({
  field,
  message,
  code: 'RESOURCE_NOT_FOUND',
});

export const noContact = notFound(['companyContactId'], "The company contact doesn't exist.");
export const noCompany = notFound(['companyId'], 'Company does not exist.');

/** What "…s" mutations say of an entry that names nothing. */
export const noResource = (...field: string[]): UserError =>
  notFound(field, 'Resource requested does not exist.');

export const invalidInput = (...field: string[]): UserError => ({
  field,
  message: 'Invalid input.',
  code: 'INVALID_INPUT',
});
