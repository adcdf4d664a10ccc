// The plain status page: shops that need attention first, switches, users with their customers and sync state, and the
// last SCIM calls.
import { html } from 'hono/html';
import type { GuardAlert } from '../oversight/ports.ts';
import type { ShopStatus, UserStatus } from '../status/ports.ts';
import { explain } from '../sync/explanations.ts';
import type { Connection } from '../tenants/ports.ts';
import type { LoggedCall } from './call-events.ts';

export interface StatusPageContent {
  /** The shop that was asked for; undefined for those that need attention first. */
  readonly asked: string | undefined;
  readonly shops: readonly ShopStatus[];
  /** How many there are in all. */
  readonly shopCount: number;
  readonly connections: readonly Connection[];
  readonly guards: readonly GuardAlert[];
  readonly users: readonly UserStatus[];
  readonly calls: readonly LoggedCall[];
}

/** Of every page that is served plainly. */
export const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
  p { margin: .25rem 0; } small, .quiet { opacity: .7; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8883; vertical-align: top; }
  th { font-weight: 600; white-space: nowrap; } td { font-variant-numeric: tabular-nums; }
  .state { border-radius: 1rem; padding: .05rem .6rem; background: #8882; white-space: nowrap; }
  .synced { background: #2a92; } .left, .inactive { background: #8884; }
  .held, .waiting, .pending { background: #da02; } .failed, .gone { background: #d332; }
  .note { min-width: 18rem; }
  form { margin: .5rem 0; } input, button { font: inherit; padding: .1rem .5rem; }
  .alert { border-left: 4px solid #d33; padding: .5rem 1rem; background: #d331; }
`;

export function renderStatusPage(content: StatusPageContent) {
  const { connections, shops, guards, users, calls } = content;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="5">
    <title>Rollcall status</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>Rollcall</h1>
    <p class="quiet">Users of the directory, and the customers that follow them. This page reloads itself.</p>
    ${choiceOf(content)}
    ${shops.map(alertOf)}
    ${guards.map(guardAlert)}
    <h2>Connections</h2>
    ${connectionsTable(connections, shops)}
    <h2>Users <small>(changed last first, ${users.length} shown)</small></h2>
    ${users.length === 0 ? html`<p>None yet. Start provisioning at the identity provider.</p>` : usersTable(users)}
    <h2>Last SCIM calls</h2>
    ${calls.length === 0 ? html`<p>None yet.</p>` : callsTable(calls)}
  </body>
</html>`;
}

/** Only where not every shop is shown. */
function choiceOf({ asked, shops, shopCount }: StatusPageContent) {
  if (asked === undefined && shops.length === shopCount) return '';
  const shown =
    asked === undefined
      ? `${shops.length} of ${shopCount} shops are shown, those first that need attention.`
      : shops.length === 0
        ? `There is no shop ${asked}.`
        : `One of ${shopCount} shops is shown.`;
  return html`<form><p>${shown}</p><label>Shop <input name="shop" type="search" size="40" required
    placeholder="example.myshopify.com" value="${asked ?? ''}"></label> <button>Show</button>
    ${asked === undefined ? '' : html`<a href="?">Show those that need attention</a>`}</form>`;
}

function alertOf({ shop, alert }: ShopStatus) {
  if (alert === null) return '';
  const { code, detail } = JSON.parse(alert) as { code?: string; detail?: string };
  const explanation = explain(code ?? '');
  return html`<p class="alert"><strong>${shop}</strong> is held up: ${detail ?? explanation?.cause ?? code}
    <small>${explanation?.remedy}</small></p>`;
}

function guardAlert({ connection, held, since }: GuardAlert) {
  return html`<p class="alert"><strong>${held} leavers are held:</strong> since ${new Date(since).toISOString().slice(0, 16)} so many
    users of connection ${connection} left that a person is to look first. Until they are released they keep their access:
    POST /admin/api/connections/${connection}/guard/release. Whoever comes back in the directory is let off by itself.</p>`;
}

function connectionsTable(connections: readonly Connection[], shops: readonly ShopStatus[]) {
  const rows = connections.map((connection) => {
    const shop = shops.find((candidate) => candidate.shop === connection.shop);
    return html`<tr><td>${connection.shop}</td><td>${onOff(connection.scimProvisioning)}</td>
      <td>${onOff(connection.newCustomerCreation)}</td><td>${shop?.users ?? 0}</td>
      <td>${shop?.pending ?? 0}</td><td>${shop?.dead ?? 0}</td></tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th>Shop</th><th>SCIM Provisioning</th>
    <th>New Customer Creation</th><th>Users</th><th>Changes waiting</th><th>Failed</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function usersTable(users: readonly UserStatus[]) {
  const rows = users.map((user) => {
    const body = JSON.parse(user.body) as { userName?: string; displayName?: string; active?: boolean };
    return html`<tr><td>${body.displayName ?? body.userName}<br><small>${body.userName}</small></td>
      <td>${body.active === false ? 'no' : 'yes'}</td>
      <td>${user.customerId?.split('/').at(-1) ?? '–'}</td>
      <td><span class="state ${user.state}">${user.state.replaceAll('_', ' ')}</span></td>
      <td class="note">${[user.detail ?? explain(user.code ?? '')?.cause, ...user.warnings].filter(Boolean).join(' ')}</td></tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th>User</th><th>Active</th><th>Customer</th><th>Sync</th>
    <th>Note</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function callsTable(calls: readonly LoggedCall[]) {
  const rows = calls.map(
    (call) => html`<tr><td>${new Date(call.at).toISOString().slice(11, 23)}</td><td>${call.method}</td>
      <td>${call.path}${call.count > 1 ? ` × ${call.count}` : ''}</td><td>${call.status}</td><td>${call.durationMs} ms</td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th>Time (UTC)</th><th>Method</th><th>Path</th><th>Status</th>
    <th>Took</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
