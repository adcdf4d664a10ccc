// Waits for an outcome that another process may find: looks for what it notes of the user.
import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from './outcomes.ts';
import type { StoredVerdict, SyncStore } from './ports.ts';
import { REFUSALS } from './verdicts.ts';

/** Only the first write after a quiet spell is waited for, so that nobody notices these looks. */
const LOOK_MS = 50;

/** Resolves with the outcome of this version or a later one; `pending` once the signal says so. */
export async function waitElsewhere(
  store: Pick<SyncStore, 'verdictOf'>,
  {
    shop,
    connection,
    userId,
  }: { readonly shop: string; readonly connection: string; readonly userId: string },
  version: number,
  signal: AbortSignal,
): Promise<Outcome> {
  while (!signal.aborted) {
    const found = await store.verdictOf(shop, connection, userId);
    if (found !== undefined && found.syncedVersion >= version) return outcomeOf(found);
    await pause(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
  return { kind: 'pending' };
}

function outcomeOf({ code, detail }: StoredVerdict): Outcome {
  if (code === null) return { kind: 'synced' };
  const status = Object.hasOwn(REFUSALS, code) ? REFUSALS[code as keyof typeof REFUSALS] : undefined;
  return status === undefined
    ? { kind: 'held', code }
    : { kind: 'refused', status, code, detail: detail ?? '' };
}
