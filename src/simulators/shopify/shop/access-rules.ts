// Which access each field of the schema requires, as Shopify publishes it, and whether a shop grants it.
import { readFileSync } from 'node:fs';
import type { ProtectedContent, ShopState } from './shop-state.ts';

type AccessFile = {
  requiredAccess: Record<string, string>;
  protectedContent: Record<string, ProtectedContent>;
};

const published: AccessFile = JSON.parse(
  readFileSync(new URL('../schema/admin-access-2026-10.json', import.meta.url), 'utf8'),
);

/** Mutations whose access is that of the thing they change, which here is always a customer. */
const ofTheOwner = ['tagsAdd', 'tagsRemove', 'metafieldsSet', 'metafieldsDelete'];

export type AccessRule = {
  /** As it stands in the error. */
  text: string;
  /** Of each group, one scope must be granted. */
  scopes: readonly (readonly string[])[];
  b2b: boolean;
};

/** The rule of a field, which is its own or that of the type it leads to; undefined where anyone may. */
export function findAccessRule(
  typeName: string,
  fieldName: string,
  resultType: string,
): AccessRule | undefined {
  // A list of something requires what the thing requires.
  const target = resultType.replace(/Connection$/, '');
  const own = published.requiredAccess[`${typeName}.${fieldName}`];
  const text = own ?? (target.endsWith('Error') ? undefined : published.requiredAccess[target]);
  if (ofTheOwner.includes(fieldName)) {
    return { ...parseRule(text ?? '`write_customers` access scope.'), scopes: [['write_customers']] };
  }
  return text === undefined ? undefined : parseRule(text);
}

/** "`a` access scope or `b` access scope. Also: The shop must have access to B2B." */
function parseRule(text: string): AccessRule {
  const scopes = text
    .split(' Also: ')
    .map((clause) => [...clause.matchAll(/`((?:read|write)_\w+)`/g)].flatMap(([, scope]) => scope ?? []));
  return {
    text,
    // A write scope includes the read scope, and so stands in for it.
    scopes: scopes
      .filter((group) => group.length > 0)
      .map((group) => group.flatMap((scope) => [scope, scope.replace(/^read_/, 'write_')])),
    b2b: text.includes('access to B2B'),
  };
}

export function isGranted({ scopes, b2b }: AccessRule, shop: ShopState): boolean {
  if (b2b && !shop.b2b) return false;
  return scopes.every((group) => group.some((scope) => shop.scopes.includes(scope)));
}

/** The kind of personal data that a field holds, if Shopify protects it. */
export function findProtectedContent(typeName: string, fieldName: string): ProtectedContent | undefined {
  return published.protectedContent[`${typeName}.${fieldName}`];
}
