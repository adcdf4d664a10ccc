// Consents to marketing, from Shopify's words to the sync's.
import type { Consents } from '../sync/ports.ts';
import type { FoundAnswer } from './operations.ts';

export function toConsents(
  customer: Pick<FoundAnswer, 'defaultEmailAddress' | 'defaultPhoneNumber'>,
): Consents {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = customer;
  const sms = phone?.smsMarketingConsent;
  return {
    email: email === null ? null : { state: email.marketingState, level: email.marketingOptInLevel },
    sms: sms == null ? null : { state: sms.state, level: sms.optInLevel },
  };
}
