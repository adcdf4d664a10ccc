// Reads Shopify's answer to a GraphQL operation, and tells what stops it from being one.
import { z } from 'zod';
import { say } from '../notices/notices.ts';
import { ShopifyError } from './errors.ts';
import type { TextResponse } from './fetch-text.ts';

const costSchema = z.object({
  actualQueryCost: z.number().nullish(),
  throttleStatus: z.object({
    maximumAvailable: z.number().positive(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});

const replySchema = z.object({
  data: z.unknown().optional(),
  // A refusal before execution may come as a bare string or list of strings.
  errors: z
    .union([
      z.string(),
      z.array(
        z.object({
          message: z.string(),
          path: z.array(z.union([z.string(), z.number()])).nullish(),
          extensions: z.object({ code: z.string().optional() }).optional(),
        }),
      ),
    ])
    .optional(),
  extensions: z.object({ cost: costSchema.optional() }).optional(),
});
export type Reply = z.infer<typeof replySchema>;
type GraphqlError = Exclude<NonNullable<Reply['errors']>, string>[number];

export function parseReply(response: TextResponse): Reply | undefined {
  try {
    return replySchema.parse(JSON.parse(response.text));
  } catch {
    return undefined;
  }
}

/** What stops an exchange from being an answer, or undefined. */
export function toError(response: TextResponse, reply: Reply | undefined): ShopifyError | undefined {
  const { status, requestId } = response;
  const errors: readonly GraphqlError[] =
    typeof reply?.errors === 'string' ? [{ message: reply.errors }] : (reply?.errors ?? []);
  // A field with a value beside the errors was executed, and so was one whose answer is at fault.
  const mayLand =
    Object.values(reply?.data ?? {}).some((value) => value !== null) || errors.some(isBelowRoot);
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (status === 429 || codes.includes('THROTTLED')) {
    const retryAfterMs = response.retryAfterMs;
    return new ShopifyError({
      kind: 'throttled',
      code: 'throttled',
      message: 'Shopify asks to slow down.',
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      requestId,
    });
  }
  const refusal = REFUSALS[status];
  if (refusal !== undefined) return new ShopifyError({ kind: 'unauthorized', ...refusal, requestId });
  if (status >= 500 || codes.includes('INTERNAL_SERVER_ERROR')) return noAnswer(status, requestId);
  if (codes.includes('ACCESS_DENIED')) {
    return new ShopifyError({
      kind: 'unauthorized',
      code: 'access_denied',
      message: 'Shopify denies access. Grant the app the scope write_customers and access to customer data.',
      mayLand,
      requestId,
    });
  }
  // https://shopify.dev/docs/apps/build/custom-data: an `id` metafield can be asked for only once it is defined.
  if (errors.some((error) => /metafield definition/i.test(error.message))) {
    return new ShopifyError({
      kind: 'misconfigured',
      code: 'definition_missing',
      message: "The app's metafield definitions are missing in this shop.",
      mayLand,
      requestId,
    });
  }
  // A value that its type does not take: one input's fault, which must not hold up the shop.
  if (errors.some(isOfInput)) {
    return new ShopifyError({
      kind: 'rejected',
      code: 'input_refused',
      message: 'Shopify does not take a value of this user for what its type is.',
      mayLand,
      requestId,
    });
  }
  if (errors.length > 0 || status >= 300) {
    return new ShopifyError({
      kind: 'misconfigured',
      code: 'operation_refused',
      message: say('operation_not_executed', { status: codes.find(Boolean) ?? status }),
      // An error that we do not know, at a field that was begun, may have come after its effect.
      mayLand: mayLand || errors.some((error) => error.path != null && !isOfDocument(error)),
      requestId,
    });
  }
  return reply === undefined ? noAnswer(status, requestId) : undefined;
}

function noAnswer(status: number, requestId: string | null): ShopifyError {
  return new ShopifyError({
    kind: 'unavailable',
    code: 'shopify_unavailable',
    message: say('answered_without_result', { status }),
    mayLand: true,
    requestId,
  });
}

/** The answer of a field that was executed is at fault. */
function isBelowRoot({ path }: GraphqlError): boolean {
  return path != null && path.length > 1 && !isOfDocument({ path });
}

/** Errors found before execution have paths too: in the document, beginning with "mutation WriteCustomer". */
function isOfDocument({ path }: Pick<GraphqlError, 'path'>): boolean {
  return /^(query|mutation)\b/.test(String(path?.[0]));
}

/** Shopify's words for a value that is not of its type, a list that is too long, an id of another kind. */
const INPUT_CODES: ReadonlySet<string> = new Set([
  'INVALID_VARIABLE',
  'INVALID',
  'argumentLiteralsIncompatible',
  'MAX_INPUT_SIZE_EXCEEDED',
  'RESOURCE_NOT_FOUND',
]);

function isOfInput(error: GraphqlError): boolean {
  return INPUT_CODES.has(error.extensions?.code ?? '') && !isOfDocument(error);
}

/** https://shopify.dev/docs/api/usage/response-codes */
const REFUSALS: Readonly<Record<number, { code: string; message: string }>> = {
  401: {
    code: 'token_refused',
    message: 'Shopify refuses the access token. Reinstall the app in this shop, or give a new token.',
  },
  402: {
    code: 'shop_frozen',
    message: 'The shop is frozen. It works again once its owner has paid Shopify.',
  },
  403: { code: 'access_denied', message: 'Shopify denies the app access to this shop.' },
  404: { code: 'shop_not_found', message: 'There is no such shop, or no such API version.' },
  423: { code: 'shop_locked', message: 'Shopify has locked the shop. Its owner must ask Shopify support.' },
};
