// One HTTP exchange with Shopify under a time limit and a size limit.
import { say } from '../notices/notices.ts';
import { ShopifyError } from './errors.ts';

export interface TextResponse {
  readonly status: number;
  readonly text: string;
  readonly requestId: string | null;
  /** The `Retry-After` header in milliseconds, if there is one. */
  readonly retryAfterMs: number | null;
}

export interface FetchLimits {
  readonly timeoutMs: number;
  /** The longest answer that is read. */
  readonly maxBytes?: number;
  /** Ends the exchange early, e.g. when the process stops. */
  readonly signal?: AbortSignal | undefined;
}

/** No answer to an operation of ours comes near this. */
const MAX_BYTES = 4 * 1024 * 1024;

/** @throws ShopifyError unavailable when no whole answer comes in time. */
export async function fetchText(
  fetchIt: typeof fetch,
  url: string,
  init: RequestInit,
  limits: FetchLimits,
): Promise<TextResponse> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = limits.signal === undefined ? timeout : AbortSignal.any([timeout, limits.signal]);
  try {
    // A redirect would carry the token to another host.
    const response = await fetchIt(url, { ...init, signal, redirect: 'error' });
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      text: await readLimited(response, limits.maxBytes ?? MAX_BYTES),
      requestId: response.headers.get('x-request-id'),
      retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : null,
    };
  } catch (error) {
    throw toUnavailable(error, timeout.aborted);
  }
}

/** A text of any length, line by line as it comes. Throws as `fetchText` does. */
export async function* fetchLines(
  fetchIt: typeof fetch,
  url: string,
  limits: Omit<FetchLimits, 'maxBytes'>,
): AsyncGenerator<string> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = limits.signal === undefined ? timeout : AbortSignal.any([timeout, limits.signal]);
  try {
    const response = await fetchIt(url, { signal, redirect: 'error' });
    if (response.status >= 300 || response.body === null) throw new Error('There is no such file.');
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_BYTES) throw new Error('A line is too long.');
      for (const line of lines) if (line !== '') yield line;
    }
    rest += decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    throw toUnavailable(error, timeout.aborted);
  }
}

async function readLimited(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error('The answer is too large.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Only codes of the cause are told: a network error's text may quote what was sent. */
function toUnavailable(error: unknown, timedOut: boolean): ShopifyError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  const refused = code === 'ECONNREFUSED' || code === 'ENOTFOUND';
  return new ShopifyError({
    kind: 'unavailable',
    code: timedOut ? 'timeout' : 'no_answer',
    message: timedOut
      ? 'Shopify did not answer in time.'
      : typeof code === 'string'
        ? say('exchange_broken', { status: code })
        : 'The exchange with Shopify broke off.',
    mayLand: !refused,
  });
}
