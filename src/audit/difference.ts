// What of two values differs: objects by their keys, everything else whole. Pure.

/**
 * @example difference({ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4, d: 3 } })
 * // { before: { b: { c: 2 } }, after: { b: { c: 4 } } }
 */
export function difference(before: unknown, after: unknown): { before: unknown; after: unknown } {
  if (!isObject(before) || !isObject(after)) return { before, after };
  const left: Record<string, unknown> = {};
  const right: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    const inner = difference(before[key], after[key]);
    if (inner.before !== undefined) left[key] = inner.before;
    if (inner.after !== undefined) right[key] = inner.after;
  }
  return { before: left, after: right };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
