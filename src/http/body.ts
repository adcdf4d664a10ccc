// Reads a request's JSON within a limit, and says what is wrong with it when it cannot be read.
import type { Context } from 'hono';
import { badRequest, payloadTooLarge, unsupportedMediaType } from '../protocol/index.ts';

/** Large enough for a PUT of a group of 10,000 members. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** How much of a body that is too large is read to its end. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

const JSON_TYPES = new Set(['application/scim+json', 'application/json', '']);

/** @throws ScimError 413, 415, or 400 invalidSyntax */
export async function readJson(c: Context): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!JSON_TYPES.has(type)) {
    throw unsupportedMediaType('Send the body as application/scim+json or application/json.');
  }
  const text = await readText(c);
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's message quotes the body, which may hold personal data: only the place is passed on.
    const place = /position (\d+)/.exec(String(error))?.[1];
    const where = place === undefined ? '' : ` It stops making sense at character ${place}.`;
    throw badRequest('invalidSyntax', `The body is not valid JSON.${where}`);
  }
}

async function readText(c: Context): Promise<string> {
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) <= MAX_BODY_BYTES) return c.req.raw.text();
  // What is too large is read on without being kept: a client that is still sending would take a closed connection
  // for no answer at all.
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (size > MAX_DISCARDED_BYTES) break;
  }
  if (size > MAX_BODY_BYTES) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge() {
  return payloadTooLarge(
    `The body is larger than ${MAX_BODY_BYTES} bytes. Send fewer members in one request.`,
  );
}
