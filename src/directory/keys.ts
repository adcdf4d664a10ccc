// The keys by which resources are found without regard to case; the store keeps them in indexes.
import { foldCase, type JsonObject } from '../protocol/index.ts';
import type { ResourceKind } from './ports.ts';

/** What must be unique of a resource by default: userName or displayName, folded. */
export function nameKeyOf(kind: ResourceKind, resource: JsonObject): string {
  return foldCase(String(resource[kind === 'User' ? 'userName' : 'displayName']));
}

/** displayName, folded; null without one. */
export function displayKeyOf({ displayName }: JsonObject): string | null {
  return typeof displayName === 'string' ? foldCase(displayName) : null;
}

/** The addresses of a user, folded, each once. */
export function emailKeysOf({ emails }: JsonObject): readonly string[] {
  if (!Array.isArray(emails)) return [];
  const values = emails.map((email: JsonObject) => email.value);
  return [...new Set(values.filter((value) => typeof value === 'string').map(foldCase))];
}
