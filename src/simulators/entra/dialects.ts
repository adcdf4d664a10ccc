// Writes changes as PATCH bodies in either of the two dialects that Entra speaks.
// https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility.md
import type { Change } from './difference.ts';
import { isFilteredPath } from './target-path.ts';

/** `aadOptscim062020` is the one that an administrator asks for by a key in the Tenant URL. */
export type Dialect = 'default' | 'aadOptscim062020';

type Operation = { readonly op: string; readonly path?: string; readonly value?: unknown };
export type PatchBody = { readonly schemas: readonly string[]; readonly Operations: readonly Operation[] };

/** Attribute changes of a user or group. */
export function patchAttributes(changes: readonly Change[], dialect: Dialect): PatchBody {
  if (dialect === 'default') {
    return patch(
      changes.map(({ op, path, newValue }) => ({
        op: op === 'add' ? 'Add' : 'Replace',
        path,
        value: typeof newValue === 'boolean' ? (newValue ? 'True' : 'False') : newValue,
      })),
    );
  }
  const filtered = changes.filter(({ path }) => isFilteredPath(path));
  const plain = changes.filter(({ path }) => !isFilteredPath(path));
  const operations: Operation[] = filtered.map(({ op, path, newValue }) => ({ op, path, value: newValue }));
  const [only] = plain;
  if (plain.length === 1 && only) operations.push({ op: only.op, path: only.path, value: only.newValue });
  if (plain.length > 1) {
    operations.push({
      op: 'replace',
      value: Object.fromEntries(plain.map(({ path, newValue }) => [path, newValue])),
    });
  }
  return patch(operations);
}

/** Adds members, given as ids of the target, in one operation. */
export function patchAddMembers(targetIds: readonly string[], dialect: Dialect): PatchBody {
  return dialect === 'default'
    ? patch([{ op: 'Add', path: 'members', value: memberReferences(targetIds) }])
    : patch([{ op: 'add', path: 'members', value: targetIds.map((value) => ({ value })) }]);
}

/**
 * Removes members. Read literally, the default dialect's body ("remove `members`") empties the group, which is
 * the trap that it sets for servers: https://github.com/MicrosoftDocs/azure-docs/issues/30826
 */
export function patchRemoveMembers(targetIds: readonly string[], dialect: Dialect): PatchBody {
  return dialect === 'default'
    ? patch([{ op: 'Remove', path: 'members', value: memberReferences(targetIds) }])
    : patch(targetIds.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` })));
}

function memberReferences(targetIds: readonly string[]) {
  return targetIds.map((value) => ({ $ref: null, value }));
}

function patch(operations: readonly Operation[]): PatchBody {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
