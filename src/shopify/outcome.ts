// What an exchange came to, in as few words as a timeline needs.
import type { ShopifyCall } from '../sync/ports.ts';
import type { ShopifyError } from './errors.ts';
import type { Reply } from './reply.ts';

interface UserError {
  readonly field?: readonly string[] | null;
  readonly code?: string | null;
}

export function outcomeOf(
  reply: Reply | undefined,
  error: ShopifyError | undefined,
): Pick<ShopifyCall, 'outcome' | 'refusals'> {
  if (error !== undefined) return { outcome: error.code, refusals: [] };
  const refusals = Object.values(reply?.data ?? {}).flatMap(userErrorsOf);
  return { outcome: refusals.length === 0 ? 'ok' : 'refused', refusals };
}

/** Of one mutation's payload; a query's has none. */
function userErrorsOf(
  payload: { readonly userErrors?: readonly UserError[] } | null,
): ShopifyCall['refusals'] {
  const errors = Array.isArray(payload?.userErrors) ? (payload.userErrors as readonly UserError[]) : [];
  return errors.map(({ field, code }) => ({ field: field?.join('.') ?? '', code: code ?? null }));
}
