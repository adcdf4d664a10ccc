// Answers that are sent while they are read: refused as any other where nothing is sent yet, else cut off, so that nobody
// takes a part for the whole.
import type { Context } from 'hono';
import { noteOf } from './call-log.ts';

/** Resolves once the first piece is there; rejects if that cannot be had. */
export async function streamed(
  c: Context,
  pieces: AsyncIterable<string>,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();

  async function* encode() {
    try {
      for (let step = first; !step.done; step = await iterator.next()) yield encoder.encode(step.value);
    } catch (error) {
      const { cutOff } = noteOf(c);
      if (cutOff === undefined) throw error;
      cutOff(error);
    } finally {
      await iterator.return?.();
    }
  }
  return ReadableStream.from(encode());
}
