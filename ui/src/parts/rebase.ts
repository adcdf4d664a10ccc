// What is typed, put over what somebody else has stored meanwhile: pure.
import { hashKey } from '@tanstack/react-query';

/** Whether two values are the same, in whatever order they were made. */
export function isSame(one: unknown, other: unknown): boolean {
  // Named, because in a list what is not there would be null.
  return hashKey([{ value: one }]) === hashKey([{ value: other }]);
}

/**
 * @param base what was stored when typing began
 * @param typed what has become of it here
 * @param stored what is stored by now
 * @returns what was typed, and of all else what is stored
 * @example rebase({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 3 }) gives { a: 2, b: 3 }
 */
export function rebase<T>(base: T, typed: T, stored: T): T {
  if (isSame(typed, base)) return stored;
  if (!isRecord(base) || !isRecord(typed) || !isRecord(stored)) return typed;
  const names = new Set([...Object.keys(stored), ...Object.keys(typed)]);
  const parts = [...names].map((name) => [name, rebase(base[name], typed[name], stored[name])] as const);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined)) as T;
}

/** Whether one and the same value was typed here and stored otherwise meanwhile. */
export function clashes<T>(base: T, typed: T, stored: T): boolean {
  if (isSame(typed, base) || isSame(stored, base) || isSame(typed, stored)) return false;
  if (!isRecord(base) || !isRecord(typed) || !isRecord(stored)) return true;
  const names = new Set([base, typed, stored].flatMap(Object.keys));
  return [...names].some((name) => clashes(base[name], typed[name], stored[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
