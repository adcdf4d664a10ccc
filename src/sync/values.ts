// Reads single values out of a stored SCIM user.
import type { JsonObject, JsonValue } from '../protocol/index.ts';

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Text on one line without spaces around it; undefined if there is none. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.trim().replace(/\s+/g, ' ') || undefined;
}

/** An attribute's complex value; empty if there is none. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The elements of a multi-valued complex attribute (RFC 7643 §2.4). */
export function elementsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

/** The enterprise extension (RFC 7643 §4.3). */
export function enterpriseOf(user: JsonObject): JsonObject {
  return objectOf(user[ENTERPRISE_USER]);
}

/** Without what is absent. */
export function withValues<K extends string>(
  values: Readonly<Record<K, string | undefined>>,
): Readonly<Record<string, string>> {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as never;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
