// What was done and why, for people to look up: noted at once, written in batches behind the work it tells of.
import { createTally } from '../tally.ts';
import type { EventKind, EventScope, Mark, StoredEvent, TimelineStore } from './ports.ts';
import { redact } from './redact.ts';

export interface NewEvent extends EventScope {
  /** The user or group that it is about; empty if it is about none. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: EventKind;
  /** Ids, codes, names of keys, numbers; nothing that says who somebody is. */
  readonly data: object;
  /** What may say it. Not to be changed any more: it is read when it is written. */
  readonly personal?: object | undefined;
}

export interface Timeline {
  /** Returns at once; the event is readable after `flush`, or within a second. */
  note(event: NewEvent): void;
  /** Counts a call that touched nobody: a row for each would cost more than the call. */
  count(call: CountedCall): void;
  /** Resolves once everything noted until now is stored, or given up. */
  flush(): Promise<void>;
  ofSubject(scope: EventScope, subject: string, page: Page): Promise<readonly StoredEvent[]>;
  /** The SCIM calls of these connections together, the newest first. */
  calls(scopes: readonly EventScope[], page: Page): Promise<readonly StoredEvent[]>;
  /** The same of the tries of their sync. */
  tries(scopes: readonly EventScope[], page: Page): Promise<readonly StoredEvent[]>;
}

export interface Page {
  readonly before: Mark;
  readonly limit: number;
}

/** Whoever is not known calls on behalf of no connection. */
export const NOBODY: EventScope = { shop: '', connection: '' };

/** Before nothing: the newest page. */
export const NEWEST: Mark = { at: Number.MAX_SAFE_INTEGER, id: '' };

export interface CountedCall extends EventScope {
  readonly at: number;
  readonly method: string;
  /** Of a bounded number: without ids and queries. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface TimelineDependencies {
  readonly store: TimelineStore;
  readonly newId: () => string;
  /** Hears how many events were given up. */
  readonly onLoss: (count: number, error: unknown) => void;
}

/**
 * Events explain state, they are none: nothing is decided by them, so a crash may take the last second of them. That
 * is why they need no commit of their own on anybody's way.
 */
const FLUSH_MS = 500;
/** Written at once, so that no other write waits long behind it. */
const BATCH = 64;
/** Beyond it the newest are given up: the database does not keep up, and memory must not fill. */
const MAX_WAITING = 50_000;
/** UTF-16 units of a payload; what is longer is named by its size. */
const MAX_PERSONAL = 8_000;

interface Count extends CountedCall {
  readonly kind: 'reads';
  times: number;
  totalMs: number;
}

export function createTimeline({ store, newId, onLoss }: TimelineDependencies): Timeline {
  let waiting: { readonly id: string; readonly event: NewEvent }[] = [];
  const counts = createTally<Count>();
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function schedule(): void {
    timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
  }

  /** Writes what waits now; what comes meanwhile has a timer of its own. */
  async function write(): Promise<void> {
    const counted = counts.take().map((count) => ({ id: newId(), event: toEvent(count) }));
    const noted = [...waiting, ...counted];
    waiting = [];
    for (let at = 0; at < noted.length; at += BATCH) {
      const batch = noted.slice(at, at + BATCH).map(({ id, event }) => toStored(id, event));
      await store.append(batch).catch((error: unknown) => onLoss(batch.length, error));
    }
    if (lost > 0) onLoss(lost, undefined);
    lost = 0;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  async function newestOf(
    scopes: readonly EventScope[],
    { before, limit }: Page,
    read: TimelineStore['calls'],
  ): Promise<readonly StoredEvent[]> {
    await flush();
    const pages = await Promise.all(scopes.map((scope) => read(scope, before, limit)));
    return pages.flat().sort(newestFirst).slice(0, limit);
  }

  return {
    note(event) {
      if (waiting.length === MAX_WAITING) {
        lost += 1;
        return;
      }
      waiting.push({ id: newId(), event });
      schedule();
    },
    count(call) {
      const { shop, connection, method, path, status, durationMs } = call;
      const count = counts.at([shop, connection, method, path, status], () => {
        schedule();
        return { ...call, kind: 'reads', times: 0, totalMs: 0 };
      });
      count.times += 1;
      count.totalMs += durationMs;
    },
    flush,
    async ofSubject(scope, subject, { before, limit }) {
      await flush();
      return store.ofSubject(scope, subject, before, limit);
    },
    calls: (scopes, page) => newestOf(scopes, page, store.calls),
    tries: (scopes, page) => newestOf(scopes, page, store.tries),
  };
}

function toEvent({ shop, connection, at, kind, method, path, status, times, totalMs }: Count): NewEvent {
  const data = { method, path, status, count: times, durationMs: Math.round(totalMs) };
  return { shop, connection, subject: '', at, kind, data };
}

function toStored(id: string, { data, personal, ...event }: NewEvent): StoredEvent {
  return {
    ...event,
    id,
    data: JSON.stringify(data),
    personal: personal === undefined ? null : describe(personal),
  };
}

function describe(personal: object): string {
  const text = JSON.stringify(redact(personal));
  return text.length <= MAX_PERSONAL ? text : JSON.stringify({ leftOut: `${text.length} characters` });
}

function newestFirst(left: StoredEvent, right: StoredEvent): number {
  if (left.at !== right.at) return right.at - left.at;
  return left.id < right.id ? 1 : -1;
}
