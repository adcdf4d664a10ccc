// The checkout rule: refuses the checkout of a customer whom the directory calls inactive.
import { chooseMessage } from './choose-message.ts';

/** What cart_validations_generate_run.graphql asks for. */
export interface RunInput {
  readonly buyerJourney: {
    readonly step: 'CART_INTERACTION' | 'CHECKOUT_INTERACTION' | 'CHECKOUT_COMPLETION' | null;
  };
  readonly cart: {
    readonly buyerIdentity: {
      /** Null for a guest. */
      readonly customer: { readonly active: { readonly value: string } | null } | null;
    } | null;
  };
  /** Shopify's `LanguageCode`: `DE`, `PT_BR`. */
  readonly localization: { readonly language: { readonly isoCode: string } };
  readonly validation: { readonly configuration: { readonly jsonValue: unknown } | null };
}

interface RunResult {
  readonly operations: readonly {
    readonly validationAdd: {
      readonly errors: readonly { readonly message: string; readonly target: string }[];
    };
  }[];
}

/**
 * Says what stands between this buyer and the order. It never throws for what a merchant has configured: a
 * failure would hit every buyer of the store, or let every leaver pass, as `blockOnFailure` has it.
 */
export function cartValidationsGenerateRun(input: RunInput): RunResult {
  if (!isRefused(input)) return { operations: [] };
  const message = chooseMessage(
    input.validation.configuration?.jsonValue,
    input.localization.language.isoCode,
  );
  return { operations: [{ validationAdd: { errors: [{ message, target: '$.cart' }] } }] };
}

function isRefused({ buyerJourney, cart }: RunInput): boolean {
  // An error in the cart would also undo what empties it. Anything later, or unnamed, is a checkout.
  if (buyerJourney.step === 'CART_INTERACTION') return false;
  // Without the metafield a customer is not in the directory, and none of Rollcall's business.
  return cart.buyerIdentity?.customer?.active?.value === 'false';
}
