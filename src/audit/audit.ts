// The audit log: writes down every administrative act before it begins and when it has ended, and checks the chain.
import { randomBytes } from 'node:crypto';
import { redact } from '../timeline/redact.ts';
import { type AuditFault, makeEntry, NO_HEAD, valuesOf, walkChain } from './chain.ts';
import type { Actor, AuditEntry, AuditFacts, AuditHead, AuditStore, AuditValues } from './ports.ts';

export interface NewAct {
  /** Empty for what concerns no shop, or one that is not known. */
  readonly shop: string;
  readonly actor: Actor;
  /** Such as `PATCH /connections/:id`. */
  readonly what: string;
  readonly connection?: string | null;
  /** Ids by name. */
  readonly target?: Readonly<Record<string, string>>;
  readonly request?: unknown;
}

export interface ActEnd {
  readonly status: number;
  readonly code?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditRecord extends AuditFacts, AuditHead {
  /** Null once they are erased, or where there were none. */
  readonly values: AuditValues | null;
}

export interface AuditVerdict {
  readonly shop: string;
  readonly entries: number;
  readonly head: AuditHead;
  readonly faults: readonly AuditFault[];
}

export interface Audit {
  /** Resolves once it is written down that the act begins; what is returned writes down how it ended. */
  begin(act: NewAct): Promise<(end: ActEnd) => Promise<void>>;
  /** Writes an act down, carries it out, and writes down its end, whichever it has. */
  carryOut<T>(act: NewAct, work: () => Promise<T>, after?: (done: T) => unknown): Promise<T>;
  /** The newest first. */
  list(shop: string, before: number, limit: number): Promise<AuditRecord[]>;
  /** All of a shop, in their order. */
  all(shop: string): AsyncIterable<AuditRecord>;
  head(shop: string): Promise<AuditHead>;
  shops(): Promise<string[]>;
  /** @param anchor a head that was noted elsewhere */
  verify(shop: string, anchor?: AuditHead): Promise<AuditVerdict>;
}

export interface AuditDependencies {
  readonly store: AuditStore;
  readonly now: () => number;
  readonly newId: () => string;
}

const READ_AT_ONCE = 500;
/** Settings are kept whole; secrets never. */
const LIMITS = { string: 20_000, items: 2_000, depth: 16 };
const KEY_BYTES = 32;

export function createAudit({ store, now, newId }: AuditDependencies): Audit {
  function write(
    { shop, actor, what, connection = null, target = {} }: NewAct,
    act: string,
    phase: AuditFacts['phase'],
    { status, code }: { readonly status: number | null; readonly code: string | null },
    values: AuditValues,
  ): Promise<AuditEntry> {
    const facts = { at: now(), act, phase, actor, what, connection, target, status, code };
    const key = randomBytes(KEY_BYTES).toString('base64');
    const kept = redact(values, LIMITS) as AuditValues;
    return store.append(shop, (before) => makeEntry(shop, before, facts, kept, key));
  }

  async function begin(act: NewAct): Promise<(end: ActEnd) => Promise<void>> {
    const id = newId();
    const { request } = act;
    await write(act, id, 'begun', { status: null, code: null }, request === undefined ? {} : { request });
    return async ({ status, code = null, before, after }) => {
      await write(act, id, 'ended', { status, code }, { before, after });
    };
  }

  async function* entries(shop: string, from = 0): AsyncGenerator<AuditEntry> {
    for (let after = from; ; ) {
      const page = await store.read(shop, after, READ_AT_ONCE);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < READ_AT_ONCE) return;
      after = last.seq;
    }
  }

  return {
    begin,
    async carryOut(act, work, after) {
      const end = await begin(act);
      try {
        const done = await work();
        await end({ status: 200, after: after?.(done) });
        return done;
      } catch (error) {
        await end({ status: 500, code: 'failed' });
        throw error;
      }
    },
    async list(shop, before, limit) {
      return (await store.readBack(shop, before, limit)).map(toRecord);
    },
    async *all(shop) {
      for await (const entry of entries(shop)) yield toRecord(entry);
    },
    head: async (shop) => (await store.head(shop)) ?? NO_HEAD,
    shops: () => store.shops(),
    async verify(shop, anchor) {
      const walk = walkChain(shop, anchor);
      for await (const entry of entries(shop)) walk.visit(entry);
      // What was added meanwhile is part of what the head tells of; what comes after that is for another time.
      const head = await store.head(shop);
      for await (const entry of entries(shop, walk.last().seq)) {
        if (entry.seq > (head?.seq ?? 0)) break;
        walk.visit(entry);
      }
      return { shop, ...walk.end(head) };
    },
  };
}

function toRecord(entry: AuditEntry): AuditRecord {
  const { seq, hash, facts } = entry;
  return { seq, hash, ...(JSON.parse(facts) as AuditFacts), values: valuesOf(entry) };
}
