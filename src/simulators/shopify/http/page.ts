// The simulator's front page: a plain list of the store's customers that keeps itself up to date.
import type { SimulatorSettings } from '../options.ts';
import { shortKey } from '../rules/namespaces.ts';
import { type CustomerRecord, displayName } from '../state/records.ts';

const shownRows = 500;

/** The page as HTML; all that comes from the store is escaped. */
export function renderPage(settings: SimulatorSettings, customers: readonly CustomerRecord[]): string {
  const newest = customers.slice(-shownRows).reverse();
  const hidden = customers.length - newest.length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>Simulated store ${escapeHtml(settings.shop)}</title>
<style>
  body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid #ddd }
  small { color: #555 }
</style>
<h1>Simulated store ${escapeHtml(settings.shop)}</h1>
<p>${customers.length} customers, newest first${hidden > 0 ? ` (${hidden} older ones not shown)` : ''}.
This is no real Shopify store; the page reloads itself every two seconds.</p>
<table>
<thead><tr><th>Customer<th>E-mail and phone<th>Tags<th>Metafields<th>E-mail marketing</tr></thead>
<tbody>
${newest.map(renderRow).join('\n')}
</tbody>
</table>
</html>
`;
}

function renderRow(customer: CustomerRecord): string {
  const metafields = [...customer.metafields.values()].map(
    ({ namespace, key, value }) => `${shortKey(namespace, key)} = ${value}`,
  );
  const cells = [
    `${escapeHtml(displayName(customer))}<br><small>${customer.number}</small>`,
    [customer.email, customer.phone]
      .filter((text) => text !== null)
      .map(escapeHtml)
      .join('<br>'),
    customer.tags.map(escapeHtml).join(', '),
    metafields.map(escapeHtml).join('<br>'),
    customer.emailConsent.state,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
