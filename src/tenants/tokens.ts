// Bearer tokens: `rollcall_<shop>_<token id>_<secret>`, found by key and compared by hash in constant time.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'rollcall';
const ID_BYTES = 6;
const SECRET_BYTES = 32;
/** Longer than any token we make: whatever exceeds it is refused unread. */
const MAX_LENGTH = 400;

export interface NewToken {
  /** Shown once, never stored. */
  readonly token: string;
  readonly id: string;
  readonly hash: string;
}

/** Makes a token for a shop; 256 bits of it are random. */
export function mintToken(shop: string): NewToken {
  const id = randomBytes(ID_BYTES).toString('hex');
  const token = [PREFIX, shop, id, randomBytes(SECRET_BYTES).toString('hex')].join('_');
  return { token, id, hash: hashToken(token) };
}

/** Reads which token a bearer claims to be; undefined if it cannot be one of ours. */
export function readToken(token: string): { shop: string; id: string } | undefined {
  if (token.length > MAX_LENGTH) return undefined;
  const [prefix, shop, id, secret, ...rest] = token.split('_');
  if (prefix !== PREFIX || !shop || !id || !secret || rest.length > 0) return undefined;
  return { shop, id };
}

/** SHA-256, in hex. A secret of 256 random bits needs no slow hash. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** Compares two texts of any length in constant time. */
export function sameSecret(a: string, b: string): boolean {
  return sameHash(hashToken(a), hashToken(b));
}

/** Compares two hashes of one length in constant time. */
export function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}
