// How much one PATCH may ask for: the event loop carries every other shop's requests too.
import { payloadTooLarge } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { isJsonArray } from '../json.ts';
import type { PatchOperation } from './operation.ts';

/**
 * Changes in one message. An operation is one; each attribute of a pathless value, each value of a list and each
 * condition of a filter counts, because each is work for every value that is there. Some clients send an operation for
 * each group member, a thousand at a time.
 */
export const MAX_CHANGES = 2_000;

/** @throws ScimError 413 when there are more changes than MAX_CHANGES. */
export function requireFew(changes: number): void {
  if (changes <= MAX_CHANGES) return;
  throw payloadTooLarge(`The PATCH comes to ${changes} changes; at most ${MAX_CHANGES} are taken in one.`);
}

/** What an operation counts. */
export function countChanges({ path, value }: PatchOperation): number {
  // Members are edges in a table: naming many in one operation is what clients should do.
  const values = isJsonArray(value) && path.attribute !== 'members' ? value.length : 1;
  return Math.max(1, values, path.filter === undefined ? 0 : countConditions(path.filter));
}

function countConditions(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.reduce((sum, part) => sum + countConditions(part), 0);
    case 'not':
    case 'valuePath':
      return countConditions(filter.filter);
    default:
      return 1;
  }
}
