// Sends operations to one shop's Admin GraphQL API: paced by its cost bucket, bounded in time, errors told apart.
import type { z } from 'zod';
import { say } from '../notices/notices.ts';
import type { ShopifyCall } from '../sync/ports.ts';
import { type CostBucket, type ThrottleStatus, withdrawn } from './bucket.ts';
import { ShopifyError } from './errors.ts';
import { fetchText, type TextResponse } from './fetch-text.ts';
import { outcomeOf } from './outcome.ts';
import { parseReply, type Reply, toError } from './reply.ts';
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
  readonly background?: boolean | undefined;
  readonly unsent?: AbortSignal | undefined;
  /** Asked right before each exchange. */
  readonly maySend?: (() => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly observe?: ((call: ShopifyCall) => void) | undefined;
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
  /** Is told of every exchange. */
  readonly observe?: ((call: ShopifyCall) => void) | undefined;
}

/** What the sync's lease allows for a call (`lease-keeper.ts`). */
const TIMEOUT_MS = 15_000;
/** How often a call asks again after THROTTLED before it gives its place up. */
const THROTTLED_TRIES = 6;
const PAUSE_MS = 500;
const MAX_PAUSE_MS = 8_000;

interface Exchange {
  readonly response: TextResponse;
  readonly reply: Reply | undefined;
  readonly error: ShopifyError | undefined;
  /** The token was refused, and another may be had. */
  readonly mayRenew: boolean;
}

export function createAdminClient(options: AdminClientOptions): AdminClient {
  const url = `${options.adminOrigin}/admin/api/${options.apiVersion}/graphql.json`;

  async function exchange(
    text: string,
    { name, cost }: Pick<Operation<unknown>, 'name' | 'cost'>,
    run: RunOptions,
    attempt: number,
  ): Promise<Exchange> {
    const token = await options.tokens.token();
    const taken = await options.bucket.take(cost, {
      leaving: run.leaving,
      background: run.background,
      signal: unsentSignal(run),
    });
    if (run.maySend?.() === false) {
      taken.giveBack();
      throw withdrawn();
    }
    let reply: Reply | undefined;
    let error: ShopifyError | undefined;
    let requestId: string | null = null;
    const begunAt = performance.now();
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
      error = toError(response, reply);
      requestId = response.requestId;
      const mayRenew = response.status === 401 && options.tokens.refused(token);
      return { response, reply, error, mayRenew };
    } catch (thrown) {
      if (thrown instanceof ShopifyError) error = thrown;
      throw thrown;
    } finally {
      const said = reply?.extensions?.cost;
      taken.answer(said && { actualCost: said.actualQueryCost ?? null, status: said.throttleStatus });
      const call = {
        operation: name,
        requestedCost: cost,
        actualCost: said?.actualQueryCost ?? null,
        ...outcomeOf(reply, error),
        requestId,
        attempt,
        durationMs: Math.round(performance.now() - begunAt),
      };
      run.observe?.(call);
      options.observe?.(call);
    }
  }

  return {
    async run<T>(operation: Operation<T>, variables: object, run: RunOptions): Promise<Answer<T>> {
      const text = JSON.stringify({ query: operation.text, variables, operationName: operation.name });
      let renewed = false;
      for (let tries = 1, asked = 1; ; asked += 1) {
        const { response, reply, error, mayRenew } = await exchange(text, operation, run, asked);
        if (mayRenew && !renewed) {
          renewed = true;
          continue;
        }
        if (error === undefined) return readAnswer(operation, response, reply);
        if (error.kind !== 'throttled' || tries === THROTTLED_TRIES) throw error;
        // A long wait is the outbox's to keep: here it would hold a place that a leaver may need.
        if (error.retryAfterMs !== null && error.retryAfterMs > MAX_PAUSE_MS) throw error;
        // Usually the bucket, corrected by this answer, knows how long to wait. Where its numbers say that
        // there is nothing to wait for and Shopify throttles all the same, only patience helps.
        if (options.bucket.status().currentlyAvailable >= operation.cost || error.retryAfterMs !== null) {
          await options.sleep(
            error.retryAfterMs ?? Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** (tries - 1)),
            unsentSignal(run),
          );
        }
        tries += 1;
      }
    },

    status: () => options.bucket.status(),
  };
}

/** Ends the wait of a call that is not sent yet. */
function unsentSignal({ unsent, signal }: RunOptions): AbortSignal | undefined {
  if (unsent === undefined || signal === undefined) return unsent ?? signal;
  return AbortSignal.any([unsent, signal]);
}

function readAnswer<T>(operation: Operation<T>, response: TextResponse, reply: Reply | undefined): Answer<T> {
  const parsed = operation.answer.safeParse(reply?.data);
  if (parsed.success) return { data: parsed.data, requestId: response.requestId };
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ShopifyError({
    kind: 'unavailable',
    code: 'answer_unreadable',
    message: say('answer_of_other_form', { operation: operation.name, path: where }),
    mayLand: true,
    requestId: response.requestId,
  });
}
