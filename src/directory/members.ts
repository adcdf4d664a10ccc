// Group members: edges beside the group, so that changing one member touches one row.
import {
  type JsonObject,
  type Member,
  type MemberChange,
  matchMember,
  readMembers,
} from '../protocol/index.ts';
import type { Addressed, DirectoryTransaction, Scope } from './ports.ts';
import { locationOf, readAllMembers } from './representation.ts';

/** A parsed group without its members: the form that is stored. */
export function withoutMembers(group: JsonObject): JsonObject {
  const { members: _, ...rest } = group;
  return rest;
}

/** The members that a parsed group names. */
export function membersOf(group: JsonObject): readonly Member[] {
  return readMembers(group.members);
}

/** Applies one change and says how many edges it made or removed. */
export async function applyMemberChange(
  transaction: DirectoryTransaction,
  target: Addressed,
  groupId: string,
  change: MemberChange,
  now: number,
): Promise<number> {
  switch (change.kind) {
    case 'add':
      return transaction.addMembers(target, groupId, change.members, now);
    case 'remove':
      return transaction.removeMembers(
        target,
        groupId,
        change.members.map((member) => member.value),
        now,
      );
    case 'clear':
      return transaction.clearMembers(target, groupId, now);
    case 'replace':
      return replaceMembers(transaction, target, groupId, change.members, now);
    case 'removeWhere': {
      const edges = await readAllMembers(transaction, target, groupId);
      const hit = edges.filter((edge) => {
        const $ref = locationOf(target.baseUrl, edge.type, edge.value);
        return matchMember(change.filter, { ...edge, $ref });
      });
      return transaction.removeMembers(
        target,
        groupId,
        hit.map((edge) => edge.value),
        now,
      );
    }
  }
}

/** Only the difference is written, so that a client that repeats a whole list changes nothing. */
async function replaceMembers(
  transaction: DirectoryTransaction,
  scope: Scope,
  groupId: string,
  members: readonly Member[],
  now: number,
): Promise<number> {
  const wanted = new Set(members.map((member) => member.value));
  const present = await readAllMembers(transaction, scope, groupId);
  const gone = present.map((edge) => edge.value).filter((value) => !wanted.has(value));
  const removed = await transaction.removeMembers(scope, groupId, gone, now);
  return removed + (await transaction.addMembers(scope, groupId, members, now));
}
