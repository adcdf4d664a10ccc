// The tags that Rollcall sets: each begins with a literal prefix, so that no directory can name a tag of its own.
import { handleize } from './mapping/filters.ts';
import { textOf } from './values.ts';

/** On a customer while the user is inactive. */
export const LEAVER_TAG = 'rollcall:leaver';
/** Before the department's handle (RULES 12). */
const DEPARTMENT_PREFIX = 'department:';
/** Before every tag that no template may give. */
const RESERVED_PREFIX = 'rollcall:';
/** Shopify's limits for a tag, and for the tags of a customer. */
export const MAX_TAG_LENGTH = 255;
export const MAX_TAGS = 250;

/**
 * `department:<handle>`, or undefined where nothing of the name can stand in a handle.
 *
 * @example departmentTag('R&D, Berlin') === 'department:r-d-berlin'
 */
export function departmentTag(department: string | undefined): string | undefined {
  const handle = handleize(textOf(department))
    .slice(0, MAX_TAG_LENGTH - DEPARTMENT_PREFIX.length)
    .replace(/-+$/, '');
  return handle ? DEPARTMENT_PREFIX + handle : undefined;
}

/** A text as one tag: a comma would split it in two. */
export function sanitizeTag(text: string): string {
  return text.replace(/[\s,\p{Cc}]+/gu, ' ').trim();
}

/** Whether a tag has a meaning of Rollcall's own. */
export function isReservedTag(tag: string): boolean {
  return tag.toLowerCase().startsWith(RESERVED_PREFIX);
}

/** Each tag once, whatever its case; of too many, the first. */
export function limitTags(tags: readonly string[]): { tags: readonly string[]; dropped: number } {
  const byKey = new Map<string, string>();
  for (const tag of tags) if (!byKey.has(tag.toLowerCase())) byKey.set(tag.toLowerCase(), tag);
  const distinct = [...byKey.values()];
  return { tags: distinct.slice(0, MAX_TAGS), dropped: Math.max(0, distinct.length - MAX_TAGS) };
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
