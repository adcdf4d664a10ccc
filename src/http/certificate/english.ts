// A leaver certificate in English.
import type { CertificateWords } from './words.ts';

export const ENGLISH: CertificateWords = {
  language: 'en',
  title: 'Leaver certificate',
  purpose:
    'This document records which access to the store a person lost on leaving the company’s directory, as Shopify itself showed it afterwards.',
  verdict: {
    complete: 'Complete: Shopify shows every measure that is switched on.',
    incomplete: 'Not complete: Shopify does not show every measure that is switched on. See “Not verified”.',
  },
  outcomes: {
    deactivated: 'The user was deactivated in the directory.',
    deleted: 'The user was deleted in the directory, and the customer in the store.',
    tombstone: 'The user was deleted in the directory; the customer stays in the store, blocked and emptied.',
    kept_blocked:
      'The user was deleted in the directory; the customer, which was there before, stays blocked.',
    handed_back:
      'The user was deleted in the directory; the customer, which was there before, was handed back.',
  },
  headings: {
    who: 'Who',
    when: 'When',
    taken: 'What was taken away',
    companies: 'Companies',
    unverified: 'Not verified',
    remains: 'What the person can still do',
    how: 'How this was verified',
    review: 'Reviewed by',
  },
  facts: {
    person: 'Person',
    user: 'User of the directory',
    shop: 'Store',
    connection: 'Connection',
    customer: 'Customer of the store',
    account: 'State of the account',
    left: 'Leaving seen',
    verified: 'Read back from Shopify',
    took: 'Between the two',
    request: 'Shopify’s request',
    certificate: 'Certificate',
  },
  columns: {
    measure: 'Measure',
    result: 'Is so',
    evidence: 'Evidence',
    company: 'Company',
    contact: 'Contact',
    roles: 'Roles',
  },
  rungs: {
    company: 'Roles revoked, removed from companies',
    block: 'Marked inactive (metafield "active" is false, tag rollcall:leaver)',
    tags: 'Tags and grants of the directory taken off',
    consent: 'Marketing consent withdrawn, by e-mail and SMS',
  },
  states: {
    done: 'yes',
    off: 'not taken',
    not_so: 'NO',
    unreadable: 'not known',
    handed_back: 'no',
  },
  reasons: {
    not_so: 'Shopify accepted it and does not show it. It is being done again.',
    unreadable: 'Shopify denies the app companies, as it does to a shop without B2B. See “Companies”.',
    handed_back: 'The customer was handed back to the merchant as it was.',
    off: 'Switched off for this connection.',
    noRequest: 'Shopify’s answer bore no request id: the time alone names the call.',
  },
  allVerified: 'Nothing: each measure that is switched on was read back.',
  possible: {
    guest_checkout: 'Buy as a guest, unless the shop asks for a login at checkout.',
    log_in: 'Log in: no call of Shopify’s Admin API switches a customer account off.',
    order_for_company: 'Order for a company, with the roles that it has there: see “Companies”.',
    buy: 'Buy as a retail customer of the store.',
    buy_without_checkout_rule: 'Buy as a retail customer, where the shop’s checkout rule is not switched on.',
    marketing: 'Receive marketing: a consent is still given.',
    accept_invitation: 'Accept the invitation that was sent: no API withdraws it.',
    register_anew: 'Register anew with the same address: the customer is gone, and nothing blocks it.',
  },
  nothingPossible: 'Nothing that Rollcall knows of.',
  none: 'none',
  unknown: 'not known',
  erased: 'erased on request',
  noCompany: 'The customer belongs to none.',
  stillIn: 'The customer still belongs to these:',
  companiesUnread:
    'Not read: Shopify denied the app companies. A shop without B2B has none. If this one has B2B, see in its admin whether a company gives the customer a role.',
  how: [
    'Rollcall took each measure by Shopify’s Admin API, and then read the customer anew. “Yes” means that Shopify’s answer to that reading showed it, not only that Shopify accepted the change.',
    'The request id is Shopify’s own: by it Shopify can find the call in its records. It says what was so at that time; what others changed later is not in it.',
  ],
  digest:
    'Keyed digests of user name and e-mail address, by which the person can be recognised once these are erased:',
  sign: { name: 'Name', date: 'Date', signature: 'Signature' },
  version: (version) => `version ${version}`,
  readBack: (request) => `read back, request ${request}`,
  roleAt: (role, location) => `${role} at ${location}`,
};
