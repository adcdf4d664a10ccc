// Content negotiation: every answer is application/scim+json, which also suits who asks for application/json.
import { notAcceptable, unsupportedMediaType } from '../protocol/index.ts';

const SCIM = 'application/scim+json';
const JSON_TYPE = 'application/json';
/** What nearly every client sends; the rest is read in full. */
const PLAINLY_ACCEPTED = new Set<string | undefined>([undefined, '', '*/*', SCIM, JSON_TYPE]);

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;
/** ASCII is UTF-8. */
const CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/**
 * RFC 7644 §3.8: a client without Accept gets SCIM; one whose Accept rules it out is told so. What cannot be read in
 * the header is passed over.
 *
 * @throws ScimError 406
 */
export function requireAcceptable(accept: string | undefined): void {
  if (PLAINLY_ACCEPTED.has(accept) || acceptsScim(accept ?? '')) return;
  throw notAcceptable(`Answers are ${SCIM}. Name that, ${JSON_TYPE} or */* in the Accept header.`);
}

/** A body that is compressed: RFC 9110 §15.5.16. */
export const ENCODED_BODY = {
  message: 'Send the body as it is, without compression and without Content-Encoding.',
  /** By which a client knows that it is not the media type (§12.5.3). */
  headers: { 'accept-encoding': 'identity' },
} as const;

/** Whether a body's Content-Encoding names anything that had to be undone before it is read. */
export function isEncoded(contentEncoding: string | undefined): boolean {
  return !/^(\s*|identity)$/i.test(contentEncoding ?? '');
}

/** @throws ScimError 415 for a body that is not JSON in UTF-8; one without a type counts as JSON. */
export function requireJsonType(contentType: string | undefined): void {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type !== '' && type !== SCIM && type !== JSON_TYPE) {
    throw unsupportedMediaType(`Send the body as ${SCIM} or ${JSON_TYPE}.`);
  }
  // RFC 8259 §8.1: JSON between systems is UTF-8.
  const charset = CHARSET.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  if (!CHARSETS.has(charset)) throw unsupportedMediaType('Send the body in UTF-8.');
}

/** RFC 9110 §12.5.1: the most specific range that fits decides, and a weight of 0 refuses. */
function acceptsScim(accept: string): boolean {
  const weights = new Map<string, number>();
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    weights.set(type, Math.max(weights.get(type) ?? 0, Number.isNaN(weight) ? 1 : weight));
  }
  const named = weights.get(SCIM);
  if (named !== undefined) return named > 0;
  const general = weights.get('application/*') ?? weights.get('*/*') ?? 0;
  return general > 0 || (weights.get(JSON_TYPE) ?? 0) > 0;
}
