// What is wrong with an installation, and what to do about it: the checks behind `rollcall doctor`.

import { type Administration, openAdministration } from './composition/administration.ts';
import { type Config, ConfigError } from './config.ts';
import { examineAddress } from './doctor/address.ts';
import { examineClock } from './doctor/clock.ts';
import { type Finding, fault, note, ok } from './doctor/finding.ts';
import { examineScopes } from './doctor/scopes.ts';
import type { ShopifyAccess } from './shopify/access.ts';
import { checkCheckoutRule } from './shopify/checkout-rule.ts';
import { checkDefinitions, type DefinitionFault, METAFIELD_KEYS } from './shopify/definitions.ts';
import { ShopifyError } from './shopify/errors.ts';
import { createShopifyClient } from './shopify/gateways.ts';
import { readScopes } from './shopify/operations.ts';
import type { Connection } from './tenants/ports.ts';

/** Of the shops that installed the app, so many are examined. */
const SHOPS_EXAMINED = 10;

/** Examines the database, the connections, the address and the stores; never throws for what it finds. */
export async function examine(config: Config): Promise<Finding[]> {
  let administration: Administration;
  try {
    administration = await openAdministration(config.databaseUrl);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(fault);
  }
  try {
    const { secrets, vault } = administration.secretsWith(config);
    return [
      ok('The database answers and its schema is up to date.'),
      ...examineKeys(await secrets.count(), vault.keyIds),
      ...(await examineConnections(administration.tenants, config.shopify.shop)),
      ...(await examineAddress(config.publicUrl, Date.now)),
      ...examineProcesses(config),
      ...(await examineShops(config, administration)),
    ];
  } finally {
    await administration.close();
  }
}

async function examineConnections(
  tenants: Administration['tenants'],
  shop: string | undefined,
): Promise<Finding[]> {
  // Of many shops, each merchant sees to its own.
  if (shop === undefined) return [];
  const live = (await tenants.connections(shop)).filter(({ ending }) => ending === null);
  if (live.length === 0) {
    return [note('The shop has no connection yet. "rollcall serve" or "rollcall token create" makes one.')];
  }
  return live.flatMap((connection) => {
    const prefix = live.length > 1 ? `${connection.name}: ` : '';
    return examineConnection(connection).map(({ severity, text }) => ({ severity, text: prefix + text }));
  });
}

/** The one shop that is configured, or of those that installed the app the first few. */
async function examineShops(config: Config, administration: Administration): Promise<Finding[]> {
  const { access, installations } = administration.accessWith(config);
  if (config.shopify.shop !== undefined) return examineShopify(access, config.shopify.shop);
  const known = await installations();
  const installed = known.filter(({ state }) => state === 'installed');
  const findings = [
    ok(
      `Any shop may install the app: ${installed.length} have it, ${known.length - installed.length} had it.`,
    ),
    ...known
      .filter(({ state }) => state === 'lost')
      .map(({ shop }) => fault(`${shop}: Shopify's access is lost. Open the app in the Shopify admin.`)),
  ];
  for (const { shop } of installed.slice(0, SHOPS_EXAMINED)) {
    const found = await examineShopify(access, shop);
    findings.push(...found.map(({ severity, text }) => ({ severity, text: `${shop}: ${text}` })));
  }
  return findings;
}

/** Under which keys the secrets lie, as far as something is to be done about it. */
function examineKeys(counts: ReadonlyMap<string, number>, [first, ...others]: readonly string[]): Finding[] {
  return [...counts].flatMap(([id, count]) => {
    if (id === first) return [ok(`Secrets at rest under the encryption key "${id}": ${count}.`)];
    if (!others.includes(id)) {
      return [
        fault(
          `${count} secrets are encrypted with the key "${id}", which is not there. Add it to ROLLCALL_ENCRYPTION_KEYS.`,
        ),
      ];
    }
    return [
      note(
        `${count} secrets are still under the old encryption key "${id}". "rollcall secrets reseal" brings them under "${first}".`,
      ),
    ];
  });
}

function examineConnection(connection: Connection): Finding[] {
  const { id, scimProvisioning, newCustomerCreation, linkPolicy, domains } = connection;
  return [
    scimProvisioning
      ? ok('SCIM Provisioning is on.')
      : note(
          `SCIM Provisioning is off: calls are answered 403. PATCH /admin/api/connections/${id} turns it on.`,
        ),
    newCustomerCreation
      ? ok('New Customer Creation is on.')
      : note('New Customer Creation is off: users wait until a customer with their e-mail address exists.'),
    examineDomains(linkPolicy, domains),
  ];
}

function examineDomains(policy: Connection['linkPolicy'], domains: readonly string[]): Finding {
  if (policy !== 'link') return ok(`Existing customers are not linked by themselves (policy "${policy}").`);
  if (domains.length === 0) {
    return note('No e-mail domain is confirmed: users with an existing customer are held for review.');
  }
  if (domains.includes('*')) {
    return note(
      'Every e-mail domain is trusted ("*"): whoever edits the directory can take over any customer.',
    );
  }
  return ok(`Existing customers are linked for ${domains.join(', ')}.`);
}

function examineProcesses({ databaseUrl, metricsToken }: Config): Finding[] {
  const isSqlite = !/^postgres(ql)?:/.test(databaseUrl);
  return [
    isSqlite
      ? ok('SQLite serves one process alone; "rollcall backup FILE" copies it while that runs.')
      : ok('PostgreSQL lets any number of processes serve and work.'),
    ...(metricsToken === undefined
      ? [note('Only the admin token opens /metrics. ROLLCALL_METRICS_TOKEN gives monitoring one of its own.')]
      : []),
  ];
}

async function examineShopify(access: ShopifyAccess, shop: string): Promise<Finding[]> {
  try {
    const client = createShopifyClient({ ...access, now: Date.now }, shop, null);
    const faults = await checkDefinitions(client);
    const checkoutRule = await checkCheckoutRule(client, { leaving: false });
    const { data } = await client.run(readScopes, {}, { leaving: false });
    return [
      ok('Shopify accepts the credentials.'),
      await examineClock(access.originOf(shop), Date.now),
      ...examineScopes(data.currentAppInstallation.accessScopes.map(({ handle }) => handle)),
      ...examineDefinitions(faults),
      (checkoutRule.eligible ? ok : note)(checkoutRule.reason),
    ];
  } catch (error) {
    if (!(error instanceof ShopifyError)) throw error;
    const isUnreached = error.code === 'no_answer' || error.code === 'timeout';
    const way = isUnreached ? ` See to it that this machine reaches ${access.originOf(shop)}.` : '';
    return [fault(error.message + way)];
  }
}

/** What the sync mends by itself when it starts is no fault. */
function examineDefinitions(faults: readonly DefinitionFault[]): Finding[] {
  if (faults.length === 0) return [ok('Every metafield definition is there, and no customer can reach it.')];
  if (faults.filter((found) => found.fault === 'missing').length === METAFIELD_KEYS.length) {
    return [note('The metafield definitions are not there yet. They will be made at the first start.')];
  }
  return faults.map((found) => (found.fault === 'wrong_type' ? fault : note)(found.detail));
}
