// Takes the changes of a group's members out of a PATCH: members live in an edge table, not in the resource.
import { badRequest } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { elementMatcher } from '../filter/match.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts';
import { findAttribute } from '../schema/resolve.ts';
import { groupResourceType } from '../schema/resource-types.ts';
import { foldCase } from '../text.ts';
import type { PatchOperation } from './operation.ts';

export interface Member {
  /** The id of the user or group. */
  readonly value: string;
  readonly type?: 'User' | 'Group';
  readonly display?: string;
}

/** One step, to be taken in order. A filter in `removeWhere` speaks of one member: see matchMember. */
export type MemberChange =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly members: readonly Member[] }
  | { readonly kind: 'clear' }
  | { readonly kind: 'removeWhere'; readonly filter: Filter };

/**
 * Splits the operations on `members` off, as steps for the edge table; neighbouring additions (and removals) become
 * one step, since some clients send an operation for each member.
 *
 * @example splitMemberChanges(parsePatch(groupResourceType, body)).members // [{ kind: 'add', members: [{ value: 'u1' }] }]
 * @throws ScimError 400 invalidValue for a member without a value, mutability for a change inside a member.
 */
export function splitMemberChanges(operations: readonly PatchOperation[]): {
  operations: readonly PatchOperation[];
  members: readonly MemberChange[];
} {
  const rest: PatchOperation[] = [];
  const changes: MemberChange[] = [];
  for (const operation of operations) {
    if (operation.path.attribute !== 'members' || operation.path.urn !== undefined) rest.push(operation);
    else for (const change of toChanges(operation)) append(changes, change);
  }
  return { operations: rest, members: changes };
}

/**
 * The members in a stored or parsed `members` value; unknown types are left out, so that the directory finds them.
 *
 * @throws ScimError 400 invalidValue for a member without a value.
 */
export function readMembers(value: JsonValue | undefined): readonly Member[] {
  return isJsonArray(value) ? value.map(readMember) : [];
}

/** Whether a member, with the address that clients see, matches the filter of a `removeWhere` step. */
export function matchMember(filter: Filter, member: Member & { readonly $ref?: string }): boolean {
  const attribute = findAttribute(groupResourceType, 'members')?.attribute;
  return attribute !== undefined && elementMatcher(attribute, filter)({ ...member });
}

function toChanges({ op, path: { filter, sub }, value, index }: PatchOperation): readonly MemberChange[] {
  if (filter !== undefined || sub !== undefined) {
    if (
      filter !== undefined &&
      sub === undefined &&
      (op === 'remove' || (op === 'replace' && value === null))
    )
      return [removalBy(filter)];
    // RFC 7643 §4.2: what makes a member is immutable.
    throw badRequest('mutability', `Operation ${index}: members are added and removed, not changed.`);
  }
  const members = readMembers(value);
  switch (op) {
    case 'add':
      return members.length === 0 ? [] : [{ kind: 'add', members }];
    case 'replace':
      return members.length === 0 ? [{ kind: 'clear' }] : [{ kind: 'replace', members }];
    case 'remove':
      // No value is "all of them", an empty list nothing: see namesValues in dialects.ts.
      if (value === undefined) return [{ kind: 'clear' }];
      return members.length === 0 ? [] : [{ kind: 'remove', members }];
  }
}

function removalBy(filter: Filter): MemberChange {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.attribute === 'value') {
    return { kind: 'remove', members: [{ value: String(filter.value) }] };
  }
  return { kind: 'removeWhere', filter };
}

function readMember(item: JsonValue): Member {
  const { value, type, display } = isJsonObject(item) ? item : {};
  if (typeof value !== 'string')
    throw badRequest('invalidValue', 'members.value is required and has no value.');
  const kind = typeof type === 'string' ? foldCase(type) : undefined;
  return {
    value,
    ...(kind === 'user' ? { type: 'User' } : kind === 'group' ? { type: 'Group' } : {}),
    ...(typeof display === 'string' ? { display } : {}),
  };
}

function append(changes: MemberChange[], change: MemberChange): void {
  const last = changes.at(-1);
  if ((change.kind === 'add' || change.kind === 'remove') && last?.kind === change.kind) {
    changes[changes.length - 1] = { kind: change.kind, members: [...last.members, ...change.members] };
  } else {
    changes.push(change);
  }
}
