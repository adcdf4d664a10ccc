// Marketing consent: which changes Shopify accepts, and which it refuses altogether.
import { GraphQLError } from 'graphql';
import type { ConsentRecord } from '../state/records.ts';
import type { UserError } from './user-errors.ts';

export type ConsentInput = {
  marketingState: ConsentRecord['state'];
  marketingOptInLevel?: string | null;
  consentUpdatedAt?: string | null;
};

const impossibleStates: ConsentRecord['state'][] = ['NOT_SUBSCRIBED', 'REDACTED', 'INVALID'];

/** The consent that the input asks for, and what speaks against it. */
export function applyConsent(
  input: ConsentInput,
  now: number,
  collectedFrom: string | null,
): { consent: ConsentRecord; errors: UserError[] } {
  const { marketingState: state, marketingOptInLevel: optInLevel, consentUpdatedAt } = input;
  if (impossibleStates.includes(state)) {
    throw new GraphQLError(`Cannot specify ${state} as a marketing state input`, {
      extensions: { code: 'INVALID' },
    });
  }
  const errors: UserError[] = [];
  if (consentUpdatedAt && Date.parse(consentUpdatedAt) > now) {
    const message = 'Consent updated at must not be in the future';
    errors.push({ field: ['consentUpdatedAt'], message, code: 'INVALID' });
  }
  const level = ['marketingOptInLevel'];
  if (!optInLevel) {
    // The text is recorded, the circumstances are not: asking for a level always is the stricter reading.
    errors.push({ field: level, message: 'Marketing opt in level must exist', code: 'MISSING_ARGUMENT' });
  } else if (state === 'PENDING' && optInLevel !== 'CONFIRMED_OPT_IN') {
    const message = 'Marketing opt in level must be confirmed opt-in for pending consent state';
    errors.push({ field: level, message, code: 'INVALID' });
  }
  const updatedAt = `${new Date(consentUpdatedAt ?? now).toISOString().slice(0, 19)}Z`;
  return { consent: { state, optInLevel: optInLevel ?? 'UNKNOWN', updatedAt, collectedFrom }, errors };
}
