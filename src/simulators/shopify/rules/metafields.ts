// How a metafield is written to a customer: namespace, key, type, value, uniqueness, compare and swap.
import { createHash } from 'node:crypto';
import type { CustomerRecord, DefinitionRecord, MetafieldRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { valueTypes } from './metafield-types.ts';
import { findValueFault } from './metafield-values.ts';
import { isForeignNamespace, resolveNamespace } from './namespaces.ts';
import type { UserError } from './user-errors.ts';

export type MetafieldInput = {
  namespace?: string | null;
  key?: string | null;
  type?: string | null;
  value?: string | null;
  /** null demands that no such metafield exists; a digest, that it is unchanged. */
  compareDigest?: string | null;
};

const reservedNamespaces = ['protected', 'shopify-l10n-fields', 'shopify_standard'];

export const accessRefusal =
  'Access to this namespace and key on Metafields for this resource type is not allowed.';

/** Writes one metafield into a copy of the customer. The errors' fields are relative to the metafield's input. */
export function writeMetafield(
  customer: CustomerRecord,
  input: MetafieldInput,
  { store, now }: { store: Store; now: number },
): { customer: CustomerRecord; errors: UserError[] } {
  const namespace = resolveNamespace(input.namespace);
  const key = input.key ?? '';
  const fullKey = `${namespace}.${key}`;
  const definition = store.definition('CUSTOMER', fullKey);
  const existing = customer.metafields.get(fullKey);
  const type = input.type ?? definition?.type ?? existing?.type ?? '';
  const value = input.value ?? '';
  const error =
    findNameFault(namespace, key) ??
    findTypeFault(type, input.type, definition) ??
    findStaleness(input, existing) ??
    findContentFault(type, value, definition) ??
    findDuplicate(customer, fullKey, value, definition, store);
  if (error) return { customer, errors: [error] };
  const written: MetafieldRecord = {
    id: existing?.id ?? `gid://shopify/Metafield/${store.nextNumber()}`,
    namespace,
    key,
    type,
    value,
    ownerId: customer.id,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  };
  return {
    customer: { ...customer, metafields: new Map(customer.metafields).set(fullKey, written) },
    errors: [],
  };
}

/** The digest for compare and swap; Shopify does not say how it is made. */
export function digestOf({ value, type }: MetafieldRecord): string {
  return createHash('sha256').update(`${type}\n${value}`).digest('hex');
}

function findNameFault(namespace: string, key: string): UserError | undefined {
  if (isForeignNamespace(namespace)) {
    return { field: [], message: accessRefusal, code: 'APP_NOT_AUTHORIZED' };
  }
  if (reservedNamespaces.includes(namespace)) {
    return { field: ['namespace'], message: `Namespace ${namespace} is a reserved namespace`, code: null };
  }
  return checkName('namespace', 'Namespace', namespace, 3, 255) ?? checkName('key', 'Key', key, 2, 64);
}

/** Length and characters of a namespace or key, for values and definitions alike. */
export function checkName(
  field: string,
  label: string,
  name: string,
  minimum: number,
  maximum: number,
): UserError | undefined {
  const refuse = (message: string, code: string) => ({
    field: [field],
    message: `${label} ${message}`,
    code,
  });
  if (name.length < minimum) return refuse(`is too short (minimum is ${minimum} characters)`, 'TOO_SHORT');
  if (name.length > maximum) return refuse(`is too long (maximum is ${maximum} characters)`, 'TOO_LONG');
  if (!/^[\w-]+$/.test(name)) return refuse('contains one or more invalid characters.', 'INVALID_CHARACTER');
  return undefined;
}

function findTypeFault(
  type: string,
  given: string | null | undefined,
  definition: DefinitionRecord | undefined,
): UserError | undefined {
  const field = ['type'];
  if (!type) return { field, message: "Type can't be blank", code: 'BLANK' };
  if (!valueTypes.includes(type)) {
    const message = `Type must be one of the following: ${valueTypes.join(', ')}.`;
    return { field, message, code: 'INCLUSION' };
  }
  if (definition && given && given !== definition.type) {
    // Assumed wording: the recordings hold no value whose type contradicts its definition.
    const message = `Type '${given}' must be consistent with the definition's type: '${definition.type}'.`;
    return { field, message, code: 'INVALID_TYPE' };
  }
  return undefined;
}

function findStaleness(input: MetafieldInput, existing: MetafieldRecord | undefined): UserError | undefined {
  if (input.compareDigest === undefined) return undefined;
  if (input.compareDigest === (existing ? digestOf(existing) : null)) return undefined;
  const message =
    'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.';
  return { field: [], message, code: 'STALE_OBJECT' };
}

function findContentFault(
  type: string,
  value: string,
  definition: DefinitionRecord | undefined,
): UserError | undefined {
  const message = findValueFault(type, value, definition?.validations ?? []);
  return message ? { field: ['value'], message, code: 'INVALID_VALUE' } : undefined;
}

function findDuplicate(
  customer: CustomerRecord,
  fullKey: string,
  value: string,
  definition: DefinitionRecord | undefined,
  store: Store,
): UserError | undefined {
  if (!definition?.uniqueValues) return undefined;
  const holder = store.customerByUniqueValue(fullKey, value);
  if (!holder || holder.number === customer.number) return undefined;
  // Assumed wording: the code TAKEN is in the schema, but no duplicate of a unique metafield was recorded.
  return { field: ['value'], message: 'Value has already been taken', code: 'TAKEN' };
}
