// One PATCH operation after reading: resolved, typed, and counted for messages.
import { prefixError, ScimError } from '../errors.ts';
import type { PatchPath } from '../filter/ast.ts';
import type { JsonValue } from '../json.ts';

/**
 * One attribute of one operation (an operation without a path becomes one of these for each key of its value).
 * `value` is in stored form. For add and replace null means: unassign. For remove, an absent value means everything
 * that the path selects, an array means those elements only, so that an empty one removes nothing.
 */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Names are canonical; always there once parsePatch has read the message. */
  readonly path: PatchPath;
  readonly value?: JsonValue;
  /** The operation's place in the message, counted from 1. */
  readonly index: number;
}

/** Runs one step of an operation; an error of it says in front which operation failed. */
export function within<T>(operation: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof ScimError ? prefixError(error, `${operation}: `) : error;
  }
}
