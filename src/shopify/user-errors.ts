// Tells what a userError means. customerCreate and customerUpdate give no code: field and message are all there is.
import type { MetafieldKey, Rejection, RejectionCode } from '../sync/ports.ts';

export interface UserError {
  readonly field?: readonly string[] | null | undefined;
  readonly message: string;
}

interface Sign {
  readonly code: RejectionCode;
  /** Matches the last named part of the field path; absent means any. */
  readonly field?: RegExp;
  readonly message?: RegExp;
}

/** The first sign that fits decides. Messages as recorded from Shopify; both kinds of apostrophe occur. */
const SIGNS: readonly Sign[] = [
  { code: 'customer_missing', message: /^customer (does not exist|can['’]t be found|not found)/i },
  { code: 'has_orders', message: /associated orders/i },
  { code: 'address_exists', message: /address already exists/i },
  { code: 'address_missing', message: /address does not exist/i },
  { code: 'email_taken', field: /^email$/, message: /taken/i },
  { code: 'email_invalid', field: /^email$/ },
  { code: 'phone_taken', field: /^phone$/, message: /taken/i },
  { code: 'phone_invalid', field: /^phone$/ },
  { code: 'locale_invalid', field: /^locale$/ },
  { code: 'name_invalid', field: /^(first|last)name$/i },
  { code: 'note_invalid', field: /^note$/ },
  { code: 'tags_invalid', field: /^tags$/ },
  { code: 'consent_invalid', field: /^(email|sms)marketingconsent$|^marketing/i },
];

/**
 * Gives a userError its stable code.
 * @param metafields those that were sent, in their order: an error names them by their places
 */
export function toRejection(
  error: UserError,
  requestId: string | null,
  metafields: readonly MetafieldKey[] = [],
): Rejection {
  const field = error.field ?? [];
  return { code: codeOf(field, error.message, metafields), field, message: error.message, requestId };
}

function codeOf(
  field: readonly string[],
  message: string,
  metafields: readonly MetafieldKey[],
): RejectionCode {
  const root = field[0] ?? '';
  if (root === 'metafields') return metafieldCodeOf(field, message, metafields);
  const named = SIGNS.find(
    (sign) =>
      (sign.message?.test(message) ?? true) &&
      (sign.field === undefined || field.some((part) => sign.field?.test(part))),
  );
  if (root === 'address' && named?.code !== 'address_exists') return 'address_invalid';
  return named?.code ?? 'rejected';
}

/** Rollcall cannot do without these: refused, they are no user's fault. */
const OURS: ReadonlySet<MetafieldKey> = new Set(['link_id', 'active']);

function metafieldCodeOf(
  [, place, part]: readonly string[],
  message: string,
  metafields: readonly MetafieldKey[],
): RejectionCode {
  const key = metafields[Number(place)];
  if (key !== undefined && !OURS.has(key) && part === 'value') return 'metafield_invalid';
  return /taken|already|unique/i.test(message) ? 'link_id_taken' : 'rejected';
}
