// Whether a shop may switch the checkout rule on (docs/checkout-rule.md), by its plan and the app's distribution.
import { z } from 'zod';
import type { CallOptions, CheckoutRuleEligibility } from '../sync/ports.ts';
import type { AdminClient, Operation } from './client.ts';

/** What decides it; `publicCategory` is how Shopify calls an app's distribution. */
export interface CheckoutRuleFacts {
  readonly publicCategory: 'PUBLIC' | 'CUSTOM' | 'PRIVATE' | 'OTHER';
  readonly plan: {
    /** As merchants know it: `Basic`, `Plus`. */
    readonly publicDisplayName: string;
    readonly shopifyPlus: boolean;
    readonly partnerDevelopment: boolean;
  };
}

/**
 * Any plan may run the Functions of an app from the App Store, only Plus those of another app.
 * https://shopify.dev/docs/apps/build/functions
 */
export function judgeCheckoutRule({
  publicCategory,
  plan: { publicDisplayName: plan, shopifyPlus, partnerDevelopment },
}: CheckoutRuleFacts): CheckoutRuleEligibility {
  if (publicCategory === 'PUBLIC') {
    return {
      eligible: true,
      code: 'public_app',
      plan,
      reason: 'The checkout rule is available: this is a public app, and those may have one on every plan.',
    };
  }
  if (shopifyPlus) {
    const reason = 'The checkout rule is available: the shop is on Shopify Plus.';
    return { eligible: true, code: 'plus_plan', plan, reason };
  }
  if (partnerDevelopment) {
    return {
      eligible: true,
      code: 'development_store',
      plan,
      reason:
        'The checkout rule can be tried in this development store; a live one needs Shopify Plus for it.',
    };
  }
  return {
    eligible: false,
    code: 'plus_needed',
    plan,
    reason: `The checkout rule is not available: a custom app may have one on Shopify Plus only, and the shop's plan is ${plan}.`,
  };
}

export const readCheckoutRule = {
  name: 'ReadCheckoutRule',
  text: `query ReadCheckoutRule {
  shop { plan { publicDisplayName shopifyPlus partnerDevelopment } }
  currentAppInstallation { app { publicCategory } }
}`,
  cost: 4,
  answer: z.object({
    shop: z.object({
      plan: z.object({
        publicDisplayName: z.string(),
        shopifyPlus: z.boolean(),
        partnerDevelopment: z.boolean(),
      }),
    }),
    currentAppInstallation: z.object({
      app: z.object({ publicCategory: z.enum(['PUBLIC', 'CUSTOM', 'PRIVATE', 'OTHER']) }),
    }),
  }),
} satisfies Operation<unknown>;

/** Asks Shopify for the facts. @throws ShopifyError */
export async function checkCheckoutRule(
  client: AdminClient,
  options: CallOptions,
): Promise<CheckoutRuleEligibility> {
  const { data } = await client.run(readCheckoutRule, {}, options);
  return judgeCheckoutRule({
    publicCategory: data.currentAppInstallation.app.publicCategory,
    plan: data.shop.plan,
  });
}
