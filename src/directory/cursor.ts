// Cursors (RFC 9865): a place in a list, sealed so that only this query of this connection can go on from it.
import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { badRequest } from '../protocol/index.ts';
import type { Position, Scope } from './ports.ts';

/** Seconds for which a cursor leads on; ServiceProviderConfig says so. */
export const CURSOR_TIMEOUT = 3600;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Longer than any cursor of ours: what exceeds it is refused unread. */
const MAX_LENGTH = 4096;

/** Where a cursor leads on from. */
export type Lead = { readonly after: Position } | { readonly before: Position };

export interface Cursors {
  /** Of unreserved characters only, as RFC 9865 §2 asks. */
  seal(scope: Scope, query: string, lead: Lead): string;
  /** @throws ScimError 400 invalidCursor (not of this query) or expiredCursor. */
  open(scope: Scope, query: string, cursor: string): Lead;
}

export interface CursorDependencies {
  /** 32 bytes; the same in every process that answers for the same connections. */
  readonly key: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type Sealed = readonly [sealedAt: number, direction: 'after' | 'before', key: Position['key'], seq: number];

/** Nothing is remembered: the place is encrypted, and authenticated together with whose and which query it is of. */
export function createCursors({ key, now }: CursorDependencies): Cursors {
  return {
    seal(scope, query, lead) {
      const [direction, place] =
        'after' in lead ? (['after', lead.after] as const) : (['before', lead.before] as const);
      const sealed: Sealed = [now(), direction, place.key, place.seq];
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bindingOf(scope, query));
      const text = Buffer.concat([cipher.update(JSON.stringify(sealed), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
    },

    open(scope, query, cursor) {
      const [sealedAt, direction, place, seq] = decrypt(key, bindingOf(scope, query), cursor);
      if (now() - sealedAt > CURSOR_TIMEOUT * 1000) {
        throw badRequest(
          'expiredCursor',
          `A cursor leads on for ${CURSOR_TIMEOUT} seconds. Begin again without one.`,
        );
      }
      const position = { key: place, seq };
      return direction === 'after' ? { after: position } : { before: position };
    },
  };
}

function decrypt(key: Uint8Array, binding: Buffer, cursor: string): Sealed {
  const bytes = Buffer.from(cursor.length > MAX_LENGTH ? '' : cursor, 'base64url');
  try {
    // The decoder passes over what is not of its alphabet: the same bytes could be spelt in many ways.
    if (bytes.toString('base64url') !== cursor) throw new Error('not as it was sealed');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(binding).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text =
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text) as Sealed;
  } catch {
    throw badRequest(
      'invalidCursor',
      'This cursor is not one of this query. Begin without one, and change nothing else between pages.',
    );
  }
}

function bindingOf({ shop, connection }: Scope, query: string): Buffer {
  return hash('sha256', JSON.stringify([shop, connection, query]), 'buffer');
}
