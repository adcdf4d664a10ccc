// Holds the store against what must be so of every person: the differences in words, none where all is right.
import type { ServedShop } from '../support/served-shop.ts';
import { customersOf, type ShopCustomer } from './customers.ts';
import type { Marks, Person, Team } from './person.ts';

const LEAVER_TAG = 'rollcall:leaver';

export interface Expected {
  readonly shop: ServedShop;
  readonly people: readonly Person[];
  readonly marks: Marks;
  /** What the group of a team is called. */
  readonly groupNames: Readonly<Record<Team, string>>;
  /** What a merchant changed of what Rollcall manages has been put right. */
  readonly isRepaired: boolean;
}

/** The company that teams give, as `name`, and `location: role` for each role: the first of them decides. */
function companiesOf(teams: ReadonlySet<Team>): string[] {
  const roles = [
    ...(teams.has('Red') ? ['Berlin: Ordering only'] : []),
    ...(teams.has('Blue') ? ['Bonn: Location admin'] : []),
  ];
  if (roles.length > 0) return ['Harbour', ...roles];
  return teams.has('Green') ? ['Green Company'] : [];
}

function handle(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

const isOurs = (tag: string) => /^(rollcall|department|team):/.test(tag);

export async function findDifferences(expected: Expected): Promise<string[]> {
  const { shop, people, marks } = expected;
  const customers = await customersOf(shop);
  const differences: string[] = [];
  const claimed = new Set<string>();
  for (const person of people) {
    if (person.userId === null) continue;
    const mine = customers.filter(({ email }) => email === person.directory.email);
    const [customer] = mine;
    if (mine.length > 1) differences.push(`${person.name}: is there ${mine.length} times`);
    if (customer !== undefined && isLinked(customer)) claimed.add(customer.id);
    const tell = (text: string) => differences.push(`${person.name} (${person.userId}): ${text}`);
    if (person.directory.active) {
      if (customer === undefined) tell('is not there');
      else compareActive(person, customer, isPhoneFree(person, customer, customers, marks), expected, tell);
    } else if (customer !== undefined && isLinked(customer)) {
      compareLeaver(customer, tell);
      await compareCertificate(shop, person, tell);
    }
  }
  for (const customer of customers) {
    const tell = (text: string) => differences.push(`${customer.email} (${customer.id}): ${text}`);
    for (const tag of marks.tags.get(customer.id) ?? []) {
      if (!customer.tags.includes(tag)) tell(`lost the merchant's tag ${tag}`);
    }
    if (!claimed.has(customer.id)) compareUnclaimed(customer, marks, tell);
  }
  const present = new Set(customers.map(({ id }) => id));
  for (const id of [...marks.made.keys(), ...marks.ordered]) {
    if (!present.has(id) && !marks.mayBeGone.has(id))
      differences.push(`${id}: is gone, and was the merchant's`);
  }
  return [...differences, ...findDoubles(customers)];
}

/** Who left before anything was done for them adopts nobody (RULES 5). */
const isLinked = ({ metafields }: ShopCustomer) => metafields.link_id !== undefined;

/** A number is one customer's: one that a merge brought to another stays there, though the person was deleted since. */
function isPhoneFree(
  { directory }: Person,
  customer: ShopCustomer,
  customers: readonly ShopCustomer[],
  { merged }: Marks,
): boolean {
  return !customers.some(
    ({ id, phone }) => id !== customer.id && merged.has(id) && phone === directory.phone,
  );
}

type Tell = (text: string) => void;

function compareActive(
  person: Person,
  customer: ShopCustomer,
  isPhoneFree: boolean,
  expected: Expected,
  tell: Tell,
): void {
  const { directory, teams } = person;
  const { marks, groupNames, isRepaired } = expected;
  const same = (what: string, is: unknown, wanted: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(wanted)) {
      tell(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
    }
  };
  same('active', customer.metafields.active, 'true');
  same('firstName', customer.firstName, directory.givenName);
  if (isRepaired || !marks.renamed.has(customer.id)) same('lastName', customer.lastName, 'Family');
  if (!marks.merged.has(customer.id)) {
    same('phone', customer.phone, isPhoneFree ? (directory.phone ?? null) : null);
  }
  same('department', customer.metafields.department, directory.department);
  const wantedTags = [
    ...(directory.department === undefined ? [] : [`department:${handle(directory.department)}`]),
    ...[...teams].map((team) => `team:${handle(groupNames[team])}`),
  ];
  same('tags', customer.tags.filter(isOurs).toSorted(), wantedTags.toSorted());
  same(
    'addresses',
    customer.addresses.map(({ address1 }) => address1),
    directory.street === undefined ? [] : [directory.street],
  );
  same('companies', showCompanies(customer), companiesOf(teams));
}

function showCompanies({ companies }: ShopCustomer): string[] {
  return companies.flatMap(({ name, roles }) => [
    name,
    ...roles.map(({ location, role }) => `${location}: ${role}`).toSorted(),
  ]);
}

function compareLeaver(customer: ShopCustomer, tell: Tell): void {
  if (customer.metafields.active !== 'false') tell(`has left, and active is ${customer.metafields.active}`);
  if (!customer.tags.includes(LEAVER_TAG)) tell('has left without the tag');
  const kept = customer.tags.filter((tag) => isOurs(tag) && tag !== LEAVER_TAG);
  if (kept.length > 0) tell(`has left with ${kept}`);
  if (customer.companies.length > 0) tell(`has left with ${showCompanies(customer)}`);
  for (const state of [customer.emailMarketingState, customer.smsMarketingState]) {
    if (state === 'SUBSCRIBED' || state === 'PENDING') tell(`has left, and its consent is ${state}`);
  }
}

/** The certificate of the last leaving must say of each rung what is so. */
async function compareCertificate(
  { admin, connectionId }: ServedShop,
  { userId }: Person,
  tell: Tell,
): Promise<void> {
  const path = `/connections/${connectionId}/users`;
  const [user] = (await admin('GET', `${path}?q=${userId}`)).body.users;
  // Never seen active, it has nothing to lose: that customer was kept when it was deleted before.
  if (user?.state === 'inactive') return;
  const [newest] = (await admin('GET', `${path}/${userId}/certificates`)).body;
  if (newest?.isComplete !== true)
    tell(`has left, and its certificate says ${JSON.stringify(newest?.rungs)}`);
}

/** Nobody's customer: a merchant's own, one given back, or one that stays without access because it has orders. */
function compareUnclaimed(customer: ShopCustomer, marks: Marks, tell: Tell): void {
  const { id, metafields, tags } = customer;
  const made = marks.made.get(id);
  if (made === undefined && !marks.ordered.has(id) && !marks.merged.has(id)) {
    tell('is nobody’s');
    return;
  }
  const isKept = made === undefined && marks.ordered.has(id) && metafields.active === 'false';
  if (isKept) {
    if (!tags.includes(LEAVER_TAG)) tell('is kept without the tag');
    return;
  }
  if (tags.some(isOurs)) tell(`was given back with ${tags}`);
  if (Object.keys(metafields).length > 0) tell(`was given back with ${Object.keys(metafields)}`);
  if (made === undefined || marks.merged.has(id)) return;
  for (const field of ['email', 'firstName', 'note'] as const) {
    if (customer[field] !== made[field]) tell(`was given back with ${field} ${customer[field]}`);
  }
}

function findDoubles(customers: readonly ShopCustomer[]): string[] {
  const count = (values: readonly string[]) => new Set(values).size !== values.length;
  const emails = customers.flatMap(({ email }) => email?.toLowerCase() ?? []);
  const links = customers.flatMap(({ metafields }) => metafields.link_id ?? []);
  const roles = customers.flatMap(({ id, companies }) =>
    companies.flatMap(({ roles }) => roles.map(({ location }) => `${id} ${location}`)),
  );
  const contacts = customers.filter(({ companies }) => companies.length > 1).map(({ id }) => id);
  return [
    ...(count(emails) ? ['an address is on two customers'] : []),
    ...(count(links) ? ['a link is on two customers'] : []),
    ...(count(roles) ? ['a customer has two roles at a location'] : []),
    ...contacts.map((id) => `${id} is a contact of two companies`),
  ];
}
