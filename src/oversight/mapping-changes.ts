// How many customers settings that are not saved would change: user by user, and a bounded number of them at a time.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JsonObject } from '../protocol/index.ts';
import { wantTogether } from '../sync/claimants.ts';
import { type DesiredCustomer, desireCustomer } from '../sync/desired.ts';
import { isSameCompany } from '../sync/mapping/company-grants.ts';
import { matches } from '../sync/mapping/group-grants.ts';
import type { DirtyUser, ShopFacts, SyncSettings, UserGroup, WantedCompany } from '../sync/ports.ts';
import type { MappingStore, Scope } from './ports.ts';

type Mapped = Pick<SyncSettings, 'mapping' | 'groups'>;
type Rules = Mapped['groups'];

/** Users of one step, and how long it may take; whichever comes first. */
const MAX_USERS = 2_000;
const MAX_MS = 400;
const PAGE = 50;
/** Customers that a step shows. */
const MAX_EXAMPLES = 10;

/** What a customer gets instead of what it gets now; null: nothing. */
export interface Change {
  /** A field, `metafield:…`, `tags`, `address` or `company`. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface ChangedCustomer {
  readonly userId: string;
  readonly name: string | null;
  readonly customerId: string;
  readonly changes: readonly Change[];
}

/** Whom a rule is for: active users, and those of them who have a customer. */
export interface Touched {
  readonly people: number;
  readonly customers: number;
}

/** One step's part of the whole; the parts add up. */
export interface MappingChanges {
  /** Looked at in this step, and all that there are. */
  readonly users: number;
  readonly total: number;
  readonly customers: number;
  /** How many customers each name changes of. */
  readonly fields: Readonly<Record<string, number>>;
  /** In the order of the rules: of those that are not saved, and of those that are. */
  readonly rules: readonly Touched[];
  readonly savedRules: readonly Touched[];
  readonly examples: readonly ChangedCustomer[];
  /** `after` of the next step; null once all were looked at. */
  readonly next: string | null;
}

export interface MappingChangesDependencies {
  readonly store: Pick<MappingStore, 'users' | 'countUsers'>;
  readonly factsOf: (shop: string) => ShopFacts;
  /** Milliseconds that pass. */
  readonly clock: () => number;
}

export async function countChanges(
  { store, factsOf, clock }: MappingChangesDependencies,
  scope: Scope,
  settings: { readonly saved: Mapped; readonly unsaved: Mapped },
  after: string,
): Promise<MappingChanges> {
  const facts = factsOf(scope.shop);
  const counted = createCount(settings);
  const end = clock() + MAX_MS;
  let last: string | null = after;
  while (last !== null && counted.users() < MAX_USERS && (last === after || clock() < end)) {
    const page: readonly DirtyUser[] = await store.users(scope, last, PAGE);
    for (const row of page) counted.look(row, facts);
    last = page.length < PAGE ? null : (page.at(-1)?.subject ?? null);
    // Nobody waits for more than a page.
    await nextTurn();
  }
  return { ...counted.give(), total: await store.countUsers(scope), next: last };
}

function createCount({ saved, unsaved }: { readonly saved: Mapped; readonly unsaved: Mapped }) {
  const fields: Record<string, number> = {};
  const examples: ChangedCustomer[] = [];
  const rules = unsaved.groups.map(() => ({ people: 0, customers: 0 }));
  const savedRules = saved.groups.map(() => ({ people: 0, customers: 0 }));
  let users = 0;
  let customers = 0;

  function look(row: DirtyUser, facts: ShopFacts): void {
    users += 1;
    if (row.user === null || row.settings === null) return;
    const user = JSON.parse(row.user.body) as JsonObject;
    const { link } = row;
    const customerId = link === null || link.state === 'gone' ? null : link.customerId;
    if (user.active !== false) {
      touch(rules, unsaved.groups, row.groups, customerId !== null);
      touch(savedRules, saved.groups, row.groups, customerId !== null);
    }
    if (customerId === null) return;
    const want = (settings: Mapped) => {
      const { subject: id, groups } = row;
      const whole = { ...(row.settings as SyncSettings), ...settings };
      const { country, unusable } = facts;
      const desired = desireCustomer(user, country, { id, groups, settings: whole, unusable });
      return wantTogether(row, { desired, settings: whole }, facts).desired;
    };
    const changes = compareWanted(want(saved), want(unsaved));
    if (changes.length === 0) return;
    customers += 1;
    for (const { name } of changes) fields[name] = (fields[name] ?? 0) + 1;
    if (examples.length >= MAX_EXAMPLES) return;
    const { displayName, userName } = user as { displayName?: string; userName?: string };
    examples.push({ userId: row.subject, name: displayName ?? userName ?? null, customerId, changes });
  }

  return {
    users: () => users,
    look,
    give: () => ({ users, customers, fields, rules, savedRules, examples }),
  };
}

function touch(
  counts: { people: number; customers: number }[],
  rules: Rules,
  groups: readonly UserGroup[],
  hasCustomer: boolean,
): void {
  for (const [index, rule] of rules.entries()) {
    const count = counts[index];
    if (count === undefined || !(rule.match.everyone || groups.some((group) => matches(rule, group))))
      continue;
    count.people += 1;
    if (hasCustomer) count.customers += 1;
  }
}

/** By name, what differs between what a customer is to be now and then. */
export function compareWanted(before: DesiredCustomer, after: DesiredCustomer): Change[] {
  const changes: Change[] = [];
  const note = (name: string, left: string | undefined, right: string | undefined) => {
    if (left !== right) changes.push({ name, before: left ?? null, after: right ?? null });
  };
  for (const name of namesIn(before.fields, after.fields)) {
    note(name, before.fields[name], after.fields[name]);
  }
  if (!areSameTags(before.tags, after.tags)) note('tags', before.tags.join(', '), after.tags.join(', '));
  for (const key of namesIn(before.metafields, after.metafields)) {
    note(`metafield:${key}`, before.metafields[key], after.metafields[key]);
  }
  note('address', sayAddress(before), sayAddress(after));
  if (!isSameMembership(before.company, after.company)) {
    note('company', sayCompany(before.company), sayCompany(after.company));
  }
  return changes;
}

function namesIn<T extends object>(before: T, after: T): (keyof T & string)[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T & string)[];
}

/** Their order tells nothing. */
function areSameTags(before: readonly string[], after: readonly string[]): boolean {
  return [...before].sort().join() === [...after].sort().join();
}

function isSameMembership(before: WantedCompany | null, after: WantedCompany | null): boolean {
  if (before === null || after === null) return before === after;
  return isSameCompany(before, after) && sayCompany(before) === sayCompany(after);
}

function sayAddress({ address }: DesiredCustomer): string | undefined {
  return address === null ? undefined : Object.values(address).join(', ');
}

function sayCompany(company: WantedCompany | null): string | undefined {
  if (company === null) return undefined;
  const roles = company.roles.map(({ location, role }) => [role, location].filter(Boolean).join(' · '));
  return [company.name ?? company.externalId, ...roles].filter(Boolean).join(', ');
}
