// A company of a few people in every state that a screen can show.
import { merchant } from '../oversight/support.ts';
import { askFor, configureWebhooks } from '../privacy/life.ts';
import type { Receiver } from '../support/receiver.ts';
import { eventually, type Harness, SHOP } from '../support/rollcall.ts';

export interface Population {
  readonly connection: string;
  /** Ids of users in these states. */
  readonly synced: string;
  readonly left: string;
  readonly held: string;
}

export interface Troubles {
  /** Id of a user whose customer was deleted. */
  readonly gone: string;
  /** Id of a connection that has ended, and nobody has chosen. */
  readonly ended: string;
}

type Newcomer = readonly [given: string, family: string, department: string, title: string];

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PEOPLE = [
  ['Maren', 'Ostrander', 'Retail', 'Store Manager'],
  ['Tobias', 'Fennimore', 'Wholesale', 'Account Manager'],
  ['Adaeze', 'Okwuosa', 'Finance', 'Controller'],
  ['Callum', 'Brightwater', 'Retail', 'Sales Associate'],
  ['Wren', 'Abernathy', 'Wholesale', 'Order Desk Specialist'],
] as const satisfies readonly Newcomer[];

/** Resolves once the store has followed. */
export async function populate(harness: Harness): Promise<Population> {
  const connection = harness.connectionId;
  await harness.admin('PATCH', `/connections/${connection}`, {
    name: 'Harbour & Pine',
    provider: 'entra',
    domains: ['harbourandpine.example'],
  });
  const ids: string[] = [];
  for (const person of PEOPLE) ids.push(await join(harness, person));
  const held = (
    await harness.scim('POST', '/Users', { userName: 'no-address', displayName: 'Nobody’s Address' })
  ).body.id;
  const left = ids[4] as string;
  await harness.scim('POST', '/Groups', {
    displayName: 'Wholesale Buyers',
    members: ids.slice(1, 4).map((value) => ({ value })),
  });
  await reach(harness, left, 'synced');
  await change(harness, left, 'active', false);
  await reach(harness, left, 'left');
  await reach(harness, held, 'held');
  for (const id of ids.slice(0, 4)) await reach(harness, id, 'synced');
  return { connection, synced: ids[1] as string, left, held };
}

async function join(harness: Harness, [given, family, department, title]: Newcomer): Promise<string> {
  const email = `${given}.${family}@harbourandpine.example`.toLowerCase();
  const { body } = await harness.scim('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
    userName: email,
    displayName: `${given} ${family}`,
    name: { givenName: given, familyName: family },
    emails: [{ value: email, type: 'work' }],
    title,
    [ENTERPRISE]: { department },
  });
  return body.id;
}

/** What the members of a group get. */
export async function addRule(harness: Harness, { connection }: Population): Promise<void> {
  const { body } = await harness.admin('GET', `/connections/${connection}`);
  const rule = { match: { name: 'Wholesale Buyers' }, tags: ['wholesale'], metafields: [] };
  await harness.admin('PATCH', `/connections/${connection}`, {
    settings: { ...body.settings, groups: [rule] },
  });
  await harness.rollcall.sync.drain();
}

/** Two whom a rule holds beside a customer that the store has already. */
export async function addReviews(harness: Harness): Promise<void> {
  for (const [given, family, firstName, tags] of [
    ['Ingrid', 'Solheim', 'Inga', ['vip', 'newsletter']],
    ['Bashir', 'Nakamura', 'Bashir', []],
  ] as const) {
    const email = `${given}.${family}@partner.example`.toLowerCase();
    await harness.sim('POST', '/_sim/customers', { email, firstName, lastName: family, tags });
    const { body } = await harness.scim('POST', '/Users', {
      userName: email,
      displayName: `${given} ${family}`,
      name: { givenName: given, familyName: family },
      emails: [{ value: email, type: 'work' }],
      phoneNumbers: [{ value: '+1 206 555 0142', type: 'work' }],
    });
    await reach(harness, body.id, 'held');
  }
}

/** Another hand's change to a customer, as a dry run and a reconciliation found it. */
export async function addFindings(harness: Harness): Promise<void> {
  const { body: customers } = await harness.sim('GET', '/_sim/customers');
  const { id } = customers.find(({ firstName }: { firstName: string | null }) => firstName === 'Tobias');
  const rename =
    'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }';
  await merchant(harness, rename, { input: { id, firstName: 'Toby' } });
  for (const kind of ['dry-runs', 'reconciliations']) {
    const path = `/connections/${harness.connectionId}/${kind}`;
    const { body: begun } = await harness.admin('POST', path);
    await eventually(async () => {
      const { body } = await harness.admin('GET', `${path}/${begun.id}`);
      return body.finishedAt !== null;
    }, `the end of one of the ${kind}`);
  }
}

/** A rehearsal that has come to its end. */
export async function addRehearsal(harness: Harness): Promise<void> {
  const path = `/connections/${harness.connectionId}/rehearsals`;
  const { body: begun } = await harness.admin('POST', path);
  await eventually(
    async () => {
      const { body } = await harness.admin('GET', `${path}/${begun.id}`);
      return body.state === 'passed';
    },
    'the end of the rehearsal',
    60_000,
  );
}

/** @param receiver takes alerts at first, and then wants none any more */
export async function addTroubles(harness: Harness, receiver: Receiver): Promise<Troubles> {
  await addReceivers(harness, receiver);
  const gone = await addFailures(harness);
  await addRequests(harness);
  await tellAlerts(harness);
  receiver.answer(410);
  await tripGuard(harness);
  await tellAlerts(harness);
  return { gone, ended: await endAnother(harness) };
}

/** Nobody is found behind the second. */
async function addReceivers(harness: Harness, { url }: Receiver): Promise<void> {
  for (const address of [url, 'https://hooks.harbourandpine.example/rollcall'])
    await harness.admin('POST', '/alerts/endpoints', { shop: SHOP, url: address });
}

async function tellAlerts({ rollcall: { watch, courier } }: Harness): Promise<void> {
  watch.notice(SHOP);
  await watch.drain();
  await courier.drain();
}

/** One whose address another customer has, which policy forbids to link, and one whose customer was deleted. */
async function addFailures(harness: Harness): Promise<string> {
  const path = `/connections/${harness.connectionId}`;
  const email = 'odalys.ferreira@harbourandpine.example';
  await harness.sim('POST', '/_sim/customers', { email, firstName: 'Odalys' });
  await harness.admin('PATCH', path, { linkPolicy: 'never' });
  const odalys = await join(harness, ['Odalys', 'Ferreira', 'Finance', 'Auditor']);
  await reach(harness, odalys, 'failed');
  const gone = await join(harness, ['Lucian', 'Marchetti', 'Retail', 'Buyer']);
  await reach(harness, gone, 'synced');
  const { body: customers } = await harness.sim('GET', '/_sim/customers');
  const { id } = customers.find(({ firstName }: { firstName: string | null }) => firstName === 'Lucian');
  await harness.sim('DELETE', `/_sim/customers/${id.split('/').at(-1)}`);
  await change(harness, gone, 'title', 'Senior Buyer');
  await reach(harness, gone, 'gone');
  return gone;
}

async function addRequests(harness: Harness): Promise<void> {
  await configureWebhooks(harness);
  for (const [email, topic] of [
    ['marguerite@post.example', 'customers/data_request'],
    ['anselm@post.example', 'customers/redact'],
  ] as const) {
    const { body } = await harness.sim('POST', '/_sim/customers', { email });
    await askFor(harness, topic, body.id);
  }
}

async function tripGuard(harness: Harness): Promise<void> {
  const path = `/connections/${harness.connectionId}`;
  const leavers = [];
  for (const name of ['Emeka', 'Saoirse', 'Yusuf'])
    leavers.push(await join(harness, [name, 'Holloway', 'Warehouse', 'Picker']));
  for (const id of leavers) await reach(harness, id, 'synced');
  await harness.admin('PATCH', path, { settings: { guard: { maxLeavers: 1 } } });
  for (const id of leavers) await change(harness, id, 'active', false);
  await eventually(async () => (await harness.admin('GET', `${path}/guard`)).body.held > 1, 'leavers held');
}

/** A second connection with a customer, ended, and nobody has chosen what becomes of it. */
async function endAnother(harness: Harness): Promise<string> {
  const { body: other } = await harness.admin('POST', '/connections', {
    shop: SHOP,
    name: 'Okta pilot',
    provider: 'okta',
    ...{ scimProvisioning: true, newCustomerCreation: true, domains: ['harbourandpine.example'] },
  });
  const { body } = await harness.admin('POST', `/connections/${other.id}/tokens`, { name: 'Pilot' });
  const authorization = `Bearer ${body.token}`;
  const email = 'petra.lindqvist@harbourandpine.example';
  const user = { userName: email, displayName: 'Petra Lindqvist', emails: [{ value: email, type: 'work' }] };
  await harness.scim('POST', '/Users', user, { authorization });
  await harness.rollcall.sync.drain();
  await harness.admin('DELETE', `/connections/${other.id}`);
  return other.id;
}

/** Shopify lets the app write no customers any more. */
export async function loseAccess(harness: Harness, userId: string): Promise<void> {
  const { body: shop } = await harness.sim('GET', '/_sim/shop');
  const scopes = shop.scopes.filter((scope: string) => scope !== 'write_customers');
  await harness.sim('POST', '/_sim/shop', { scopes });
  await change(harness, userId, 'title', 'Head of Wholesale');
  await eventually(async () => {
    const { body } = await harness.admin('GET', `/connections/${harness.connectionId}/health`);
    return body.trouble !== null;
  }, 'trouble of the shop');
  await tellAlerts(harness);
}

/** Leaves the shop without a connection. */
export async function endAll(harness: Harness): Promise<void> {
  const path = `/connections/${harness.connectionId}`;
  await harness.admin('DELETE', path);
  await harness.admin('POST', `${path}/ending`, { choice: 'keep', successor: null });
  await harness.rollcall.closer.drain();
}

async function change(harness: Harness, id: string, path: string, value: unknown): Promise<void> {
  await harness.scim('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path, value }],
  });
}

function reach(harness: Harness, id: string, state: string): Promise<unknown> {
  return eventually(async () => {
    const { body } = await harness.admin('GET', `/connections/${harness.connectionId}/users/${id}`);
    return body.state === state;
  }, `a user who is ${state}`);
}
