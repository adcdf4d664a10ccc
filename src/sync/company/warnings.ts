// What of companies was left out, taken or not given back, and why: sentences that name group rules by their numbers,
// companies, locations and roles by the names that the merchant gave them, and nobody.
import { say } from '../../notices/notices.ts';
import type { CompanyAnswer, CompanyRefusalKind, NamedRole, TakenContact } from './company-port.ts';

const UNAVAILABLE = {
  none: 'company_not_there',
  several: 'company_not_one',
  denied: 'company_denied',
  refused: 'company_not_made',
} as const satisfies Record<Exclude<CompanyAnswer['kind'], 'found'>, string>;

export function unavailable(kind: keyof typeof UNAVAILABLE, rule: number): string {
  return say(UNAVAILABLE[kind], { rule });
}

/** For as long as the user is away (RULES 15 a, 17). */
export function takenNotes({ companyName: company, byMerchant, isMain, roles }: TakenContact): string[] {
  return [
    ...(byMerchant ? [say('contact_taken', { company })] : []),
    ...(isMain ? [say('main_contact_taken', { company })] : []),
    ...roles.map(({ roleName: role, locationName: location }) =>
      say('role_taken', { company, role, location }),
    ),
  ];
}

const LOST = {
  other: 'company_not_returned_other',
  associated: 'company_not_returned_other',
  missing: 'company_not_returned_gone',
  limit: 'company_not_returned_full',
  rejected: 'company_not_returned',
} as const satisfies Partial<Record<'other' | CompanyRefusalKind, string>>;

export function lostCompany(company: string, why: 'other' | CompanyRefusalKind = 'rejected'): string {
  const known: Readonly<Partial<Record<string, (typeof LOST)[keyof typeof LOST]>>> = LOST;
  return say(known[why] ?? LOST.rejected, { company });
}

export function lostRole(
  { roleName: role, locationName: location }: NamedRole,
  company: string,
  hasOther: boolean,
): string {
  return say(hasOther ? 'role_not_returned_other' : 'role_not_returned_gone', { role, location, company });
}
