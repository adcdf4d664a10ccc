// One person's life in the directory and the store, step by step by chance, and what must have come of it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ServedShop } from '../support/served-shop.ts';
import { customersOf, type ShopCustomer } from './customers.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const TEAMS = ['Red', 'Blue', 'Green'] as const;
export type Team = (typeof TEAMS)[number];

/** What a whole life shares: the store, chance, and what merchants did to whom. */
export interface World {
  readonly shop: ServedShop;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly groups: Readonly<Record<Team, string>>;
  /** False once lives are to end at the next step. */
  goesOn(): boolean;
  readonly marks: Marks;
}

/** By the customer's id. */
export interface Marks {
  /** Tags that a merchant gave. */
  readonly tags: Map<string, Set<string>>;
  /** As a merchant made them: they are never to be deleted. */
  readonly made: Map<string, { readonly email: string; readonly firstName: string; readonly note: string }>;
  readonly ordered: Set<string>;
  /** Merged, or changed in what Rollcall manages: not to be known from outside what is theirs. */
  readonly merged: Set<string>;
  readonly renamed: Set<string>;
  /** What may be gone with all that was on it. */
  readonly mayBeGone: Set<string>;
}

/** What the directory says of a person; undefined fields are not there. */
export interface Directory {
  readonly email: string;
  readonly givenName: string;
  readonly department: string | undefined;
  readonly phone: string | undefined;
  readonly street: string | undefined;
  readonly active: boolean;
}

export interface Person {
  readonly name: string;
  /** Null while the directory does not have it. */
  readonly userId: string | null;
  readonly directory: Directory;
  readonly teams: ReadonlySet<Team>;
  /** It was active at some time since it was created, so that it may have a customer. */
  readonly wasActive: boolean;
  /** What it did, in order. */
  readonly story: readonly string[];
  /** Lives until the world ends. */
  live(): Promise<void>;
}

export function createPerson(world: World, number: number): Person {
  const { shop, random, marks } = world;
  const name = `person${number}`;
  const story: string[] = [];
  const teams = new Set<Team>();
  let emails = 0;
  let strays = 0;
  let userId: string | null = null;
  let wasActive = false;
  let directory: Directory = nobody();

  const chance = (share: number) => random() < share;
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const numberOf = (id: string) => id.split('/').at(-1);
  const newEmail = () => {
    emails += 1;
    return `${name}-${emails}@x.example`;
  };

  function nobody(): Directory {
    return {
      email: `${name}@x.example`,
      givenName: 'Given',
      department: undefined,
      phone: undefined,
      street: undefined,
      active: true,
    };
  }

  function body() {
    const { email, givenName, department, phone, street, active } = directory;
    return {
      userName: name,
      externalId: `external-${name}`,
      name: { givenName, familyName: 'Family' },
      emails: [{ type: 'work', value: email }],
      active,
      ...(phone !== undefined && { phoneNumbers: [{ type: 'work', value: phone }] }),
      ...(street !== undefined && {
        addresses: [
          { type: 'work', streetAddress: street, locality: 'Berlin', postalCode: '10115', country: 'DE' },
        ],
      }),
      ...(department !== undefined && { [ENTERPRISE]: { department } }),
    };
  }

  /** Until it is answered: a client does not know what became of a call that was cut off. */
  const insist = (method: string, path: string, sent?: unknown) => ask(() => shop.scim(method, path, sent));

  async function join(): Promise<void> {
    const { status, body: made } = await insist('POST', '/Users', body());
    if (status === 201) userId = made.id;
    else {
      // Cut off, and stored all the same.
      const filter = encodeURIComponent(`userName eq "${name}"`);
      const found = await insist('GET', `/Users?filter=${filter}`);
      userId = found.body.Resources[0]?.id ?? null;
      if (status !== 409 || userId === null) throw new Error(`a create was answered ${status}`);
    }
    wasActive = directory.active;
  }

  async function put(change: Partial<Directory>): Promise<void> {
    directory = { ...directory, ...change };
    wasActive ||= directory.active;
    expect(await insist('PUT', `/Users/${userId}`, body()), 200);
  }

  async function setActive(active: boolean): Promise<void> {
    directory = { ...directory, active };
    wasActive ||= active;
    const Operations = [{ op: 'Replace', path: 'active', value: active ? 'True' : 'False' }];
    expect(await insist('PATCH', `/Users/${userId}`, { schemas: [PATCH_OP], Operations }), 200);
  }

  async function changeTeam(team: Team): Promise<void> {
    const isIn = teams.has(team);
    story.push(`${isIn ? 'leaves' : 'joins'} ${team}`);
    const operation = isIn
      ? { op: 'Remove', path: `members[value eq "${userId}"]` }
      : { op: 'Add', path: 'members', value: [{ value: userId }] };
    const sent = { schemas: [PATCH_OP], Operations: [operation] };
    expect(await insist('PATCH', `/Groups/${world.groups[team]}`, sent), 200, 204);
    if (isIn) teams.delete(team);
    else teams.add(team);
  }

  async function vanish(): Promise<void> {
    const mine = (await customersOf(shop)).filter(
      ({ email }) => email?.startsWith(`${name}@`) || email?.startsWith(`${name}-`),
    );
    expect(await insist('DELETE', `/Users/${userId}`), 204, 404);
    for (const { id } of mine) {
      if (!marks.made.has(id) && !marks.ordered.has(id) && !marks.merged.has(id)) marks.mayBeGone.add(id);
    }
    // What is given back, or kept, may have another address than the person has when it comes back.
    if (mine.some(({ id }) => marks.made.has(id) || marks.merged.has(id)))
      directory = { ...nobody(), email: newEmail() };
    userId = null;
    teams.clear();
  }

  /** The customer, once the sync has brought it into line; undefined where that does not come soon. */
  async function settledCustomer(): Promise<ShopCustomer | undefined> {
    for (let look = 0; look < 20 && world.goesOn(); look += 1) {
      const { body: page } = await ask(() =>
        shop.admin('GET', `/connections/${shop.connectionId}/users?q=${userId}`),
      );
      const [{ state, customerId } = { state: '', customerId: '' }] = page.users ?? [];
      if (state === 'synced' && customerId !== null) {
        return (await customersOf(shop)).find(({ id }) => id === customerId);
      }
      await sleep(50);
    }
    return undefined;
  }

  async function makeCustomer(): Promise<void> {
    const made = { email: directory.email, firstName: 'Before', note: 'of the merchant' };
    const asked = { ...made, tags: ['merchants'], emailMarketingState: 'SUBSCRIBED' };
    const { status, body: customer } = await shop.sim('POST', '/_sim/customers', asked);
    // Somebody may have the address still: what was deleted goes in its own time.
    if (status !== 201) return;
    marks.made.set(customer.id, made);
    mark(customer.id, 'merchants');
  }

  function mark(id: string, tag: string): void {
    marks.tags.set(id, (marks.tags.get(id) ?? new Set()).add(tag));
  }

  /** What a merchant does to the customer of a user who has one. */
  async function meetMerchant(): Promise<void> {
    const customer = await settledCustomer();
    if (customer === undefined) return;
    const { id } = customer;
    story.push(`meets as ${id}`);
    const path = `/_sim/customers/${numberOf(id)}`;
    await pick([
      async () => {
        await shop.sim('POST', '/_sim/orders', { customerId: id });
        marks.ordered.add(id);
      },
      async () => {
        await tagAsMerchant(id, 'vip');
      },
      async () => {
        marks.renamed.add(id);
        await shop.sim('PATCH', path, { lastName: 'King' });
      },
      async () => {
        await shop.sim('PATCH', path, { emailMarketingState: 'SUBSCRIBED' });
      },
      () => mergeAsMerchant(customer),
      () => removeAsMerchant(customer),
    ])();
  }

  async function tagAsMerchant(id: string, tag: string): Promise<void> {
    const query = 'mutation ($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } } }';
    const isDone = ({ body: answer }: Answer) =>
      answer?.data?.tagsAdd?.node != null && answer.errors === undefined;
    await ask(() => shop.graphql(query, { id, tags: [tag] }), isDone);
    mark(id, tag);
  }

  async function mergeAsMerchant({ id }: ShopCustomer): Promise<void> {
    // Shopify merges no contacts of companies.
    if (teams.size > 0) return;
    strays += 1;
    const tag = `stray-${name}-${strays}`;
    const asked = { email: `${tag}@x.example`, tags: [tag] };
    const { body: stray } = await shop.sim('POST', '/_sim/customers', asked);
    const [keep, remove] = chance(0.5) ? [id, stray.id] : [stray.id, id];
    story.push(keep === id ? 'stays' : 'follows');
    for (const each of [keep, remove]) marks.merged.add(each);
    for (const each of marks.tags.get(remove) ?? []) mark(keep, each);
    mark(keep, tag);
    marks.mayBeGone.add(remove);
    if (marks.ordered.has(remove)) marks.ordered.add(keep);
    await shop.sim('POST', '/_sim/merges', { keep, remove });
  }

  /** Removes the customer, and decides as a person that there is to be another. */
  async function removeAsMerchant({ id }: ShopCustomer): Promise<void> {
    if (marks.ordered.has(id)) return;
    marks.mayBeGone.add(id);
    await shop.sim('DELETE', `/_sim/customers/${numberOf(id)}`);
    const path = `/connections/${shop.connectionId}/reviews`;
    const standing = async () => {
      const { body: page } = await ask(() => shop.admin('GET', `${path}?limit=100`));
      return page.reviews.find((review: { userId: string }) => review.userId === userId);
    };
    while ((await standing())?.code !== 'customer_gone') await sleep(100);
    await ask(
      () => shop.admin('POST', `${path}/${userId}`, { decision: 'recreate' }),
      ({ status }) => status === 200 || status === 404 || status === 409,
    );
    // With another e-mail address the decision would be void.
    while (world.goesOn() && (await standing())?.code === 'customer_gone') await sleep(100);
  }

  function nextStep(): [string, () => Promise<void>] {
    if (userId === null) {
      return chance(0.3) ? ['makeCustomer', makeCustomer] : ['join', join];
    }
    const options: [number, string, () => Promise<void>][] = [
      [3, 'rename', () => put({ givenName: pick(['Given', 'Other', 'Third']) })],
      [3, 'department', () => put({ department: pick([undefined, 'Sales', 'Engines', 'R&D, Berlin']) })],
      [2, 'email', () => put({ email: newEmail() })],
      [
        2,
        'phone',
        () => put({ phone: pick([undefined, `+493012345${100 + number}`, `+493012346${100 + number}`]) }),
      ],
      [2, 'address', () => put({ street: pick([undefined, 'Unter den Linden 1', 'Torstraße 2']) })],
      [5, 'team', () => changeTeam(pick(TEAMS))],
      [directory.active ? 2 : 5, directory.active ? 'leave' : 'return', () => setActive(!directory.active)],
      [1, 'delete', vanish],
      [directory.active ? 3 : 0, 'merchant', meetMerchant],
    ];
    const total = options.reduce((sum, [weight]) => sum + weight, 0);
    let drawn = random() * total;
    for (const [weight, label, step] of options) {
      drawn -= weight;
      if (drawn < 0) return [label, step];
    }
    throw new Error('no step was drawn');
  }

  return {
    name,
    story,
    teams,
    get userId() {
      return userId;
    },
    get directory() {
      return directory;
    },
    get wasActive() {
      return wasActive;
    },
    async live() {
      while (world.goesOn()) {
        const [label, step] = nextStep();
        story.push(label);
        await step();
        await sleep(random() * 200);
      }
    },
  };
}

/** Asks until there is an answer, and one that will do. */
export async function ask(
  call: () => Promise<Answer>,
  isAnswer: (answer: Answer) => boolean = ({ status }) => status < 500,
): Promise<Answer> {
  for (;;) {
    const answer = await call().catch(() => undefined);
    if (answer !== undefined && isAnswer(answer)) return answer;
    // Where a test has failed and nobody answers any more, this alone keeps no process alive.
    await sleep(50, undefined, { ref: false });
  }
}

function expect({ status, body }: Answer, ...allowed: number[]): void {
  if (!allowed.includes(status)) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
}
