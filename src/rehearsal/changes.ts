// What a step changed of the customer: pure.
import type { Change, SeenCustomer } from './ports.ts';

/** @param before null where there was none */
export function changesOf(before: SeenCustomer | null, after: SeenCustomer): Change[] {
  const tags = (customer: SeenCustomer | null) =>
    Object.fromEntries((customer?.tags ?? []).map((tag) => [tag, '']));
  return [
    ...compare('field', before?.fields, after.fields),
    ...compare('tag', tags(before), tags(after)),
    ...compare('metafield', before?.metafields, after.metafields),
  ];
}

type Values = Readonly<Record<string, string>>;

function compare(kind: Change['kind'], before: Values = {}, after: Values = {}): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ kind, name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((change) => change.before !== change.after);
}
