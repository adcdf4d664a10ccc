// The search index, which learns of a write some time after it: only searches and counts read it.
import type { Clock } from '../clock.ts';

export type SearchIndex<T> = {
  put(record: T): void;
  remove(number: number): void;
  /** Records as the index knows them now, which may be older than the store's. */
  documents(): Iterable<T>;
  clear(): void;
};

/** An empty index that shows a write `lagMs` milliseconds of simulator time later. */
export function createSearchIndex<T extends { number: number }>(
  clock: Pick<Clock, 'now'>,
  lagMs: number,
): SearchIndex<T> {
  const documents = new Map<number, T>();
  let pending: { dueAt: number; number: number; record: T | undefined }[] = [];

  function catchUp() {
    const now = clock.now();
    let done = 0;
    for (const { dueAt, number, record } of pending) {
      if (dueAt > now) break;
      if (record) documents.set(number, record);
      else documents.delete(number);
      done += 1;
    }
    if (done > 0) pending = pending.slice(done);
  }

  function enqueue(number: number, record: T | undefined) {
    pending.push({ dueAt: clock.now() + lagMs, number, record });
    // Catching up now and then keeps the queue short when nobody searches.
    if (pending.length % 1000 === 0) catchUp();
  }

  return {
    put: (record) => enqueue(record.number, record),
    remove: (number) => enqueue(number, undefined),
    documents() {
      catchUp();
      return documents.values();
    },
    clear() {
      documents.clear();
      pending = [];
    },
  };
}
