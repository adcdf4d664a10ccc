import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CheckoutRuleFacts, judgeCheckoutRule } from '../../src/shopify/checkout-rule.ts';

const BASIC = { publicDisplayName: 'Basic', shopifyPlus: false, partnerDevelopment: false };
const PLUS = { publicDisplayName: 'Plus', shopifyPlus: true, partnerDevelopment: false };
const DEVELOPMENT = { publicDisplayName: 'Development', shopifyPlus: false, partnerDevelopment: true };

const cases: [CheckoutRuleFacts, boolean, RegExp][] = [
  [{ publicCategory: 'PUBLIC', plan: BASIC }, true, /public app.*every plan/],
  [{ publicCategory: 'PUBLIC', plan: PLUS }, true, /public app/],
  [{ publicCategory: 'CUSTOM', plan: PLUS }, true, /on Shopify Plus/],
  [{ publicCategory: 'CUSTOM', plan: DEVELOPMENT }, true, /development store; a live one needs Shopify Plus/],
  [{ publicCategory: 'CUSTOM', plan: BASIC }, false, /custom app.*Shopify Plus only.*plan is Basic/],
  [{ publicCategory: 'PRIVATE', plan: BASIC }, false, /Shopify Plus only/],
  [{ publicCategory: 'OTHER', plan: BASIC }, false, /Shopify Plus only/],
];

describe('eligibility for the checkout rule', () => {
  for (const [facts, eligible, reason] of cases) {
    const { publicCategory, plan } = facts;
    it(`GIVEN a ${publicCategory} app and the plan ${plan.publicDisplayName} WHEN judged THEN it is ${eligible}, with one sentence why`, () => {
      const judged = judgeCheckoutRule(facts);
      assert.equal(judged.eligible, eligible);
      assert.match(judged.reason, reason);
      assert.match(judged.reason, /^[^.]+\.$/);
    });
  }
});
