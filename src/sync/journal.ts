// What is told of a try: what it sent, by names of keys, and what it came to.
import type { DirtyUser, SentStep, Settlement, ShopifyCall, TryEntry } from './ports.ts';
import type { Action } from './state.ts';

export interface TryTrace {
  readonly sent: SentStep[];
  readonly calls: ShopifyCall[];
}

export function traceTry(): TryTrace {
  return { sent: [], calls: [] };
}

/** The keys of what an action writes; nothing of one that only reads. */
export function describeAction(action: Action): SentStep[] {
  switch (action.do) {
    case 'create':
      return [{ kind: 'create', keys: keysOf(action.customer) }];
    case 'write':
      return action.steps.map(({ kind, ...step }) => ({ kind, keys: keysOf(step) }));
    case 'erasure':
      return [{ kind: action.ask === 'request' ? 'requestErasure' : 'cancelErasure', keys: [] }];
    case 'company': {
      if (action.ask.kind !== 'write') return [];
      const { kind, ...step } = action.ask.step;
      return [{ kind, keys: keysOf(step) }];
    }
    default:
      return [];
  }
}

/** `{ fields: { email }, tags: ['a', 'b'], addressId }` becomes `fields.email`, `tags (2)`, `addressId`. */
function keysOf(given: object): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.length === 0 ? [] : [`${name} (${value.length})`];
    if (typeof value !== 'object' || value === null) return [name];
    return Object.keys(value).map((key) => `${name}.${key}`);
  });
}

export function toEntry(
  { connection, subject, user, attempts, since }: DirtyUser,
  now: number,
  leaving: boolean,
  customerId: string | null,
  { outcome, claim, warnings: told = [] }: Settlement,
  { sent, calls }: TryTrace,
): TryEntry {
  const failure = 'code' in outcome && 'detail' in outcome ? outcome : { code: null, detail: null };
  const known = typeof claim === 'string' ? { ...failure, warnings: told } : claim;
  const { code, detail, warnings } = known;
  return {
    connection,
    userId: subject,
    version: user?.version ?? null,
    attempt: attempts + 1,
    leaving,
    waitedMs: now - since,
    state: stateOf(claim),
    code,
    detail,
    warnings,
    next: outcome.kind,
    nextAt: 'at' in outcome ? outcome.at : null,
    customerId,
    sent,
    calls,
  };
}

function stateOf(claim: Settlement['claim']): TryEntry['state'] {
  if (claim === 'keep') return null;
  return claim === 'drop' ? 'forgotten' : claim.state;
}
