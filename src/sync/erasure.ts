// When Shopify is asked to erase a leaver's customer that Rollcall made, and when that is called off (RULES 18, 19): pure.
import type { ErasureAnswer, Link } from './ports.ts';
import { type Action, ERASURE_RECHECK_MS, type SyncState, type Verdict } from './state.ts';
import { erasureDenied, erasureFailed, erasureNotCancelled } from './verdicts.ts';

const DAY_MS = 24 * 3_600_000;

/** When the erasure of a customer whose user has left is asked for; undefined where it is not, or was already. */
function erasureAt({ settings }: SyncState, { origin, owned }: Link): number | undefined {
  const { eraseAfterDays: days } = settings.leaving;
  // An adopted customer is never sent for erasure (RULES 9).
  if (days === null || origin !== 'created' || owned.leaving === null) return undefined;
  if (owned.erasure != null && owned.erasure.requestedAt !== null) return undefined;
  return owned.leaving.since + days * DAY_MS;
}

/** Asks for it once it is due; what may be under way is noted before, so that a return calls it off. */
export function planErasure(state: SyncState, link: Link): Action | undefined {
  const at = erasureAt(state, link);
  if (at === undefined || at > state.now || state.learnt.erasure !== undefined) return undefined;
  if (link.owned.erasure == null) {
    return { do: 'saveLink', link: { ...link, owned: { ...link.owned, erasure: { requestedAt: null } } } };
  }
  return { do: 'erasure', ask: 'request', customerId: link.customerId as string };
}

/** Calls it off for whoever is back. */
export function planErasureEnd({ learnt }: SyncState, { owned, customerId }: Link): Action | undefined {
  if (owned.erasure == null || learnt.erasure !== undefined) return undefined;
  return { do: 'erasure', ask: 'cancel', customerId: customerId as string };
}

/** How a leaving ends whose customer is to be erased: it is looked at again when that is due. */
export function untilErased(state: SyncState, link: Link, verdict: Verdict): Verdict {
  if (verdict.again !== null) return verdict;
  const at = erasureAt(state, link);
  if (at === undefined) return verdict;
  const { erasure } = state.learnt;
  if (erasure === 'denied' || erasure === 'failed') {
    const why = erasure === 'denied' ? erasureDenied : erasureFailed;
    const again = { at: state.now + ERASURE_RECHECK_MS, priority: 'background' } as const;
    return { ...why, link: verdict.link, again };
  }
  return { ...verdict, claim: verdict.claim ?? 'keep', again: { at, priority: 'background' } };
}

/** How the return of somebody ends whose erasure could not be called off. */
export function unlessErased({ learnt, now }: SyncState, verdict: Verdict): Verdict {
  const isStanding = learnt.erasure === 'denied' || learnt.erasure === 'failed';
  if (!isStanding || verdict.claim !== 'synced') return verdict;
  return { ...erasureNotCancelled, again: { at: now + ERASURE_RECHECK_MS, priority: 'background' } };
}

export function absorbErasure(state: SyncState, ask: 'request' | 'cancel', answer: ErasureAnswer): SyncState {
  if (answer === 'missing') return { ...state, learnt: { ...state.learnt, missing: true } };
  const learnt = { ...state.learnt, erasure: answer };
  if (answer === 'denied' || answer === 'failed') return { ...state, learnt };
  const link = state.link as Link;
  const erasure = ask === 'request' ? { requestedAt: state.now } : null;
  const known = { ...state, learnt, link: { ...link, owned: { ...link.owned, erasure } } };
  // It was carried out, or another hand called it off: what is left of the customer is read, and given anew.
  return ask === 'cancel' && answer === 'none' ? { ...known, look: 'managed' } : known;
}
