// What of companies was left out, taken or not given back, and why: sentences that name group rules by their numbers,
// companies, locations and roles by the names that the merchant gave them, and nobody.
import type { CompanyAnswer, CompanyRefusalKind, NamedRole, TakenContact } from './company-port.ts';

const DENIED =
  'the shop has no B2B, or the app may not use it. B2B needs a plan that has it, and the scope write_companies or write_customers';

const WHY: Readonly<Record<Exclude<CompanyAnswer['kind'], 'found'>, string>> = {
  none: 'the store has no such company. Make it there, or let the rule make it: that takes an externalId and a name',
  several: 'several companies have that name. Name it by its externalId',
  denied: DENIED,
  refused:
    'Shopify refuses to make the company. An externalId has 64 characters at most, of letters, digits and punctuation',
};

export function unavailable(kind: Exclude<CompanyAnswer['kind'], 'found'>, rule: number): string {
  return `The company of group rule ${rule} was left out: ${WHY[kind]}.`;
}

export function contactsDenied(): string {
  return `What companies a customer belongs to cannot be read: ${DENIED}.`;
}

export function hasOtherCompany(rule: number): string {
  return `The company of group rule ${rule} was left out: the customer belongs to another company, and Shopify allows one. Remove it from that company first.`;
}

export function notMade(rule: number): string {
  return `The company of group rule ${rule} was left out: Shopify does not make the customer a contact of it. A company has 10,000 contacts at most, and each needs an e-mail address.`;
}

export function hasOtherRole(rule: number): string {
  return `The role of group rule ${rule} was left out: at that location the customer has another role, which Rollcall did not give.`;
}

export function roleRefused(rule: number): string {
  return `A role of the company of group rule ${rule} was left out: Shopify refuses it. A location has 50 customers at most, and a contact has one role there.`;
}

export function noLocation(rule: number): string {
  return `The role of group rule ${rule} was left out: the company has no such location.`;
}

export function whichLocation(rule: number): string {
  return `The role of group rule ${rule} was left out: the company has several locations that may be meant. Name one.`;
}

export function noRole(rule: number): string {
  return `The role of group rule ${rule} was left out: the company has no such role.`;
}

/** Of a contact that Shopify does not remove, as it may not where there are orders. */
export function contactKept(): string {
  return 'Shopify does not remove the contact of a company: its roles were revoked instead.';
}

/** For as long as the user is away (RULES 15 a, 17). */
export function takenNote({ companyName, byMerchant, isMain, roles }: TakenContact): string {
  const what = [
    ...(byMerchant ? ['the contact'] : []),
    ...(isMain ? ['its place as main contact'] : []),
    ...roles.map(nameRole),
  ];
  return `Taken of the company "${companyName}", and given back when the user returns: ${what.join(', ')}.`;
}

export function notGivenBackYet(): string {
  return `What merchants had given of companies before the user left is not given back yet: ${DENIED}.`;
}

export function lostCompany(companyName: string, why: 'other' | CompanyRefusalKind | undefined): string {
  return `What a merchant had given of the company "${companyName}" is not given back: ${LOST[why ?? 'rejected'] ?? LOST.rejected}.`;
}

const LOST: Readonly<Partial<Record<'other' | CompanyRefusalKind, string>>> & { readonly rejected: string } =
  {
    other: 'the customer belongs to another company by now, and Shopify allows one',
    associated: 'the customer belongs to another company by now, and Shopify allows one',
    missing: 'it is not there any more',
    limit: 'a company has 10,000 contacts at most, and each needs an e-mail address',
    rejected: 'Shopify refuses to make the customer a contact of it',
  };

export function lostRole(role: NamedRole, companyName: string, hasOther: boolean): string {
  const why = hasOther
    ? 'the customer has another role there by now, and Shopify allows one'
    : 'the location or the role is not there any more, or the location has its 50 customers';
  return `The ${nameRole(role)} of the company "${companyName}", which a merchant had given, is not given back: ${why}.`;
}

export function lostMain(companyName: string): string {
  return `The customer was the main contact of the company "${companyName}", and is not made it again: the company has another one by now.`;
}

function nameRole({ roleName, locationName }: NamedRole): string {
  return `role "${roleName}" at the location "${locationName}"`;
}
