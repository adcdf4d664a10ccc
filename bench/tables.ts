// The rows that Rollcall keeps of the population, by table and column: what every database is filled with.
import { displayKeyOf, emailKeysOf, nameKeyOf } from '../src/directory/keys.ts';
import type { ComputedReader, DirectoryReader, Membership, StoredResource } from '../src/directory/ports.ts';
import { represent } from '../src/directory/representation.ts';
import {
  groupResourceType,
  type JsonObject,
  parseResource,
  resourceTypesWith,
  userResourceType,
} from '../src/protocol/index.ts';
import {
  CONNECTION,
  groupBody,
  groupCount,
  groupIdOf,
  groupNameOf,
  groupsOf,
  instantOf,
  isInactive,
  ORIGIN,
  SCIM_ROOT,
  SHOP,
  userBody,
  userIdOf,
} from './population.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Some rows of each table. */
export type Batch = Readonly<Record<'user_emails' | 'groups' | 'group_members', readonly Row[]>> & {
  readonly users: readonly UserRow[];
};

type UserRow = ReturnType<typeof personRows>['user'];

const BATCH = 5000;
const SCOPE = { shop: SHOP, connection: CONNECTION };
/** `connection_counts.next_seq` begins at 1, and the first place that is taken is the next one. */
const FIRST_SEQ = 2;

/** The rows that Rollcall makes of person number n. */
export function personRows(n: number, id: string, seq: number, at: number) {
  const user = parseResource(userResourceType, { ...userBody(n), active: !isInactive(n) });
  return {
    user: { ...resourceRow('User', user, id, at), seq, active: user.active === false ? 0 : 1 },
    emails: emailKeysOf(user).map((email_key) => ({ ...SCOPE, email_key, user_id: id })),
  };
}

/** What `connection_counts` holds of a directory of so many users. */
export function countsOf(users: number): Row {
  const groups = groupCount(users);
  const active = users - range(0, users).filter(isInactive).length;
  return { users, active_users: active, groups, next_seq: users + groups + FIRST_SEQ - 1 };
}

/** Everything that a directory of so many users holds. */
export function* batchesOf(users: number): Generator<Batch> {
  for (let from = 0; from < users; from += BATCH) {
    const numbers = range(from, Math.min(users, from + BATCH));
    const people = numbers.map((n) => personRows(n, userIdOf(n), n + FIRST_SEQ, instantOf(n)));
    yield {
      users: people.map(({ user }) => user),
      user_emails: people.flatMap(({ emails }) => emails),
      groups: [],
      group_members: numbers.flatMap((n) => edgesOf(n, users)),
    };
  }
  const groups = range(0, groupCount(users)).map((n) => groupRow(n, users + n + FIRST_SEQ));
  yield { users: [], user_emails: [], groups, group_members: [] };
}

/** The same with the users' whole replies, as Rollcall sends them, in place of their bodies. */
export async function withReplies(batch: Batch, users: number): Promise<Batch> {
  const stored = batch.users.map(toStored);
  const numberOf = new Map(batch.users.map(({ id, seq }) => [id, seq - FIRST_SEQ]));
  const view = { baseUrl: ORIGIN + SCIM_ROOT, types: resourceTypesWith([]), projection: undefined };
  const reader = createReader((id) => membershipsOf(numberOf.get(id) as number, users));
  const texts = await represent(reader, SCOPE, 'User', stored, view);
  return { ...batch, users: batch.users.map((row, i) => ({ ...row, body: texts[i] as string })) };
}

function groupRow(n: number, seq: number): Row {
  const { members: _, ...group } = parseResource(groupResourceType, groupBody(groupNameOf(n), []));
  return { ...resourceRow('Group', group, groupIdOf(n), instantOf(n)), seq };
}

function resourceRow(kind: 'User' | 'Group', resource: JsonObject, id: string, at: number) {
  return {
    ...SCOPE,
    id,
    version: 1,
    name_key: nameKeyOf(kind, resource),
    display_key: displayKeyOf(resource),
    external_id: resource.externalId as string,
    body: JSON.stringify(resource),
    created_at: at,
    modified_at: at,
  };
}

function edgesOf(n: number, users: number): readonly Row[] {
  return groupsOf(n, users).map((group) => ({
    ...SCOPE,
    group_id: groupIdOf(group),
    member_id: userIdOf(n),
    member_type: 'User',
  }));
}

function membershipsOf(n: number, users: number): readonly Membership[] {
  const groups = groupsOf(n, users).map((group) => ({
    value: groupIdOf(group),
    display: groupNameOf(group),
    type: 'direct' as const,
  }));
  return groups.sort((a, b) => (a.value < b.value ? -1 : 1));
}

/** Knows the groups of users, and nothing else of them. */
function createReader(groupsOfUser: (id: string) => readonly Membership[]): DirectoryReader & ComputedReader {
  return {
    find: async () => undefined,
    members: async () => [],
    displayNames: async () => new Map(),
    syncFacts: async () => new Map(),
    groupsOf: async (_scope, ids) =>
      new Map(ids.map((id) => [id, groupsOfUser(id)] as const).filter(([, groups]) => groups.length > 0)),
  };
}

function toStored({ id, version, body, created_at, modified_at }: UserRow): StoredResource {
  return { id, version, body, createdAt: created_at, modifiedAt: modified_at };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
