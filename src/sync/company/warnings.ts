// What of companies was left out and why: sentences that name group rules by their numbers, and nobody.
import type { CompanyAnswer } from './company-port.ts';

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
