// What persons asked of the merchant by way of Shopify, over HTTP: requests with their deadlines, and the data that
// answers one.
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import type { Privacy } from '../../privacy/privacy.ts';
import { numberedPage } from './paging.ts';
import { AdminError, adminRoute } from './route.ts';

export interface PrivacyRouteDependencies {
  readonly privacy: Privacy;
}

const request = z.strictObject({
  shop: z.string(),
  id: z.string(),
  kind: z.enum(['data_request', 'customer_redact', 'shop_redact']),
  state: z
    .enum(['open', 'erasing', 'done'])
    .describe('`erasing`: all is erased, and what was noted meanwhile is looked for once more.'),
  customerId: z.string().nullable(),
  receivedAt: z.int(),
  deadlineAt: z.int().describe('By when Shopify asks for it to be done. The request is forgotten then.'),
  finishedAt: z.int().nullable(),
});

export function privacyRoutes({ privacy }: PrivacyRouteDependencies) {
  return [
    adminRoute({
      method: 'GET',
      path: '/privacy/requests',
      audience: 'shop',
      summary: 'Lists what persons asked for by way of Shopify, the newest first.',
      description:
        'Erasures are carried out by themselves. A data request is for the merchant to answer: its document is what is held of the person.',
      query: numberedPage,
      answer: z.strictObject({ requests: z.array(request), next: z.int().nullable() }),
      async handle({ query: { before, limit }, principal }) {
        const requests = await privacy.list(shopOf(principal), before, limit);
        const next = requests.length < limit ? null : (requests.at(-1)?.receivedAt ?? null);
        return { requests, next };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/privacy/requests/:request/document',
      audience: 'shop',
      audited: true,
      before: ({ parameters, principal }) => privacy.find(shopOf(principal), parameters.request),
      summary: 'Gives what is held of the person whom a data request is about, as it is now.',
      description:
        'It is made for each answer, and kept nowhere. Who asked for it is in the audit log. `held` is by table; times are milliseconds since the epoch.',
      answer: z.strictObject({
        shop: z.string(),
        customerId: z.string().nullable(),
        madeAt: z.int(),
        held: z.record(z.string(), z.array(z.unknown())),
      }),
      async handle({ parameters, principal }) {
        const document = await privacy.document(shopOf(principal), parameters.request);
        if (document === undefined) throw noSuchRequest();
        return document;
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/privacy/requests/:request/done',
      audience: 'shop',
      summary: 'Says that a data request was answered.',
      answer: z.strictObject({ done: z.literal(true) }),
      before: ({ parameters, principal }) => privacy.find(shopOf(principal), parameters.request),
      async handle({ parameters, principal }) {
        if (!(await privacy.close(shopOf(principal), parameters.request))) throw noSuchRequest();
        return { done: true as const };
      },
    }),
  ];
}

function shopOf(principal: Principal): string | null {
  return principal.kind === 'merchant' ? principal.shop : null;
}

function noSuchRequest(): AdminError {
  return new AdminError(404, 'no_such_request', 'There is no such data request open. List the requests.');
}
