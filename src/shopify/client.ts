// Sends operations to one shop's Admin GraphQL API: paced by its cost bucket, bounded in time, errors told apart.
import { z } from 'zod';
import type { CostBucket, ThrottleStatus } from './bucket.ts';
import { ShopifyError } from './errors.ts';
import { fetchText, type TextResponse } from './fetch-text.ts';
import type { TokenProvider } from './tokens.ts';

/** One GraphQL document, what it costs, and how its answer is read. */
export interface Operation<T> {
  readonly name: string;
  readonly text: string;
  /** Points that Shopify reserves for it. */
  readonly cost: number;
  /** Reads `data`. */
  readonly answer: z.ZodType<T>;
}

export interface RunOptions {
  readonly leaving: boolean;
  readonly unsent?: AbortSignal | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer<T> {
  readonly data: T;
  readonly requestId: string | null;
}

export interface AdminClient {
  /** @throws ShopifyError */
  run<T>(operation: Operation<T>, variables: object, options: RunOptions): Promise<Answer<T>>;
  /** The shop's bucket as it is believed to be now. */
  status(): ThrottleStatus;
}

export interface AdminClientOptions {
  /** The origin of the shop's admin, e.g. `https://example.myshopify.com`. */
  readonly adminOrigin: string;
  /** E.g. `2026-10`. */
  readonly apiVersion: string;
  readonly tokens: TokenProvider;
  readonly bucket: CostBucket;
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long one exchange may take; a call cut off may still take effect. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
/** How often a call asks again after THROTTLED before it gives its place up. */
const THROTTLED_TRIES = 6;
const PAUSE_MS = 500;
const MAX_PAUSE_MS = 8_000;

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
        z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }),
      ),
    ])
    .optional(),
  extensions: z.object({ cost: costSchema.optional() }).optional(),
});
type Reply = z.infer<typeof replySchema>;

interface Exchange {
  readonly response: TextResponse;
  readonly reply: Reply | undefined;
  /** The token was refused, and another may be had. */
  readonly mayRenew: boolean;
}

export function createAdminClient(options: AdminClientOptions): AdminClient {
  const url = `${options.adminOrigin}/admin/api/${options.apiVersion}/graphql.json`;

  async function exchange(text: string, cost: number, run: RunOptions): Promise<Exchange> {
    const token = await options.tokens.token();
    const taken = await options.bucket.take(cost, { leaving: run.leaving, signal: run.unsent });
    let reply: Reply | undefined;
    try {
      const response = await fetchText(
        options.fetch,
        url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'x-shopify-access-token': token,
          },
          body: text,
        },
        { timeoutMs: options.timeoutMs ?? TIMEOUT_MS, signal: run.signal },
      );
      reply = parseReply(response);
      const mayRenew = response.status === 401 && options.tokens.refused(token);
      return { response, reply, mayRenew };
    } finally {
      const said = reply?.extensions?.cost;
      taken.answer(said && { actualCost: said.actualQueryCost ?? null, status: said.throttleStatus });
    }
  }

  return {
    async run<T>(operation: Operation<T>, variables: object, run: RunOptions): Promise<Answer<T>> {
      const text = JSON.stringify({ query: operation.text, variables, operationName: operation.name });
      let renewed = false;
      for (let tries = 1; ; ) {
        const { response, reply, mayRenew } = await exchange(text, operation.cost, run);
        if (mayRenew && !renewed) {
          renewed = true;
          continue;
        }
        const error = toError(response, reply);
        if (error === undefined) return readAnswer(operation, response, reply);
        if (error.kind !== 'throttled' || tries === THROTTLED_TRIES) throw error;
        // A long wait is the outbox's to keep: here it would hold a place that a leaver may need.
        if (error.retryAfterMs !== null && error.retryAfterMs > MAX_PAUSE_MS) throw error;
        // Usually the bucket, corrected by this answer, knows how long to wait. Where its numbers say that
        // there is nothing to wait for and Shopify throttles all the same, only patience helps.
        if (options.bucket.status().currentlyAvailable >= operation.cost || error.retryAfterMs !== null) {
          await options.sleep(
            error.retryAfterMs ?? Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** (tries - 1)),
            run.signal,
          );
        }
        tries += 1;
      }
    },

    status: () => options.bucket.status(),
  };
}

function parseReply(response: TextResponse): Reply | undefined {
  try {
    return replySchema.parse(JSON.parse(response.text));
  } catch {
    return undefined;
  }
}

function readAnswer<T>(operation: Operation<T>, response: TextResponse, reply: Reply | undefined): Answer<T> {
  const parsed = operation.answer.safeParse(reply?.data);
  if (parsed.success) return { data: parsed.data, requestId: response.requestId };
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ShopifyError({
    kind: 'unavailable',
    code: 'answer_unreadable',
    message: `Shopify's answer to ${operation.name} is not of the form that its schema promises (${where}).`,
    mayLand: true,
    requestId: response.requestId,
  });
}

/** What stops an exchange from being an answer, or undefined. */
function toError(response: TextResponse, reply: Reply | undefined): ShopifyError | undefined {
  const { status, requestId } = response;
  const errors = typeof reply?.errors === 'string' ? [{ message: reply.errors }] : (reply?.errors ?? []);
  // A field with a value beside the errors was executed.
  const mayLand = Object.values(reply?.data ?? {}).some((value) => value !== null);
  const codes = errors.map((error) => ('extensions' in error ? error.extensions?.code : undefined));
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
  if (codes.includes('INVALID_VARIABLE')) {
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
      message: `Shopify does not execute this operation (${codes.find(Boolean) ?? status}).`,
      mayLand,
      requestId,
    });
  }
  return reply === undefined ? noAnswer(status, requestId) : undefined;
}

function noAnswer(status: number, requestId: string | null): ShopifyError {
  return new ShopifyError({
    kind: 'unavailable',
    code: 'shopify_unavailable',
    message: `Shopify answered ${status} without a result.`,
    mayLand: true,
    requestId,
  });
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
