// What an inactive user's customer loses, rung by rung (RULES 15): pure.
import type { DesiredCustomer } from './desired.ts';
import { findAccessDifference } from './difference.ts';
import type { Consent, Consents, CustomerStep, Link } from './ports.ts';
import type { Action, SyncState } from './state.ts';

/**
 * The next rung, or undefined once all are done: first the metafield, the leaver tag and our tags, whose answer
 * tells the consents; then the consents, before any contact field changes.
 */
export function planLeaving(
  { learnt }: SyncState,
  desired: DesiredCustomer,
  link: Link,
  customerId: string,
): Action | undefined {
  if (link.owned.left) return undefined;
  if (learnt.consents === undefined) {
    return { do: 'write', customerId, steps: findAccessDifference(link, desired), askConsents: true };
  }
  const steps = withdrawals(learnt.consents);
  return steps.length === 0 ? undefined : { do: 'write', customerId, steps, askConsents: false };
}

/** Marketing consents that are given, or about to be (RULES 15 d). */
function withdrawals({ email, sms }: Consents): CustomerStep[] {
  return [
    ...(isGiven(email) ? [{ kind: 'emailConsent', consent: withdrawn(email) } as const] : []),
    ...(isGiven(sms) ? [{ kind: 'smsConsent', consent: withdrawn(sms) } as const] : []),
  ];
}

/** Whether no consent is left to be withdrawn. */
export function areWithdrawn(consents: Consents): boolean {
  return withdrawals(consents).length === 0;
}

function isGiven(consent: Consent | null): consent is Consent {
  return consent?.state === 'SUBSCRIBED' || consent?.state === 'PENDING';
}

function withdrawn({ level }: Consent): Consent {
  return { state: 'UNSUBSCRIBED', level };
}
