// Reads a request's JSON within a limit, and says what is wrong with it when it cannot be read.
import type { Context } from 'hono';
import { badRequest, payloadTooLarge } from '../protocol/index.ts';
import { EncodedBody } from './error-response.ts';
import { isEncoded, requireJsonType } from './negotiation.ts';

/** Large enough for a PUT of a group of 10,000 members. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** How much of a body that is too large is read to its end. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** How large a body may be, and what to do with a larger one. */
export interface BodyLimit {
  readonly bytes: number;
  readonly remedy: string;
}

const RESOURCE_LIMIT: BodyLimit = { bytes: MAX_BODY_BYTES, remedy: 'Send fewer members in one request.' };

/**
 * @throws ScimError 413, 415, or 400 invalidSyntax
 */
export async function readJson(c: Context, limit = RESOURCE_LIMIT): Promise<unknown> {
  if (isEncoded(c.req.header('content-encoding'))) throw new EncodedBody();
  requireJsonType(c.req.header('content-type'));
  const text = decode(await readBytes(c, limit));
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's message quotes the body, which may hold personal data: only the place is passed on.
    const place = /position (\d+)/.exec(String(error))?.[1];
    const where = place === undefined ? '' : ` It stops making sense at character ${place}.`;
    throw badRequest('invalidSyntax', `The body is not valid JSON.${where}`);
  }
}

function decode(bytes: Uint8Array | ArrayBuffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    // Replacing what cannot be read would store a name that nobody has.
    throw badRequest('invalidSyntax', 'The body is not valid UTF-8.');
  }
}

async function readBytes(
  c: Context,
  { bytes: maxBytes, remedy }: BodyLimit,
): Promise<Uint8Array | ArrayBuffer> {
  const declared = Number(c.req.header('content-length') ?? Number.NaN);
  // More than would be read to its end: there is nothing to wait for.
  const { bytes, size } =
    declared > MAX_DISCARDED_BYTES
      ? { bytes: new Uint8Array(), size: declared }
      : await receive(c, declared <= maxBytes, maxBytes);
  if (size > maxBytes) throw payloadTooLarge(`The body is larger than ${maxBytes} bytes. ${remedy}`);
  return bytes;
}

interface Received {
  readonly bytes: Uint8Array | ArrayBuffer;
  readonly size: number;
}

async function receive({ req }: Context, fits: boolean, maxBytes: number): Promise<Received> {
  try {
    if (fits) {
      const bytes = await req.raw.arrayBuffer();
      return { bytes, size: bytes.byteLength };
    }
    // What is too large is read on without being kept: a client that is still sending would take a closed connection
    // for no answer at all.
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of req.raw.body ?? []) {
      size += chunk.byteLength;
      if (size <= maxBytes) chunks.push(chunk);
      else if (size > MAX_DISCARDED_BYTES) break;
    }
    return { bytes: Buffer.concat(chunks), size };
  } catch {
    // The client went away, which is no fault of ours.
    throw badRequest('invalidSyntax', 'The body broke off before its end.');
  }
}
