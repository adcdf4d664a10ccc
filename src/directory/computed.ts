// What is computed for a user when it is read, and never stored with it: its groups, its manager's name, its sync.
import {
  enterpriseUserSchema,
  type Filter,
  type JsonObject,
  namesAttribute,
  type Projection,
  projects,
  projectsAny,
  rollcallUserSchema,
  userResourceType,
} from '../protocol/index.ts';
import type { ComputedReader, Membership, ResourceKind, Scope, StoredResource, SyncFacts } from './ports.ts';

const MANAGER = `${enterpriseUserSchema.id}:manager`;

/** Which of it an answer or a filter needs. */
export interface ComputedParts {
  readonly groups: boolean;
  readonly manager: boolean;
  readonly sync: boolean;
}

export interface Computed {
  /** Direct and indirect; absent if there are none. */
  readonly groups?: readonly Membership[];
  /** A manager who is a user here. */
  readonly manager?: Manager;
  readonly sync?: SyncFacts;
}

export interface Manager {
  readonly id: string;
  readonly displayName: string | null;
}

const NONE: ComputedParts = { groups: false, manager: false, sync: false };
const DEFAULT: ComputedParts = { groups: true, manager: true, sync: false };

const NOTHING: ReadonlyMap<string, Computed> = new Map();

/** What an answer holds. */
export function projectedParts(kind: ResourceKind, projection: Projection | undefined): ComputedParts {
  if (kind === 'Group') return NONE;
  if (projection === undefined) return DEFAULT;
  return {
    groups: projects(projection, 'groups'),
    manager: projects(projection, MANAGER),
    sync: projectsAny(projection, rollcallUserSchema),
  };
}

/** What a checked filter asks about. The state of the sync cannot be asked about. */
export function filteredParts(kind: ResourceKind, filter: Filter): ComputedParts {
  if (kind === 'Group') return NONE;
  const groups = namesAttribute(filter, 'groups');
  const manager = namesAttribute(filter, 'manager', enterpriseUserSchema.id);
  return groups || manager ? { groups, manager, sync: false } : NONE;
}

/**
 * Whether an answer holds anything that can change while the resource's version does not (so that 304 would be a lie).
 */
export function hasComputed(
  kind: ResourceKind,
  projection: Projection | undefined,
  stored: StoredResource,
): boolean {
  const { groups, manager, sync } = projectedParts(kind, projection);
  return groups || sync || (manager && mayHaveManager(stored));
}

/** Whether nothing needs to be read for a page, by what is known of its users already. */
export function needsNothing(
  users: readonly StoredResource[],
  { groups, manager, sync }: ComputedParts,
): boolean {
  return (
    !sync && users.every((user) => !(groups && mayBeInGroups(user)) && !(manager && mayHaveManager(user)))
  );
}

/** Reads the parts for a page of users, each by one query; a user of whom there is nothing to say is left out. */
export async function readComputed(
  reader: ComputedReader,
  scope: Scope,
  users: readonly StoredResource[],
  parts: ComputedParts,
): Promise<ReadonlyMap<string, Computed>> {
  if (needsNothing(users, parts)) return NOTHING;
  const computed = new Map<string, Computed>();
  const add = (id: string, part: Computed) => computed.set(id, { ...computed.get(id), ...part });
  const idsOf = (some: readonly StoredResource[]) => some.map(({ id }) => id);
  const joined = parts.groups ? users.filter(mayBeInGroups) : [];
  if (joined.length > 0) {
    for (const [id, groups] of await reader.groupsOf(scope, idsOf(joined))) add(id, { groups });
  }
  if (parts.manager && users.some(mayHaveManager)) {
    for (const [id, manager] of await readManagers(reader, scope, users)) add(id, { manager });
  }
  if (parts.sync) {
    for (const [id, sync] of await reader.syncFacts(scope, idsOf(users))) add(id, { sync });
  }
  return computed;
}

/** RFC 7643 §4.3: `manager.value` is the id of a User; whoever is none here is left as the client sent it. */
async function readManagers(
  reader: ComputedReader,
  scope: Scope,
  users: readonly StoredResource[],
): Promise<ReadonlyMap<string, Manager>> {
  const wanted = new Map<string, string>();
  for (const user of users) {
    const managerId = managerIdOf(user);
    if (managerId !== undefined) wanted.set(user.id, managerId);
  }
  const managers = new Map<string, Manager>();
  if (wanted.size === 0) return managers;
  const names = await reader.displayNames(scope, [...new Set(wanted.values())]);
  for (const [userId, id] of wanted) {
    const displayName = names.get(id);
    if (displayName !== undefined) managers.set(userId, { id, displayName });
  }
  return managers;
}

/**
 * What a user becomes, where its manager is sent back as it was shown: the address that was resolved for an answer is not
 * taken for one of the client's, so that a PUT of what GET returned changes nothing.
 */
export function keepManager(current: JsonObject, next: JsonObject): JsonObject {
  const extension = next[enterpriseUserSchema.id] as StoredExtension | undefined;
  const before = (current[enterpriseUserSchema.id] as StoredExtension | undefined)?.manager;
  const manager = extension?.manager;
  if (manager?.value === undefined || manager === before || manager.value !== before?.value) return next;
  const { $ref, ...rest } = manager;
  if (!$ref?.endsWith(`${userResourceType.endpoint}/${manager.value}`)) return next;
  const kept = before.$ref === undefined ? rest : { ...rest, $ref: before.$ref };
  return { ...next, [enterpriseUserSchema.id]: { ...extension, manager: kept } };
}

function mayBeInGroups({ inGroups }: StoredResource): boolean {
  return inGroups !== false;
}

/** Parses only where a glance at the text says that it may be worth it. */
function mayHaveManager({ body }: StoredResource): boolean {
  return body.includes('"manager"');
}

function managerIdOf(user: StoredResource): string | undefined {
  if (!mayHaveManager(user)) return undefined;
  return (JSON.parse(user.body) as StoredManager)[enterpriseUserSchema.id]?.manager?.value;
}

type StoredExtension = { readonly manager?: { readonly value?: string; readonly $ref?: string } };
type StoredManager = { readonly [urn: string]: StoredExtension | undefined };
