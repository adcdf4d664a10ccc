// The chain of the audit log: how an entry is sealed to the one before it, and what a broken chain shows. Pure.
import { createHash, createHmac } from 'node:crypto';
import type { AuditEntry, AuditFacts, AuditHead, AuditValue, AuditValues } from './ports.ts';

/** Before the first entry. */
export const NO_HEAD: AuditHead = { seq: 0, hash: '' };

export interface AuditFault {
  /** The entry that shows it. */
  readonly seq: number;
  /**
   * `changed`: it is not what was chained, or stands in the place of another. `missing`: entries before it are gone.
   * `values_changed`: what stands beside it is not what was digested. `cut`: entries at the end are gone, or were added
   * past the log. `anchor`: the entry that was noted elsewhere is another one, or gone.
   */
  readonly fault: 'changed' | 'missing' | 'values_changed' | 'cut' | 'anchor';
}

interface Personal {
  /** Of the digests, in base64. */
  readonly key: string;
  readonly values: AuditValues;
}

/** @param key random, for this entry alone: once it is erased, nobody can try values out on the digests */
export function makeEntry(
  shop: string,
  before: AuditHead,
  facts: Omit<AuditFacts, 'digests'>,
  values: AuditValues,
  key: string,
): AuditEntry {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  const digests = Object.fromEntries(known.map(([name, value]) => [name, digest(key, value)]));
  const seq = before.seq + 1;
  const text = JSON.stringify({ ...facts, digests });
  const personal: Personal = { key, values: Object.fromEntries(known) };
  return {
    seq,
    facts: text,
    hash: hashOf(shop, before.hash, seq, text),
    personal: known.length === 0 ? null : JSON.stringify(personal),
  };
}

/** The values beside an entry; null once they are erased, or where there were none. */
export function valuesOf({ personal }: AuditEntry): AuditValues | null {
  return personal === null ? null : (JSON.parse(personal) as Personal).values;
}

/** Goes along a chain, entry by entry, and says what is wrong with it. */
export function walkChain(shop: string, anchor?: AuditHead) {
  const faults: AuditFault[] = [];
  let last = NO_HEAD;
  let isAnchored = anchor === undefined;
  return {
    last: () => last,
    visit(entry: AuditEntry): void {
      const { seq, hash, facts } = entry;
      if (seq !== last.seq + 1) faults.push({ seq, fault: 'missing' });
      // Behind a gap the hash before it is not known: the gap has been told.
      else if (hash !== hashOf(shop, last.hash, seq, facts)) faults.push({ seq, fault: 'changed' });
      if (!areDigested(entry)) faults.push({ seq, fault: 'values_changed' });
      if (anchor?.seq === seq) isAnchored = anchor.hash === hash;
      last = { seq, hash };
    },
    /** @param head what is noted of the last entry */
    end(head: AuditHead = NO_HEAD): { entries: number; head: AuditHead; faults: AuditFault[] } {
      if (head.seq !== last.seq || head.hash !== last.hash) faults.push({ seq: head.seq, fault: 'cut' });
      if (!isAnchored && anchor !== undefined) faults.push({ seq: anchor.seq, fault: 'anchor' });
      return { entries: last.seq, head: last, faults };
    },
  };
}

function areDigested({ facts, personal }: AuditEntry): boolean {
  if (personal === null) return true;
  try {
    const { digests } = JSON.parse(facts) as AuditFacts;
    const { key, values } = JSON.parse(personal) as Personal;
    const names = Object.keys({ ...digests, ...values }) as AuditValue[];
    return names.every((name) => digests[name] === digest(key, values[name]));
  } catch {
    return false;
  }
}

function hashOf(shop: string, before: string, seq: number, facts: string): string {
  return createHash('sha256').update([before, shop, seq, facts].join('\n')).digest('hex');
}

function digest(key: string, value: unknown): string {
  return createHmac('sha256', Buffer.from(key, 'base64'))
    .update(JSON.stringify(value) ?? '')
    .digest('base64url');
}
