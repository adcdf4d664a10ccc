// A company of a few people in every state that a screen can show.
import { merchant } from '../oversight/support.ts';
import { eventually, type Harness } from '../support/rollcall.ts';

export interface Population {
  readonly connection: string;
  /** Ids of users in these states. */
  readonly synced: string;
  readonly left: string;
  readonly held: string;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PEOPLE = [
  ['Maren', 'Ostrander', 'Retail', 'Store Manager'],
  ['Tobias', 'Fennimore', 'Wholesale', 'Account Manager'],
  ['Adaeze', 'Okwuosa', 'Finance', 'Controller'],
  ['Callum', 'Brightwater', 'Retail', 'Sales Associate'],
  ['Wren', 'Abernathy', 'Wholesale', 'Order Desk Specialist'],
] as const;

/** Resolves once the store has followed. */
export async function populate(harness: Harness): Promise<Population> {
  const connection = harness.connectionId;
  await harness.admin('PATCH', `/connections/${connection}`, {
    name: 'Harbour & Pine',
    provider: 'entra',
    domains: ['harbourandpine.example'],
  });
  const create = async ([given, family, department, title]: (typeof PEOPLE)[number]) => {
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
    return body.id as string;
  };
  const ids: string[] = [];
  for (const person of PEOPLE) ids.push(await create(person));
  const held = (
    await harness.scim('POST', '/Users', { userName: 'no-address', displayName: 'Nobody’s Address' })
  ).body.id;
  const left = ids[4] as string;
  await harness.scim('POST', '/Groups', {
    displayName: 'Wholesale Buyers',
    members: ids.slice(1, 4).map((value) => ({ value })),
  });
  await reach(harness, left, 'synced');
  await harness.scim('PATCH', `/Users/${left}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  await reach(harness, left, 'left');
  await reach(harness, held, 'held');
  for (const id of ids.slice(0, 4)) await reach(harness, id, 'synced');
  return { connection, synced: ids[1] as string, left, held };
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
  await eventually(async () => {
    const { body } = await harness.admin('GET', `${path}/${begun.id}`);
    return body.state === 'passed';
  }, 'the end of the rehearsal');
}

function reach(harness: Harness, id: string, state: string): Promise<unknown> {
  return eventually(async () => {
    const { body } = await harness.admin('GET', `/connections/${harness.connectionId}/users/${id}`);
    return body.state === state;
  }, `a user who is ${state}`);
}
