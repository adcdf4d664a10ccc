// Compares an answer with the part of it that an exchange names.
import assert from 'node:assert/strict';

interface Comparison {
  /** Whether a list that is named must be named whole; the order never counts. */
  readonly lists: 'whole' | 'some';
  /** What was answered, for the message. */
  readonly said: string;
}

/** Asserts that `actual` holds what is wanted: objects by key, `"*"` anything, null nothing. */
export function assertContains(actual: unknown, wanted: unknown, { lists, said }: Comparison): void {
  const fault = difference(actual, wanted, lists, 'body');
  if (fault !== undefined) assert.fail(`${fault}: ${said}`);
}

function difference(
  actual: unknown,
  wanted: unknown,
  lists: Comparison['lists'],
  path: string,
): string | undefined {
  if (wanted === '*') return actual === undefined ? `${path} is missing` : undefined;
  if (wanted === null) return actual === undefined ? undefined : `${path} should not be there`;
  if (Array.isArray(wanted)) return listDifference(actual, wanted, lists, path);
  if (typeof wanted !== 'object') {
    return actual === wanted ? undefined : `${path} should be ${JSON.stringify(wanted)}`;
  }
  if (typeof actual !== 'object' || actual === null) return `${path} should be an object`;
  for (const [key, part] of Object.entries(wanted)) {
    const fault = difference((actual as Record<string, unknown>)[key], part, lists, `${path}.${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function listDifference(
  actual: unknown,
  wanted: readonly unknown[],
  lists: Comparison['lists'],
  path: string,
): string | undefined {
  // Nothing unassigned is sent: an empty list may be absent (RFC 7643 section 2.5).
  if (wanted.length === 0 && actual === undefined) return undefined;
  if (!Array.isArray(actual)) return `${path} should be a list`;
  if ((lists === 'whole' || wanted.length === 0) && actual.length !== wanted.length) {
    return `${path} should have ${wanted.length} elements`;
  }
  const missing = wanted.find((item) =>
    actual.every((candidate) => difference(candidate, item, lists, path) !== undefined),
  );
  return missing === undefined ? undefined : `${path} should have ${JSON.stringify(missing)}`;
}
