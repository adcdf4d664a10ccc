// The search index, which learns of a write some time after it: only searches and counts read it.
import type { Clock } from '../clock.ts';
import type { CustomerRecord } from '../state/records.ts';

export type SearchIndex = {
  put(record: CustomerRecord): void;
  remove(number: number): void;
  /** Customers as the index knows them now, which may be older than the store's. */
  documents(): Iterable<CustomerRecord>;
  clear(): void;
};

/** An empty index that shows a write `lagMs` milliseconds of simulator time later. */
export function createSearchIndex(clock: Clock, lagMs: number): SearchIndex {
  const documents = new Map<number, CustomerRecord>();
  let pending: { dueAt: number; number: number; record: CustomerRecord | undefined }[] = [];

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

  function enqueue(number: number, record: CustomerRecord | undefined) {
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
