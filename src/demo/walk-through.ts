// The admin's whole job in nine steps, told as it happens: what Entra does, and what the store holds afterwards.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createEntraSimulator,
  describeConnection,
  describeCycle,
  describeOnDemand,
  type EntraSimulator,
  parseDirectory,
} from '../simulators/entra/index.ts';
import type { DemoEnvironment } from './environment.ts';
import { type ShopCustomer, storeTable } from './store-table.ts';

const DIRECTORY = new URL('../simulators/entra/examples/harbour-and-pine.json', import.meta.url);
/** The people of the story. */
const NEWCOMER = 'idris.penhaligon@harbourandpine.example';
const MOVER = 'petra.lindqvist@harbourandpine.example';
const RENAMED = 'kofi.mensah-reid@harbourandpine.example';
const RENAMED_TO = 'kofi.mensah@harbourandpine.example';
const LEAVER = 'wren.abernathy@harbourandpine.example';
/** How long a step waits for the store to follow. */
const PATIENCE_MS = 30_000;

type Print = (line: string) => void;

/** Plays the story once; throws if the store does not follow. */
export async function walkThrough(demo: DemoEnvironment, print: Print): Promise<void> {
  const token = await demo.createToken();
  const directory = parseDirectory(readFileSync(DIRECTORY, 'utf8'));
  const assignments = directory.assignments;
  const entra = createEntraSimulator({
    baseUrl: `${demo.url}/scim/v2`,
    token,
    // Nobody is assigned to the enterprise application yet: that is one of the steps.
    directory: { ...directory, assignments: [] },
    requestsPerSecond: Number.POSITIVE_INFINITY,
  });
  const story = createStory(demo, entra, print);

  print(`Admin       ${demo.adminUrl}          (Rollcall’s screens, in a simulated admin)`);
  print(`Rollcall    ${demo.url}/          (status page)`);
  print(`Store       ${demo.shopifyUrl}/          (simulated Shopify)`);
  print(`Directory   ${directory.users.length} people of Harbour & Pine (simulated Entra ID)`);

  await story.step('Switch on "SCIM Provisioning" and "New Customer Creation"', () => switchOn(demo, print));
  await story.step('Copy the Tenant URL and a token into an Entra enterprise application', async () => {
    print(`  Tenant URL    ${demo.url}/scim/v2`);
    print(`  Secret Token  ${token}`);
    print('                (shown this once; only its hash is kept)');
  });
  await story.step('Test Connection', async () => {
    print(indent(describeConnection(await entra.testConnection())));
  });
  await story.step('Assign people and groups, start provisioning: the first cycle', async () => {
    for (const objectId of assignments) entra.directory.assign(objectId);
    await story.cycle();
    await story.customers((all) => all.length >= activePeople(entra), 'everybody who is assigned', 8);
  });
  await story.step('Provision on demand: a newcomer', async () => {
    entra.directory.assign(NEWCOMER);
    print(indent(describeOnDemand(await entra.provisionOnDemand(NEWCOMER))));
    await story.person(NEWCOMER, (customer) => customer.metafields.active === 'true');
  });
  await story.step('A mover: Petra goes from Retail to Wholesale', async () => {
    entra.directory.updateUser(MOVER, { department: 'Wholesale', jobTitle: 'Account Manager' });
    await story.cycle();
    await story.person(MOVER, (customer) => customer.metafields.department === 'Wholesale');
  });
  await story.step('A new e-mail address: the same customer, not a second one', async () => {
    entra.directory.updateUser(RENAMED, { mail: RENAMED_TO });
    await story.cycle();
    await story.person(RENAMED_TO, () => true);
  });
  await story.step('A leaver: Wren’s account is disabled', async () => {
    entra.directory.disableUser(LEAVER);
    await story.cycle();
    await story.person(LEAVER, (customer) => customer.metafields.active === 'false');
    print('  What a disabled customer can still do: log in, see what guests see, and check out wherever');
    print('  no checkout rule reads the "active" metafield. Rollcall says so rather than glossing over it.');
  });
  await story.step('The leaver returns', async () => {
    entra.directory.enableUser(LEAVER);
    await story.cycle();
    await story.person(LEAVER, (customer) => customer.metafields.active === 'true');
  });

  print('');
  print('Done. All of it stays up to be looked at; Ctrl-C ends it.');
  print(`  Admin        ${demo.adminUrl}`);
  print(`  Status page  ${demo.url}/`);
  print(`  The store    ${demo.shopifyUrl}/`);
  print(`  SCIM         ${demo.url}/scim/v2`);
}

async function switchOn(demo: DemoEnvironment, print: Print): Promise<void> {
  const api = `${demo.url}/admin/api/connections`;
  const headers = { authorization: `Bearer ${demo.adminToken}`, 'content-type': 'application/json' };
  const [connection] = (await (await fetch(api, { headers })).json()) as { id: string }[];
  const body = JSON.stringify({ scimProvisioning: true, newCustomerCreation: true });
  const response = await fetch(`${api}/${connection?.id}`, { method: 'PATCH', headers, body });
  print(`  PATCH /admin/api/connections/${connection?.id} ${body} → ${response.status}`);
}

function activePeople(entra: EntraSimulator): number {
  return [...entra.directory.users()].filter(
    (user) => user.accountEnabled && entra.directory.isAssigned(user.objectId),
  ).length;
}

/** Numbers the steps, and shows the store once it has followed. */
function createStory(demo: DemoEnvironment, entra: EntraSimulator, print: Print) {
  let number = 0;

  async function waitFor(
    holds: (customers: ShopCustomer[]) => boolean,
    what: string,
  ): Promise<ShopCustomer[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const customers = (await (await fetch(`${demo.shopifyUrl}/_sim/customers`)).json()) as ShopCustomer[];
      if (holds(customers)) return customers;
      if (Date.now() > deadline) throw new Error(`The store did not follow: ${what} is missing.`);
      await sleep(50);
    }
  }

  return {
    async step(title: string, act: () => Promise<void>): Promise<void> {
      number += 1;
      print(`\n${number}. ${title}`);
      await act();
    },

    async cycle(): Promise<void> {
      print(indent(describeCycle(await entra.runCycle())));
    },

    async customers(
      holds: (customers: ShopCustomer[]) => boolean,
      what: string,
      shown: number,
    ): Promise<void> {
      const customers = await waitFor(holds, what);
      print(indent(storeTable(customers.slice(0, shown))));
      if (customers.length > shown) print(`  … and ${customers.length - shown} more customers`);
    },

    async person(email: string, holds: (customer: ShopCustomer) => boolean): Promise<void> {
      const isThere = (customer: ShopCustomer) => customer.email === email && holds(customer);
      const customers = await waitFor((all) => all.some(isThere), email);
      print(indent(storeTable(customers.filter(isThere))));
    },
  };
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
