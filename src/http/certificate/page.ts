// A leaver certificate as a document to print: who lost what and when, how that is known, and what could not be verified.
import { html } from 'hono/html';
import type { KeptCertificate } from '../../oversight/certificate-port.ts';
import { wordsFor } from './language.ts';
import { STYLE } from './style.ts';
import type { CertificateWords } from './words.ts';

export interface NamedCertificate extends KeptCertificate {
  readonly connectionName: string;
}

/** @param accepted an Accept-Language header */
export function renderCertificate(certificate: NamedCertificate, accepted: string) {
  const words = wordsFor(accepted);
  const { headings } = words;
  return html`<!doctype html>
<html lang="${words.language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${words.title} ${certificate.id}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <header>
      <p class="kicker">Rollcall</p>
      <h1>${words.title}</h1>
      <p>${words.purpose}</p>
    </header>
    <p class="verdict ${certificate.isComplete ? 'complete' : 'incomplete'}">
      ${words.verdict[certificate.isComplete ? 'complete' : 'incomplete']} ${words.outcomes[certificate.outcome]}</p>
    <h2>${headings.who}</h2>
    ${who(certificate, words)}
    <h2>${headings.when}</h2>
    ${when(certificate, words)}
    <h2>${headings.taken}</h2>
    ${taken(certificate, words)}
    <h2>${headings.companies}</h2>
    ${companiesOf(certificate, words)}
    <h2>${headings.unverified}</h2>
    ${unverified(certificate, words)}
    <h2>${headings.remains}</h2>
    ${remains(certificate, words)}
    <h2>${headings.how}</h2>
    ${words.how.map((sentence) => html`<p>${sentence}</p>`)}
    <p>${words.digest} <code>${certificate.digests.userName ?? words.none}</code>, <code>${certificate.digests.email ?? words.none}</code></p>
    <section class="review">
      <h2>${headings.review}</h2>
      <div>${Object.values(words.sign).map((line) => html`<span>${line}</span>`)}</div>
    </section>
  </body>
</html>`;
}

function who(certificate: NamedCertificate, words: CertificateWords) {
  const { person, userId, version, shop, connection, connectionName, customerId, accountState } = certificate;
  const { facts, none, erased } = words;
  const names = [...new Set([person?.userName, person?.email])].filter(Boolean);
  return html`<dl>
      <dt>${facts.person}</dt><dd>${person === null ? erased : html`<bdi>${names.join(', ')}</bdi>`}</dd>
      <dt>${facts.user}</dt><dd><code>${userId}</code>${version === null ? '' : `, ${words.version(version)}`}</dd>
      <dt>${facts.shop}</dt><dd>${shop}</dd>
      <dt>${facts.connection}</dt><dd><bdi>${connectionName}</bdi> (<code>${connection}</code>)</dd>
      <dt>${facts.customer}</dt><dd>${customerId === null ? none : html`<code>${customerId}</code>`}</dd>
      ${accountState === null ? '' : html`<dt>${facts.account}</dt><dd>${accountState}</dd>`}
    </dl>`;
}

function when(certificate: KeptCertificate, { facts, unknown }: CertificateWords) {
  const { id, since, provenAt, requestId } = certificate;
  return html`<dl>
      <dt>${facts.left}</dt><dd>${time(since)}</dd>
      <dt>${facts.verified}</dt><dd>${time(provenAt)}</dd>
      <dt>${facts.took}</dt><dd>${((provenAt - since) / 1000).toFixed(1)} s</dd>
      <dt>${facts.request}</dt><dd>${requestId === null ? unknown : html`<code>${requestId}</code>`}</dd>
      <dt>${facts.certificate}</dt><dd><code>${id}</code></dd>
    </dl>`;
}

function taken(certificate: KeptCertificate, words: CertificateWords) {
  const { columns, rungs, states, reasons, readBack, unknown } = words;
  const evidence = readBack(certificate.requestId ?? unknown);
  return html`<table><thead><tr><th>${columns.measure}</th><th>${columns.result}</th><th>${columns.evidence}</th></tr></thead><tbody>
    ${certificate.rungs.map(
      ({ rung, state }) =>
        html`<tr class="${state}"><td>${rungs[rung]}</td><td class="state">${states[state]}</td><td>${state === 'done' ? evidence : reasons[state]}</td></tr>`,
    )}
    </tbody></table>`;
}

/** Of a rung that takes what Rollcall gave, what merchants gave is left, and named. */
function companiesOf({ companies, companiesDeniedAt: deniedAt }: KeptCertificate, words: CertificateWords) {
  const { columns, none, readBack, unknown } = words;
  if (companies === null) {
    return html`<p>${words.companiesUnread}${deniedAt === null ? '' : ` (${time(deniedAt)})`}</p>`;
  }
  const evidence = readBack(companies.requestId ?? unknown);
  if (companies.contacts.length === 0) return html`<p>${words.noCompany} (${evidence})</p>`;
  return html`<p>${words.stillIn} (${evidence})</p>
    <table><thead><tr><th>${columns.company}</th><th>${columns.contact}</th><th>${columns.roles}</th></tr></thead><tbody>
    ${companies.contacts.map(
      ({ companyId, contactId, roles }) =>
        html`<tr><td><code>${companyId}</code></td><td><code>${contactId}</code></td><td>${
          roles.length === 0
            ? none
            : roles.map(({ roleId, locationId }) => html`${words.roleAt(roleId, locationId)}<br>`)
        }</td></tr>`,
    )}
    </tbody></table>`;
}

/** What is not shown as taken, why, and what of the evidence is missing. */
function unverified({ rungs, requestId, companies }: KeptCertificate, words: CertificateWords) {
  const open = rungs.filter(({ state }) => state === 'not_so' || state === 'unreadable');
  const lines = [
    ...open.map(({ rung, state }) => `${words.rungs[rung]}: ${words.reasons[state as 'not_so']}`),
    ...(requestId === null ? [words.reasons.noRequest] : []),
    ...(companies === null && open.every(({ rung }) => rung !== 'company') ? [words.companiesUnread] : []),
  ];
  if (lines.length === 0) return html`<p>${words.allVerified}</p>`;
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function remains({ stillPossible }: KeptCertificate, { possible, nothingPossible }: CertificateWords) {
  if (stillPossible.length === 0) return html`<p>${nothingPossible}</p>`;
  return html`<ul>${stillPossible.map((code) => html`<li>${possible[code]}</li>`)}</ul>`;
}

/** To the second, which is what can be compared with other records; the zone is named. */
function time(at: number): string {
  return `${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}
