// Ids: of what is kept, which sort by age (UUIDv7, RFC 9562 §5.7, counted up within a millisecond), and of requests.
import { randomBytes, randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const BYTES = 16;
/** Randomness is fetched for many ids at once: a call for each would cost more than the rest of the id. */
const POOL = new Uint8Array(256 * BYTES);
/** The counter begins in its lower half, so that it cannot run out within a millisecond (RFC 9562 §6.2, method 1). */
const SEQUENCE_START = 0x7fffffff;

/** Of this process, in the ids of its requests. */
const PROCESS = randomBytes(9).toString('base64url');
let requests = 0;

/** An id for a request: no other has it, and it costs next to nothing, since every request has one. */
export function newRequestId(): string {
  requests += 1;
  return `${PROCESS}-${requests}`;
}

let taken = POOL.length;
let msecs = 0;
let seq = 0;

/** A new id, greater than every one made before it in this process. */
export function newId(): string {
  if (taken === POOL.length) {
    randomFillSync(POOL);
    taken = 0;
  }
  const random = POOL.subarray(taken, taken + BYTES);
  taken += BYTES;
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // uuid reads a counter of 32 bits; bytes 6 to 9 are not otherwise used.
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) & SEQUENCE_START;
  } else {
    seq += 1;
  }
  return uuidv7({ random, msecs, seq });
}
