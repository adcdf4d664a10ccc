// Compares what the mappings ask for with what the target returned, and builds the body of a creation.

import type { MappedValue } from './mapping.ts';
import { ENTERPRISE_USER } from './mapping.ts';
import type { ScimResource } from './target-path.ts';
import { readPath, writePath } from './target-path.ts';

export type Change = {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly oldValue: unknown;
  readonly newValue: string | boolean;
};

/** One change per mapped value that differs: an add where the target has nothing, a replace elsewhere. */
export function findChanges(desired: readonly MappedValue[], current: ScimResource): Change[] {
  return desired.flatMap(({ target, value }): Change[] => {
    const oldValue = readPath(current, target);
    if (same(oldValue, value)) return [];
    return [{ op: oldValue === undefined ? 'add' : 'replace', path: target, oldValue, newValue: value }];
  });
}

function same(found: unknown, wanted: string | boolean): boolean {
  // Servers that store Entra's own "True" and "False" as text are common enough for it to read them back.
  if (typeof wanted === 'boolean') return String(found).toLowerCase() === String(wanted);
  return found === wanted;
}

/**
 * The body of `POST /Users`. As on the wire, the enterprise URN is listed even when no enterprise attribute
 * follows, and `meta.resourceType` and an empty `roles` come along.
 */
export function buildUser(desired: readonly MappedValue[]): ScimResource {
  const resource: ScimResource = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER] };
  for (const { target, value } of desired) writePath(resource, target, value);
  return { ...resource, meta: { resourceType: 'User' }, roles: [] };
}

/** The body of `POST /Groups`: never with members, and with a schema URI that only Microsoft knows. */
export function buildGroup(desired: readonly MappedValue[]): ScimResource {
  const resource: ScimResource = {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
    ],
  };
  for (const { target, value } of desired) writePath(resource, target, value);
  return { ...resource, meta: { resourceType: 'Group' } };
}
