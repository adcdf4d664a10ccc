// The leaver certificate (RULES 20): what Shopify shows of a customer after the rungs, and what the person can still do. Pure.
import { areWithdrawn, isOn, RUNGS } from './leaving.ts';
import type {
  Certificate,
  DirtyUser,
  LeaverReading,
  Leaving,
  Link,
  OwnedKey,
  Rung,
  RungProof,
  StillPossible,
} from './ports.ts';
import type { SyncState, Verdict } from './state.ts';
import { hasTag, LEAVER_TAG } from './tags.ts';

/** Enough for what landed late; what contradicts itself twice is left for a later try. */
const MAX_PROOFS = 2;

/** Whether the rungs are done, nothing can land any more, and Shopify was not asked yet what is now so. */
export function isUnproven({ learnt }: SyncState, { owned }: Link): boolean {
  if (learnt.proof !== undefined || owned.verify !== null) return false;
  return owned.left && owned.leaving !== null && !owned.leaving.certified;
}

/** Whether what Shopify takes is again and again not so. */
export function isVain({ learnt }: SyncState): boolean {
  return learnt.proof?.isComplete === false && (learnt.proofs ?? 0) >= MAX_PROOFS;
}

/** A customer that was deleted has nothing any more, whatever was to be taken from it. */
function isSo(rung: Rung, link: Link, leaving: Leaving, { customer }: LeaverReading): boolean {
  if (customer === null) return true;
  const merchants = link.before?.tags ?? [];
  switch (rung) {
    case 'company':
      return true;
    case 'block':
      return (
        customer.active === 'false' &&
        (hasTag(customer.tags, LEAVER_TAG) || link.owned.refused[`tag:${LEAVER_TAG}`] !== undefined)
      );
    case 'tags':
      return !leaving.removedTags.some((tag) => hasTag(customer.tags, tag) && !hasTag(merchants, tag));
    case 'consent':
      return areWithdrawn(customer.consents);
  }
}

/** Takes a reading in: it proves the leaving, or what it contradicts is to be done again. */
export function absorbProof(state: SyncState, reading: LeaverReading, at: number): SyncState {
  const link = state.link as Link;
  const leaving = link.owned.leaving as Leaving;
  if (reading.customer === null && !state.learnt.released) {
    return { ...state, learnt: { ...state.learnt, missing: true } };
  }
  const isReturned = isHandedBack(state, link);
  const rungs = RUNGS.map((rung): RungProof => {
    if (isReturned) return { rung, state: 'handed_back' };
    if (!isOn(state.settings.leaving, leaving, rung)) return { rung, state: 'off' };
    return { rung, state: isSo(rung, link, leaving, reading) ? 'done' : 'not_so' };
  });
  const failed = rungs.flatMap(({ rung, state: proven }) => (proven === 'not_so' ? [rung] : []));
  const proof = { at, reading, rungs, isComplete: failed.length === 0 };
  const proofs = (state.learnt.proofs ?? 0) + 1;
  if (proof.isComplete) {
    const owned = { ...link.owned, leaving: { ...leaving, certified: true } };
    return { ...state, link: { ...link, owned }, learnt: { ...state.learnt, proof, proofs } };
  }
  const consents = reading.customer === null ? {} : { consents: reading.customer.consents };
  const learnt = { ...state.learnt, ...consents, proof, proofs };
  return { ...state, link: undo(link, leaving, failed, reading), learnt };
}

/** The record after a reading that contradicts it: these rungs are gone down once more. */
function undo(link: Link, leaving: Leaving, failed: readonly Rung[], { customer }: LeaverReading): Link {
  const { owned } = link;
  const back = leaving.removedTags.filter((tag) => hasTag(customer?.tags ?? [], tag));
  const doubt: OwnedKey[] = failed.includes('block') ? ['metafield:active', `tag:${LEAVER_TAG}`] : [];
  return {
    ...link,
    owned: {
      ...owned,
      left: false,
      tags: [...new Set([...owned.tags, ...back])],
      doubt: [...new Set([...owned.doubt, ...doubt])],
      leaving: { ...leaving, done: leaving.done.filter((rung) => !failed.includes(rung)) },
    },
  };
}

function isHandedBack({ desired, settings, learnt }: SyncState, { origin }: Link): boolean {
  if (desired !== null || origin !== 'adopted') return false;
  return learnt.released === true && settings.leaving.adoptedOnDelete === 'handBack';
}

/** What makes a certificate one of ours. */
export interface Seal {
  readonly newId: () => string;
  /** Keyed, so that nobody without the key can try names out on it. */
  readonly digest: (text: string) => string;
}

/** What a try found out for a certificate; null where nothing was read back. */
export function certificateOf(
  row: DirtyUser,
  state: SyncState,
  verdict: Verdict,
  original: Link | null,
  seal: Seal,
): Certificate | null {
  const { proof } = state.learnt;
  const { link, who } = state;
  const leaving = link?.owned.leaving;
  if (proof === undefined || link === null || leaving == null) return null;
  const { customer, requestId } = proof.reading;
  const userName = who?.nameKey ?? null;
  const email = original?.owned.fields.email ?? original?.emailKey ?? null;
  return {
    id: seal.newId(),
    userId: row.subject,
    kind: leaving.kind,
    version: leaving.version,
    since: leaving.since,
    customerId: link.customerId,
    outcome: outcomeOf(state, link, verdict),
    isComplete: proof.isComplete,
    provenAt: proof.at,
    requestId,
    accountState: customer?.state ?? null,
    rungs: proof.rungs,
    stillPossible: stillPossible(proof.rungs, proof.reading),
    digests: { userName: userName && seal.digest(userName), email: email && seal.digest(email) },
    person: { userName, email },
  };
}

function outcomeOf({ desired }: SyncState, { origin }: Link, verdict: Verdict): Certificate['outcome'] {
  if (desired !== null) return 'deactivated';
  if (verdict.link === 'tombstone') return origin === 'created' ? 'tombstone' : 'kept_blocked';
  return origin === 'created' ? 'deleted' : 'handed_back';
}

/** No call of Shopify's takes these away. */
function stillPossible(rungs: readonly RungProof[], { customer }: LeaverReading): StillPossible[] {
  if (customer === null) return ['guest_checkout', 'register_anew'];
  const isBlocked = rungs.some(({ rung, state }) => rung === 'block' && state === 'done');
  const { email, sms } = customer.consents;
  const hasConsent = !areWithdrawn({ email, sms });
  return [
    'guest_checkout',
    'log_in',
    'order_for_company',
    isBlocked ? 'buy_without_checkout_rule' : 'buy',
    ...(hasConsent ? ['marketing' as const] : []),
    ...(customer.state === 'INVITED' ? ['accept_invitation' as const] : []),
  ];
}
