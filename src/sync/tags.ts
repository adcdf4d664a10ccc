// The tags that Rollcall sets: each begins with a literal prefix, so that no directory can name a tag of its own.
import { textOf } from './values.ts';

/** On a customer while the user is inactive. */
export const LEAVER_TAG = 'rollcall:leaver';
/** Before the department's handle (RULES 12). */
const DEPARTMENT_PREFIX = 'department:';
/** Shopify's limit for a tag. */
const MAX_LENGTH = 255;

/**
 * `department:<handle>`, or undefined where nothing of the name can stand in a handle.
 *
 * @example departmentTag('R&D, Berlin') === 'department:r-d-berlin'
 */
export function departmentTag(department: string | undefined): string | undefined {
  // A comma would split the tag in two, so only letters and digits of any script are kept.
  const handle = textOf(department)
    ?.normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, MAX_LENGTH - DEPARTMENT_PREFIX.length)
    .replace(/^-+|-+$/g, '');
  return handle ? DEPARTMENT_PREFIX + handle : undefined;
}

/** Whether a tag is of those that only Rollcall sets. */
export function isOurTag(tag: string): boolean {
  return tag === LEAVER_TAG || tag.startsWith(DEPARTMENT_PREFIX);
}

/** Shopify takes tags that differ only in case for the same. */
export function hasTag(tags: readonly string[], tag: string): boolean {
  const key = tag.toLowerCase();
  return tags.some((other) => other.toLowerCase() === key);
}
