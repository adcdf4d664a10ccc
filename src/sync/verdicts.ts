// The ways in which a try can end, each with its stable code and a sentence on cause and remedy.
// A sentence names ids only: it is shown to staff and stored beside the user.
import { say } from '../notices/notices.ts';
import { sentenceOf, type UserCode } from './explanations.ts';
import type { ClaimState, Holder } from './ports.ts';
import { BULK_RECHECK_MS, LANDING_MS, RECHECK_MS, REPAIR_MS, type Verdict } from './state.ts';

const SETTLED: Omit<Verdict, 'claim'> = {
  code: null,
  detail: null,
  link: 'keep',
  again: null,
  refusal: null,
};

/** Refused for good: what the write is answered with, by its code (RULES 24). */
export const REFUSALS = { policy_never: 409, email_invalid: 400 } as const;

/** All is as it should be. */
export const synced: Verdict = { ...SETTLED, claim: 'synced' };
/** The user is inactive and its customer has no access left. */
export const left: Verdict = { ...SETTLED, claim: 'left' };
/** The user is inactive, and another who claims the customer is not: it keeps access, without what only the first gave. */
export const activeElsewhere: Verdict = {
  ...SETTLED,
  claim: 'left',
  code: 'active_elsewhere',
  detail: sentenceOf('active_elsewhere'),
};
/** The user is inactive, and some rungs wait for their grace to end (RULES 15). */
export function inGrace(until: number): Verdict {
  return {
    ...SETTLED,
    claim: 'waiting',
    code: 'in_grace',
    detail: say('grace_until', { until: new Date(until).toISOString() }),
    again: { at: until, priority: 'leaving' },
  };
}

/** Shopify took every rung, and does not show that it did: they are gone down again (RULES 20). */
export function notShown(now: number): Verdict {
  return {
    ...SETTLED,
    claim: 'waiting',
    code: 'leaving_not_shown',
    detail: sentenceOf('leaving_not_shown'),
    again: { at: now + REPAIR_MS, priority: 'leaving' },
  };
}

/** Nothing is left of the person, and the directory wants no customer for it. */
export const erased: Verdict = {
  ...SETTLED,
  claim: 'erased',
  code: 'erased',
  detail: sentenceOf('erased'),
  link: 'drop',
};

/** Every rung is taken but that of a company, which Shopify hides (RULES 20). */
export function companyHidden(now: number): Verdict {
  return {
    ...SETTLED,
    claim: 'waiting',
    code: 'company_hidden',
    detail: sentenceOf('company_hidden'),
    again: { at: now + RECHECK_MS, priority: 'leaving' },
  };
}

/** The user is inactive and never had a customer (RULES 5). */
export const inactive: Verdict = { ...SETTLED, claim: 'inactive', link: 'drop' };
/** RULES 18: the user has left, and Shopify does not take the request to erase its customer. */
export const erasureDenied = erasureStanding('left', 'erasure_denied');
export const erasureFailed = erasureStanding('left', 'erasure_failed');
/** The user is back, and Shopify goes on to erase its customer. */
export const erasureNotCancelled = erasureStanding('waiting', 'erasure_not_cancelled');

function erasureStanding(claim: ClaimState, code: Extract<UserCode, `erasure_${string}`>): Verdict {
  return { ...SETTLED, claim, code, detail: sentenceOf(code) };
}

/** The user was deleted, and nothing of it is left in the store. */
export const forgotten: Verdict = { ...SETTLED, claim: null, link: 'drop' };
/** The user was deleted; its customer has orders and stays, without access (RULES 18). */
export const tombstoned: Verdict = { ...SETTLED, claim: null, link: 'tombstone' };

/** The merchant removed the customer: it is not made again by itself (RULES 4). */
export const gone: Verdict = {
  ...SETTLED,
  claim: 'gone',
  link: 'gone',
  code: 'customer_gone',
  detail: sentenceOf('customer_gone'),
};

/** A person decided that the user is to have another customer: it begins anew, without a link. */
export function released(now: number): Verdict {
  return {
    ...SETTLED,
    claim: 'waiting',
    code: 'in_progress',
    link: 'drop',
    again: { at: now, priority: 'ordinary' },
  };
}

/** A person decided that the user is whom another connection's customer stands for: both claim it from now on. */
export function joined(linkId: string, now: number): Verdict {
  return { ...released(now), link: { join: linkId } };
}

/** Another connection's customer has the address: that both mean one person is for a person to say (RULES 8). */
export function linkedElsewhere({ link: { customerId } }: Holder, now: number): Verdict {
  const verdict = { ...held('review_linked_elsewhere', 'drop'), again: recheck(now) };
  if (customerId !== null) return verdict;
  // It is being made: what is to be decided can be shown once it is there.
  const again = { at: now + LANDING_MS, priority: 'background' } as const;
  return { ...verdict, claim: 'waiting', code: 'in_progress', detail: null, again };
}

/** The user has taken over another connection's customer: it begins anew with that. */
export function inherited(now: number): Verdict {
  return { ...released(now), link: 'keep' };
}

/** The same end, but looked at again once a call that was cut off can no longer take effect. */
export function untilLanded(verdict: Verdict, at: number, leaving: boolean): Verdict {
  return { ...verdict, again: { at, priority: leaving ? 'leaving' : 'background' } };
}

/** What a person or the directory must resolve. */
type Hold = Extract<UserCode, 'no_email' | `review_${string}`>;

export function held(code: Hold, link: Verdict['link']): Verdict {
  return { ...SETTLED, claim: 'held', code, detail: sentenceOf(code), link };
}

/** RULES 6; looked at again, because the other user may give the address up. */
export function emailInUse(holder: Holder, now: number, link: Verdict['link']): Verdict {
  return {
    ...SETTLED,
    claim: 'held',
    code: 'email_in_use',
    detail: holder.userId === null ? say('email_of_other') : say('email_of_user', { user: holder.userId }),
    link,
    again: recheck(now),
  };
}

/** RULES 10: new customers are not made; one that appears is linked. */
export function creationOff(now: number): Verdict {
  return {
    ...SETTLED,
    claim: 'waiting',
    code: 'creation_off',
    detail: sentenceOf('creation_off'),
    link: 'drop',
    again: recheck(now),
  };
}

/** RULES 7: the connection may not link this customer. */
export function policyNever(link: Verdict['link']): Verdict {
  return {
    ...SETTLED,
    claim: 'failed',
    code: 'policy_never',
    detail: sentenceOf('policy_never'),
    link,
    refusal: REFUSALS.policy_never,
  };
}

/** Shopify does not take the user's e-mail address. */
export function emailRefused(link: Verdict['link']): Verdict {
  return {
    ...SETTLED,
    claim: 'failed',
    code: 'email_invalid',
    detail: sentenceOf('email_invalid'),
    link,
    refusal: REFUSALS.email_invalid,
  };
}

/** The customer may come by a bulk operation under way: looked at when that is over, and sometimes before. */
export function untilReturned(now: number): Verdict {
  return { ...SETTLED, claim: 'keep', again: { at: now + BULK_RECHECK_MS, priority: 'leaving' } };
}

function recheck(now: number): Verdict['again'] {
  return { at: now + RECHECK_MS, priority: 'background' };
}
