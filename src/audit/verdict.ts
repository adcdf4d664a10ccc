// What the verification of an audit log found, in sentences for whoever ran it.
import type { AuditVerdict } from './audit.ts';
import type { AuditFault } from './chain.ts';

const SENTENCES: Readonly<Record<AuditFault['fault'], string>> = {
  changed: 'is not what was chained, or stands in the place of another',
  missing: 'follows a gap: entries before it are gone',
  values_changed: 'has values beside it that are not those that were digested',
  cut: 'is noted as the last one, and the log does not end there: it was cut, or added to',
  anchor: 'is not the one that was noted elsewhere',
};

/** The head is told to be noted elsewhere: whoever can write to the database can write a whole chain anew. */
export function describeVerdict({ shop, entries, head, faults }: AuditVerdict): string[] {
  const name = shop === '' ? '(no shop)' : shop;
  if (faults.length > 0) {
    return faults.map(({ seq, fault }) => `fault  ${name}: entry ${seq} ${SENTENCES[fault]}.`);
  }
  if (entries === 0) return [`ok     ${name}: nothing is in the log.`];
  return [
    `ok     ${name}: ${entries} entries. Note this elsewhere to check against: ${head.seq}:${head.hash}`,
  ];
}
