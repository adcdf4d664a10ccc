// What the app may do in a shop: which scopes it has there, and which a feature that is on lacks.
import { z } from 'zod';
import { type Principal, shopOf } from '../../access/principal.ts';
import { type FeatureAccess, judgeFeatures, missingScopes } from '../../access/scopes.ts';
import { isGatewayFailure } from '../../sync/gateway-failure.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';

export interface AccessRouteDependencies {
  readonly tenants: Tenants;
  /** Asks Shopify. @throws Error with a message that may be shown, where it does not answer or refuses */
  readonly scopesOf: (shop: string) => Promise<readonly string[]>;
  /** Asks Shopify whether the shop may switch the checkout rule on. @throws as `scopesOf` */
  readonly checkoutRuleOf: (shop: string) => Promise<z.output<typeof eligibility>>;
}

const ofShop = z.strictObject({ shop: z.string().max(255).optional() });

const eligibility = z.strictObject({
  eligible: z.boolean(),
  code: z.string(),
  plan: z.string(),
  reason: z.string(),
});

const accessAnswer = z.strictObject({
  shop: z.string(),
  granted: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Handles of scopes; null where Shopify could not be asked.' }),
  unread: z
    .strictObject({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'Why Shopify could not be asked, if so.' }),
  missing: z.array(z.string()).meta({
    description: 'What features that are on lack: App Bridge’s `shopify.scopes.request` takes it as it is.',
  }),
  features: z.array(
    z.strictObject({
      name: z.enum(['customers', 'merges', 'companies', 'checkoutRule', 'erasure']),
      purpose: z.string(),
      isOn: z.boolean(),
      isGranted: z.boolean().nullable(),
      scopes: z
        .array(z.string())
        .meta({ description: 'Any of them will do; the first is the one to ask for.' }),
    }),
  ),
});

export function accessRoutes({ tenants, scopesOf, checkoutRuleOf }: AccessRouteDependencies) {
  /** The shop of the caller, or the one that is named, which must be one that is served. */
  async function findShop({ shop: named }: z.output<typeof ofShop>, principal: Principal): Promise<string> {
    const shop = shopOf(principal) ?? named;
    if (shop === undefined) throw new AdminError(400, 'invalid_query', 'Name the shop: ?shop=….');
    const isServed = (await tenants.connections(shop)).length > 0;
    if (!isServed || (named !== undefined && named !== shop)) {
      throw new AdminError(404, 'no_such_shop', 'GET /admin/api/connections names the shops.');
    }
    return shop;
  }

  /** What a merchant has switched on by settings, and what is always done. */
  async function featuresOf(shop: string, granted: readonly string[] | null): Promise<FeatureAccess[]> {
    const connections = await tenants.connections(shop);
    const hasCompanies = connections.some(({ settings }) =>
      settings.groups.some(({ company }) => company !== undefined),
    );
    const erases = connections.some(({ settings }) => settings.leaving.eraseAfterDays !== null);
    const on = {
      customers: true,
      merges: true,
      companies: hasCompanies,
      checkoutRule: false,
      erasure: erases,
    };
    return judgeFeatures(granted, (name) => on[name]);
  }

  return [
    adminRoute({
      method: 'GET',
      path: '/access',
      audience: 'shop',
      summary: 'Tells which scopes the app has in a shop, and which a feature that is on lacks.',
      description: 'Shopify is asked. The operator names the shop; a merchant is answered for its own.',
      query: ofShop,
      answer: accessAnswer,
      async handle({ query, principal }) {
        const shop = await findShop(query, principal);
        const asked = await ask(() => scopesOf(shop));
        const granted = asked.answer ?? null;
        const features = await featuresOf(shop, granted);
        return {
          shop,
          granted: granted && [...granted],
          unread: asked.unread ?? null,
          missing: missingScopes(features),
          features: features.map((feature) => ({ ...feature, scopes: [...feature.scopes] })),
        };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/checkout-rule',
      audience: 'shop',
      summary:
        'Tells whether a shop may switch the checkout rule on, by its plan and how the app is distributed.',
      description: 'Shopify is asked. The operator names the shop; a merchant is answered for its own.',
      query: ofShop,
      answer: z.strictObject({
        eligible: z.boolean().nullable().meta({ description: 'Null where Shopify could not be asked.' }),
        code: z.string().meta({ description: 'Why it is so, or the code of Shopify’s error.' }),
        plan: z.string().nullable(),
        reason: z.string().meta({ description: 'One sentence: why it is so, or why it is not known.' }),
      }),
      async handle({ query, principal }) {
        const shop = await findShop(query, principal);
        const { answer, unread } = await ask(() => checkoutRuleOf(shop));
        return answer ?? { eligible: null, plan: null, code: unread.code, reason: unread.message };
      },
    }),
  ];
}

/** What Shopify says, or why it could not be asked. */
async function ask<T>(
  question: () => Promise<T>,
): Promise<
  | { readonly answer: T; readonly unread?: never }
  | { readonly answer?: never; readonly unread: { readonly code: string; readonly message: string } }
> {
  try {
    return { answer: await question() };
  } catch (error) {
    if (!isGatewayFailure(error)) throw error;
    return { unread: { code: error.code, message: error.message } };
  }
}
