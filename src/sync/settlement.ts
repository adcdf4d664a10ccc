// What the end of a try means for the outbox row, the link and the claim: pure.
import { emailKeyOfLink } from './absorb.ts';
import { certificateOf, type Seal } from './certificate.ts';
import { isCompanyGiven } from './company/company-drift.ts';
import type { Decision } from './decide.ts';
import { findDrift } from './drift.ts';
import { emailKeyOf } from './email-key.ts';
import { warningsOf } from './plan.ts';
import type {
  ClaimRecord,
  DirtyUser,
  DriftKey,
  Intent,
  JoinedLink,
  Link,
  RowOutcome,
  Settlement,
} from './ports.ts';
import type { SyncState, Verdict } from './state.ts';
import type { TryEnd } from './try-user.ts';

/** The settlement of a try that got its answers. `original` is the link as it was when the try began. */
export function settleVerdict(
  row: DirtyUser,
  state: SyncState,
  verdict: Verdict,
  original: Link | null,
  seal: Seal,
): Settlement {
  const link = nextLink(state, verdict);
  const drift = driftOf(state);
  const freed = link !== null && (!isKept(link) || link.emailKey !== original?.emailKey);
  const wakes = wakesOf(row, state, link, original);
  const freesPhone = freedPhone(link, original);
  return {
    row,
    outcome: outcomeOf(verdict),
    link: link === null || link === original ? 'keep' : link,
    claim: claimOf(row, state, verdict),
    warnings: warningsOf(state),
    // A tombstone waits for its user to come back (RULES 19), who may be waiting already.
    freesEmail: (freed || verdict.link === 'tombstone') && original?.emailKey != null,
    ...(freesPhone !== undefined && { freesPhone }),
    certificate: certificateOf(row, state, verdict, original, seal),
    ...(drift !== undefined && { drift, keepsCompanyDrift: keepsCompanyDrift(state) }),
    ...(wakes !== undefined && { wakes }),
    ...waitsForEmail(state, verdict),
    ...unheardOf(state),
  };
}

/** Others who claim the customer are looked at where its access, or its being there, changed; and who gives its e-mail. */
function wakesOf(
  { user }: DirtyUser,
  { own, desired }: SyncState,
  link: Settled,
  original: Link | null,
): Settlement['wakes'] {
  if (!own.isShared || link === null) return undefined;
  const email = desired?.fields.email;
  const isChanged =
    !isKept(link) ||
    isGoing(link) !== isGoing(original) ||
    (link.state === 'gone') !== (original?.state === 'gone');
  const isOtherEmail =
    isKept(link) && !own.givesEmail && email !== undefined && link.emailKey !== emailKeyOf(email);
  if (!isChanged && !isOtherEmail) return undefined;
  return {
    priority: user !== null && desired?.active ? 'ordinary' : 'leaving',
    suspect: false,
    intent: null,
  };
}

/** A number is one customer's: whoever shares it gets it once the customer that had it has it no longer. */
function freedPhone(link: Settled, original: Link | null): string | undefined {
  const phone = original?.owned.fields.phone;
  if (link === null || phone === undefined) return undefined;
  const isKeptThere = isKept(link) && link.state !== 'gone' && link.owned.fields.phone === phone;
  return isKeptThere ? undefined : phone;
}

function isGoing(link: Link | null): boolean {
  return link !== null && link.owned.leaving !== null;
}

/** What stood otherwise when it was read, and was not written since. */
function driftOf({ link, learnt: { snapshot, drift } }: SyncState): DriftKey[] | undefined {
  if (link === null || snapshot == null || drift === undefined) return undefined;
  const still = findDrift(link, snapshot);
  return drift.filter((key) => still.includes(key));
}

function waitsForEmail({ desired }: SyncState, { code }: Verdict): Pick<Settlement, 'waitsForEmail'> {
  const email = desired?.fields.email;
  return code !== 'email_in_use' || email === undefined ? {} : { waitsForEmail: emailKeyOf(email) };
}

function keepsCompanyDrift({ link, learnt }: SyncState): boolean {
  return isCompanyGiven(link?.owned.company ?? null) && learnt.company?.contacts === undefined;
}

/** The settlement of a try that got none. */
export function settleFailure(
  row: DirtyUser,
  { state, failure }: Extract<TryEnd, { kind: 'failure' }>,
  decision: Decision,
  original: Link | null,
): Settlement {
  const { link } = state;
  const unused = state.freshLink && link !== null;
  const { code, message: detail } = failure;
  return {
    row,
    outcome: failureOutcome(failure.kind, decision, { row, now: state.now, code, detail }),
    // A link for which nothing was sent is as good as none, and spares the next try a look for its customer.
    link: unused ? { drop: link.id } : link === null || link === original ? 'keep' : link,
    claim:
      decision.do === 'dead'
        ? {
            state: 'failed',
            code,
            detail,
            warnings: warningsOf(state),
            syncedVersion: null,
            foundCustomer: null,
          }
        : 'keep',
    freesEmail: unused,
    certificate: null,
    ...unheardOf(state),
  };
}

export const NOTHING_INTENDED: Intent = { fields: [], tags: [], metafields: [], addresses: [] };

/** Unless the customer was read, the next try knows no more of what those that broke off had sent. */
function unheardOf({ suspect, intent }: SyncState): Pick<Settlement, 'unheard'> {
  return suspect ? { unheard: intent ?? NOTHING_INTENDED } : {};
}

function failureOutcome(
  kind: string,
  decision: Decision,
  { row, now, code, detail }: { row: DirtyUser; now: number; code: string; detail: string },
): RowOutcome {
  if (decision.do === 'dead') return { kind: 'dead', code, detail };
  if (kind === 'withdrawn') return { kind: 'release' };
  // Behind the others of its urgency: the call that probes for the end of the trouble is not always the same one.
  if (decision.do === 'pause') return { kind: 'again', at: now, priority: row.priority, code };
  return { kind: 'retry', at: decision.at, code, detail };
}

function outcomeOf({ refusal, again, code, detail }: Verdict): RowOutcome {
  if (refusal !== null) return { kind: 'dead', code: code ?? 'refused', detail: detail ?? '' };
  return again === null ? { kind: 'clear' } : { kind: 'again', ...again, code };
}

type Settled = Link | { readonly drop: string } | JoinedLink | null;

function nextLink({ link, who, desired }: SyncState, verdict: Verdict): Settled {
  if (typeof verdict.link === 'object') return { join: verdict.link.join, instead: link?.id ?? null };
  if (link === null) return null;
  switch (verdict.link) {
    case 'drop':
      return { drop: link.id };
    case 'gone':
      return { ...link, state: 'gone', emailKey: null };
    case 'tombstone':
      return { ...link, state: 'tombstone' };
    case 'keep': {
      const emailKey = emailKeyOfLink(link);
      const state = link.state === 'tombstone' ? 'linked' : link.state;
      // Whoever is active again, and was not refused, has not left.
      const isBack = desired?.active === true && verdict.refusal === null && link.owned.leaving !== null;
      const isSame = emailKey === link.emailKey && state === link.state && sameWho(link, who) && !isBack;
      if (isSame) return link;
      const back = isBack ? { left: false, leaving: null } : {};
      return { ...link, emailKey, state, owned: { ...link.owned, who, ...back } };
    }
  }
}

function sameWho({ owned }: Link, who: SyncState['who']): boolean {
  return owned.who?.nameKey === who?.nameKey && owned.who?.externalId === who?.externalId;
}

function claimOf(row: DirtyUser, state: SyncState, verdict: Verdict): ClaimRecord | 'keep' | 'drop' {
  if (verdict.claim === null) return 'drop';
  if (verdict.claim === 'keep') return 'keep';
  return {
    state: verdict.claim,
    code: verdict.code,
    detail: verdict.detail,
    warnings: warningsOf(state),
    syncedVersion: verdict.isPart ? null : (row.user?.version ?? null),
    foundCustomer: verdict.claim === 'held' ? foundCustomerOf(state) : null,
  };
}

function foundCustomerOf({ learnt, holder }: SyncState): string | null {
  const found = learnt.chosen ?? learnt.byEmail;
  return found?.id ?? learnt.survivorHolder?.link.customerId ?? holder?.link.customerId ?? null;
}

function isKept(link: NonNullable<Settled>): link is Link {
  return 'id' in link;
}
