// The tenant's directory while the simulator runs: what an administrator reads and edits between two cycles.

import type { DirectoryData, DirectoryUser, DirectoryUserInput, ScopingClause } from './directory-format.ts';
import { DirectoryFormatError, parseUser } from './directory-format.ts';

export type DirectoryGroup = {
  readonly objectId: string;
  readonly displayName: string;
  readonly members: ReadonlySet<string>;
};

/**
 * Users and groups are named by objectId, userPrincipalName or displayName (groups). Every editing act
 * throws `DirectoryFormatError` when the name is unknown.
 */
export type Directory = {
  users(): Iterable<DirectoryUser>;
  groups(): Iterable<DirectoryGroup>;
  findUser(name: string): DirectoryUser | undefined;
  findGroup(name: string): DirectoryGroup | undefined;
  /** Assigned itself, or a direct member of an assigned group (Entra does not expand nested groups). */
  isAssigned(objectId: string): boolean;
  readonly scopingFilter: readonly ScopingClause[];
  readonly options: DirectoryData['options'];

  addUser(user: DirectoryUserInput): void;
  updateUser(user: string, changes: Partial<DirectoryUserInput>): void;
  disableUser(user: string): void;
  enableUser(user: string): void;
  softDelete(user: string): void;
  restore(user: string): void;
  hardDelete(user: string): void;
  assign(userOrGroup: string): void;
  unassign(userOrGroup: string): void;
  addGroup(group: { objectId: string; displayName: string; members?: readonly string[] }): void;
  renameGroup(group: string, displayName: string): void;
  deleteGroup(group: string): void;
  addToGroup(group: string, ...members: string[]): void;
  removeFromGroup(group: string, ...members: string[]): void;
  /** Takes another state of the same tenant, as a reread file gives it: who is missing there was deleted. */
  replaceWith(data: DirectoryData): void;
};

/** Creates the directory from what `parseDirectory` returned. */
export function createDirectory(initial: DirectoryData): Directory {
  const users = new Map<string, DirectoryUser>();
  const groups = new Map<string, { objectId: string; displayName: string; members: Set<string> }>();
  const assignments = new Set<string>();
  let settings: Pick<DirectoryData, 'scopingFilter' | 'options'> = initial;
  let assigned: Set<string> | undefined;

  const findUser = (name: string) =>
    users.get(name) ?? findByName(users.values(), (u) => u.userPrincipalName, name);
  const findGroup = (name: string) =>
    groups.get(name) ?? findByName(groups.values(), (g) => g.displayName, name);
  const user = (name: string) => found(findUser(name), 'user', name);
  const group = (name: string) => found(findGroup(name), 'group', name);
  const anyone = (name: string) => found(findUser(name) ?? findGroup(name), 'user or group', name);

  const change = (name: string, changes: Partial<DirectoryUserInput>) => {
    const before = user(name);
    const after = parseUser({ ...before, ...changes, objectId: before.objectId });
    users.set(before.objectId, {
      ...after,
      manager: after.manager ? user(after.manager).objectId : undefined,
    });
  };
  const forget = (objectId: string) => {
    assignments.delete(objectId);
    for (const each of groups.values()) each.members.delete(objectId);
  };
  const load = (data: DirectoryData) => {
    users.clear();
    groups.clear();
    assignments.clear();
    for (const each of data.users) users.set(each.objectId, each);
    for (const each of data.groups) groups.set(each.objectId, { ...each, members: new Set(each.members) });
    for (const objectId of data.assignments) assignments.add(objectId);
    settings = { scopingFilter: data.scopingFilter, options: data.options };
  };
  /** Wraps an editing act so that what was derived from the old state is forgotten. */
  const editing =
    <Arguments extends unknown[]>(act: (...args: Arguments) => unknown) =>
    (...args: Arguments): void => {
      act(...args);
      assigned = undefined;
    };

  load(initial);
  return {
    users: () => users.values(),
    groups: () => groups.values(),
    findUser,
    findGroup,
    isAssigned(objectId) {
      assigned ??= expandAssignments(assignments, groups);
      return assigned.has(objectId);
    },
    get scopingFilter() {
      return settings.scopingFilter;
    },
    get options() {
      return settings.options;
    },

    addUser: editing((input) => {
      const added = parseUser(input);
      if (findUser(added.objectId) ?? findUser(added.userPrincipalName)) {
        throw new DirectoryFormatError([`there is already a user "${added.userPrincipalName}"`]);
      }
      users.set(added.objectId, {
        ...added,
        manager: added.manager ? user(added.manager).objectId : undefined,
      });
    }),
    updateUser: editing(change),
    disableUser: editing((name) => change(name, { accountEnabled: false })),
    enableUser: editing((name) => change(name, { accountEnabled: true })),
    softDelete: editing((name) => change(name, { softDeleted: true })),
    restore: editing((name) => change(name, { softDeleted: false })),
    hardDelete: editing((name) => {
      const { objectId } = user(name);
      users.delete(objectId);
      forget(objectId);
    }),
    assign: editing((name) => assignments.add(anyone(name).objectId)),
    unassign: editing((name) => assignments.delete(anyone(name).objectId)),
    addGroup: editing((input) => {
      const members = new Set(input.members?.map((name) => anyone(name).objectId));
      groups.set(input.objectId, { objectId: input.objectId, displayName: input.displayName, members });
    }),
    renameGroup: editing((name, displayName) => {
      group(name).displayName = displayName;
    }),
    deleteGroup: editing((name) => {
      const { objectId } = group(name);
      groups.delete(objectId);
      forget(objectId);
    }),
    addToGroup: editing((name, ...members) => {
      for (const member of members) group(name).members.add(anyone(member).objectId);
    }),
    removeFromGroup: editing((name, ...members) => {
      for (const member of members) group(name).members.delete(anyone(member).objectId);
    }),
    replaceWith: editing(load),
  };
}

function findByName<T>(all: Iterable<T>, nameOf: (one: T) => string, name: string): T | undefined {
  const folded = name.toLowerCase();
  for (const one of all) if (nameOf(one).toLowerCase() === folded) return one;
  return undefined;
}

function found<T>(one: T | undefined, kind: string, name: string): T {
  if (one === undefined) throw new DirectoryFormatError([`there is no ${kind} "${name}"`]);
  return one;
}

function expandAssignments(
  assignments: ReadonlySet<string>,
  groups: ReadonlyMap<string, DirectoryGroup>,
): Set<string> {
  const expanded = new Set(assignments);
  for (const objectId of assignments) {
    for (const member of groups.get(objectId)?.members ?? []) if (!groups.has(member)) expanded.add(member);
  }
  return expanded;
}
