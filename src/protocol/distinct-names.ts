// Refuses an object that gives one name twice: RFC 7643 §2.1 reads names without regard to case.
import type { Strictness } from './dialects.ts';
import { badRequest } from './errors.ts';
import { clip } from './text.ts';

/** Deeper than any attribute lies: what is below is refused anyway, once it is read. */
const MAX_DEPTH = 16;

/**
 * `userName` and `USERNAME` in one object are one name with two values. RFC 8259 §4 leaves open which of them a reader
 * takes, so that two readers of one request may take different ones. A lenient reader takes the last, as JSON's own do
 * where the case is the same; a strict one takes neither.
 *
 * @param depth how far to look into what the value holds; 0 is its own names alone.
 * @throws ScimError 400 invalidSyntax
 */
export function requireDistinctNames(value: unknown, { strict }: Strictness, depth = MAX_DEPTH): void {
  if (strict) look(value, depth);
}

function look(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) requireDistinct(Object.keys(value));
  if (depth > 0) for (const item of Object.values(value)) look(item, depth - 1);
}

function requireDistinct(names: readonly string[]): void {
  const known = new Map<string, string>();
  for (const name of names) {
    const twin = known.get(name.toLowerCase());
    if (twin !== undefined) {
      throw badRequest(
        'invalidSyntax',
        `"${clip(twin)}" and "${clip(name)}" are one name, as case does not count: give it once.`,
      );
    }
    known.set(name.toLowerCase(), name);
  }
}
