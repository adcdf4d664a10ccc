// A leaver certificate as a page to print: what is so, since when, by which call of Shopify's, and what remains possible.
import { html } from 'hono/html';
import type { KeptCertificate } from '../oversight/certificate-port.ts';
import { STYLE } from './status-page.ts';

type Rung = KeptCertificate['rungs'][number];
type StillPossible = KeptCertificate['stillPossible'][number];

const RUNGS: Readonly<Record<Rung['rung'], string>> = {
  company: 'Roles revoked, removed from companies',
  block: 'Marked inactive (metafield "active" is false, tag rollcall:leaver)',
  tags: 'Tags and grants of the directory taken off',
  consent: 'Marketing consent withdrawn, by e-mail and SMS',
};

const STATES: Readonly<Record<Rung['state'], string>> = {
  done: 'yes',
  off: 'switched off for this connection',
  not_so: 'NO: Shopify does not show it; it is being done again',
  unreadable: 'not known: Shopify denies the app companies, as it does to a shop without B2B (see Companies)',
  handed_back: 'no: the customer was handed back to the merchant as it was',
};

const OUTCOMES: Readonly<Record<KeptCertificate['outcome'], string>> = {
  deactivated: 'The user was deactivated in the directory.',
  deleted: 'The user was deleted in the directory, and the customer in the store.',
  tombstone: 'The user was deleted in the directory; the customer stays in the store, blocked and emptied.',
  kept_blocked: 'The user was deleted in the directory; the customer, which was there before, stays blocked.',
  handed_back:
    'The user was deleted in the directory; the customer, which was there before, was handed back.',
};

const REMAINS: Readonly<Record<StillPossible, string>> = {
  guest_checkout: 'Buy as a guest, unless the shop asks for a login at checkout.',
  log_in: "Log in: no call of Shopify's Admin API switches a customer account off.",
  order_for_company: 'Order for a company, with the roles that it has there: see Companies.',
  buy: 'Buy as a retail customer of the store.',
  buy_without_checkout_rule: "Buy as a retail customer, where the shop's checkout rule is not switched on.",
  marketing: 'Receive marketing: a consent is still given.',
  accept_invitation: 'Accept the invitation that was sent: no API withdraws it.',
  register_anew: 'Register anew with the same address: the customer is gone, and nothing blocks it.',
};

const PRINT =
  '@media print { body { margin: 0; max-width: none; } } dt { font-weight: 600; } dd { margin: 0 0 .5rem; }';

export function renderCertificate(certificate: KeptCertificate) {
  const { person, digests, rungs, stillPossible, isComplete } = certificate;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Leaver certificate ${certificate.id}</title>
    <style>${STYLE}${PRINT}</style>
  </head>
  <body>
    <h1>Leaver certificate</h1>
    <p>${OUTCOMES[certificate.outcome]}</p>
    ${isComplete ? '' : html`<p class="alert"><strong>Not complete.</strong> Shopify does not show all that was done.</p>`}
    <dl>
      <dt>Certificate</dt><dd>${certificate.id}</dd>
      <dt>User</dt><dd>${certificate.userId}${certificate.version === null ? '' : `, version ${certificate.version}`}</dd>
      <dt>Person</dt><dd>${person === null ? `erased (digest ${digests.userName ?? 'none'})` : [person.userName, person.email].filter(Boolean).join(', ')}</dd>
      <dt>Customer</dt><dd>${certificate.customerId ?? 'none'}${certificate.accountState === null ? '' : `, account ${certificate.accountState}`}</dd>
      <dt>Left</dt><dd>${time(certificate.since)}</dd>
      <dt>Read back from Shopify</dt><dd>${time(certificate.provenAt)}, request ${certificate.requestId ?? 'unknown'}</dd>
    </dl>
    <h2>What is so</h2>
    <table><thead><tr><th>Rung</th><th>Is so</th></tr></thead><tbody>
    ${rungs.map(({ rung, state }) => html`<tr><td>${RUNGS[rung]}</td><td>${STATES[state]}</td></tr>`)}
    </tbody></table>
    <h2>Companies</h2>
    ${renderCompanies(certificate)}
    <h2>What the person can still do</h2>
    <ul>${stillPossible.map((code) => html`<li>${REMAINS[code]}</li>`)}</ul>
  </body>
</html>`;
}

/** Of a rung that takes what Rollcall gave, what merchants gave is left, and named. */
function renderCompanies({ companies, companiesDeniedAt: deniedAt }: KeptCertificate) {
  if (companies === null) {
    const when =
      deniedAt === null ? '' : ` (at ${time(deniedAt)}, and for two minutes it is not asked again)`;
    return html`<p>Not read: Shopify denied the app companies${when}. A shop without B2B has none. If this one has B2B, see in its admin whether a company gives the customer a role.</p>`;
  }
  const request = `request ${companies.requestId ?? 'unknown'}`;
  if (companies.contacts.length === 0) return html`<p>The customer belongs to none (${request}).</p>`;
  return html`<p>The customer still belongs to these (${request}).</p>
    <table><thead><tr><th>Company</th><th>Contact</th><th>Roles</th></tr></thead><tbody>
    ${companies.contacts.map(
      ({ companyId, contactId, roles }) =>
        html`<tr><td>${companyId}</td><td>${contactId}</td><td>${
          roles.length === 0
            ? 'none'
            : roles.map(({ roleId, locationId }) => html`${roleId} at ${locationId}<br>`)
        }</td></tr>`,
    )}
    </tbody></table>`;
}

function time(at: number): string {
  return `${new Date(at).toISOString()} (UTC)`;
}
