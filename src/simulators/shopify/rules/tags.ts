// How Shopify stores tags: split at commas, trimmed, without repetitions, sorted.
import type { UserError } from './user-errors.ts';

const maximumTags = 250;
const maximumLength = 255;

/** Normalises a list of tags; of two that differ in case only, the first stays. */
export function normalizeTags(tags: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const entry of tags) {
    for (const part of entry.split(',')) {
      const tag = part.trim();
      const fold = tag.toLowerCase();
      if (tag && !byFold.has(fold)) byFold.set(fold, tag);
    }
  }
  return [...byFold].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, tag]) => tag);
}

/** Removes tags without regard to case. */
export function removeTags(tags: readonly string[], removed: readonly string[]): string[] {
  const folds = new Set(normalizeTags(removed).map((tag) => tag.toLowerCase()));
  return tags.filter((tag) => !folds.has(tag.toLowerCase()));
}

/** The objections to a normalised list: too many tags, or one too long. */
export function checkTags(tags: readonly string[]): UserError[] {
  const field = ['tags'];
  if (tags.length > maximumTags) {
    return [{ field, message: `Tags cannot be more than ${maximumTags}`, code: 'INVALID' }];
  }
  if (tags.some((tag) => tag.length > maximumLength)) {
    return [
      { field, message: `Tags is too long (maximum is ${maximumLength} characters)`, code: 'TOO_LONG' },
    ];
  }
  return [];
}
