// Alerts over HTTP: what is open, to whom it is told, and whether that arrived.
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import { mayReach } from '../../access/principal.ts';
import type { Alerts } from '../../alerts/alerts.ts';
import { describe, newsIn } from '../../alerts/message.ts';
import { ALERT_KINDS, type Alert, type Delivery, type Endpoint, NEWS_TYPES } from '../../alerts/ports.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { notice, toNotice } from './notice.ts';
import { AdminError, adminRoute } from './route.ts';

export interface AlertRouteDependencies {
  readonly tenants: Tenants;
  readonly alerts: Alerts;
}

const kind = z.enum(ALERT_KINDS);
const MAX_URL = 2_000;

const alertAnswer = z.strictObject({
  id: z.string(),
  shop: z.string(),
  connection: z.string().nullable(),
  kind,
  subject: z.string().nullable().describe('What it is about, where there may be several of a kind.'),
  state: z.enum(['open', 'resolved']),
  summary: z.string(),
  remedy: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).describe('Ids, codes, numbers and times.'),
  openedAt: z.int(),
  resolvedAt: z.int().nullable(),
});

const endpointAnswer = z.strictObject({
  id: z.string(),
  shop: z.string(),
  url: z.string(),
  kinds: z.array(kind).nullable().describe('Null: all.'),
  state: z
    .enum(['live', 'off', 'dead'])
    .describe('`dead`: it took no message for a day, and gets none any more.'),
  createdAt: z.int(),
  deliveredAt: z.int().nullable().describe('When it last took a message.'),
  error: z.string().nullable().describe('Why it did not take the last one.'),
  notice,
});

const secret = z
  .string()
  .nullable()
  .describe('By which its messages are signed (Standard Webhooks). Shown this once; null for mails.');

const wanted = z.strictObject({
  url: z.string().min(1).max(MAX_URL).describe('https://… or mailto:…'),
  kinds: z.array(kind).min(1).nullable().default(null),
});

const page = z.strictObject({
  before: z.string().max(100).default('').describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

interface OfEndpoint {
  readonly parameters: { readonly endpoint: string };
  readonly principal: Principal;
}

export function alertRoutes({ tenants, alerts }: AlertRouteDependencies) {
  async function viewEndpoint({ parameters, principal }: OfEndpoint) {
    return toEndpoint(found(await alerts.findEndpoint(shopOf(principal), parameters.endpoint)));
  }

  return [
    adminRoute({
      method: 'GET',
      path: '/alerts',
      audience: 'shop',
      summary: 'Lists what a person should know of, the newest first.',
      description: 'Each is raised once, and resolved by itself when it is over.',
      query: page.extend({ state: z.enum(['open', 'resolved']).optional() }),
      answer: z.strictObject({ alerts: z.array(alertAnswer), next: z.string().nullable() }),
      async handle({ query: { before, limit, state }, principal }) {
        const isOpen = state === undefined ? null : state === 'open';
        const found = await alerts.list(shopOf(principal), isOpen, { before, limit });
        return { alerts: found.map(toAlert), next: nextOf(found, limit) };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/alerts/endpoints',
      audience: 'shop',
      summary: 'Lists to whom alerts are told.',
      answer: z.array(endpointAnswer),
      handle: async ({ principal }) => (await alerts.endpoints(shopOf(principal))).map(toEndpoint),
    }),

    adminRoute({
      method: 'POST',
      path: '/alerts/endpoints',
      audience: 'shop',
      summary: 'Adds somebody to whom the alerts of a shop are told: a webhook, or a mail address.',
      description:
        'A webhook must be https and have a public address. Its messages are signed by Standard Webhooks, and tried again for a day.',
      body: wanted.extend({ shop: z.string().max(255) }),
      answer: endpointAnswer.extend({ secret }),
      async handle({ body: { shop, url, kinds }, principal }) {
        const isKnown = (await tenants.connections(shop)).length > 0;
        if (!isKnown || !mayReach(principal, shop)) {
          throw new AdminError(404, 'no_such_shop', 'There is no such shop here.');
        }
        requireSound(alerts, url);
        const added = await alerts.addEndpoint(shop, { url, kinds });
        if (added === 'full') {
          throw new AdminError(
            409,
            'too_many_endpoints',
            'The shop has as many as it may have. Remove one first.',
          );
        }
        return { ...toEndpoint(added.endpoint), secret: added.secret };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/alerts/endpoints/:endpoint',
      audience: 'shop',
      summary: 'Gives one of those to whom alerts are told.',
      answer: endpointAnswer,
      handle: viewEndpoint,
    }),

    adminRoute({
      method: 'PATCH',
      path: '/alerts/endpoints/:endpoint',
      audience: 'shop',
      summary: 'Changes an endpoint; `live` also revives one that was given up.',
      body: z.strictObject({
        url: wanted.shape.url.optional(),
        kinds: z.array(kind).min(1).nullable().optional(),
        state: z.enum(['live', 'off']).optional(),
      }),
      answer: endpointAnswer,
      async handle({ parameters, body, principal }) {
        const before = found(await alerts.findEndpoint(shopOf(principal), parameters.endpoint));
        if (body.url !== undefined) requireSound(alerts, body.url);
        if (body.url !== undefined && isMail(body.url) !== isMail(before.url)) {
          const message =
            'A webhook does not become a mail address, nor the other way round. Add another endpoint.';
          throw new AdminError(409, 'other_kind_of_endpoint', message);
        }
        return toEndpoint(found(await alerts.changeEndpoint(before.shop, parameters.endpoint, body)));
      },
    }),

    adminRoute({
      method: 'DELETE',
      path: '/alerts/endpoints/:endpoint',
      audience: 'shop',
      summary: 'Removes an endpoint, with what is on its way to it.',
      answer: z.strictObject({ removed: z.literal(true) }),
      async handle({ parameters, principal }) {
        if (!(await alerts.removeEndpoint(shopOf(principal), parameters.endpoint))) throw noSuchEndpoint();
        return { removed: true as const };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/alerts/endpoints/:endpoint/secret',
      audience: 'shop',
      summary: 'Gives a webhook another secret. The one before goes on signing beside it for a day.',
      answer: endpointAnswer.extend({ secret }),
      before: viewEndpoint,
      async handle({ parameters, principal }) {
        const renewed = found(await alerts.renewSecret(shopOf(principal), parameters.endpoint));
        return { ...toEndpoint(renewed.endpoint), secret: renewed.secret };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/alerts/endpoints/:endpoint/test',
      audience: 'shop',
      summary: 'Sends a message that says nothing, at once, and tells what became of it.',
      answer: z.strictObject({ delivered: z.boolean(), error: z.string().nullable(), notice }),
      before: viewEndpoint,
      async handle({ parameters, principal }) {
        const { error } = found(await alerts.test(shopOf(principal), parameters.endpoint));
        return { delivered: error === null, error, notice: toNotice(error) };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/alerts/endpoints/:endpoint/deliveries',
      audience: 'shop',
      summary: 'Lists the messages to an endpoint, the newest first.',
      query: page,
      answer: z.strictObject({
        deliveries: z.array(
          z.strictObject({
            id: z.string().describe('The `webhook-id` of the message.'),
            alert: z.string(),
            type: z.enum(NEWS_TYPES),
            kind,
            state: z.enum(['pending', 'delivered', 'dead']),
            attempts: z.int(),
            nextAt: z.int().nullable(),
            createdAt: z.int(),
            finishedAt: z.int().nullable(),
            error: z.string().nullable(),
            notice,
          }),
        ),
        next: z.string().nullable(),
      }),
      async handle({ parameters, query, principal }) {
        const deliveries = found(await alerts.deliveries(shopOf(principal), parameters.endpoint, query));
        return { deliveries: deliveries.map(toDelivery), next: nextOf(deliveries, query.limit) };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/alerts/deliveries/:delivery/retry',
      audience: 'shop',
      summary: 'Sends a message again that was given up.',
      answer: z.strictObject({ retried: z.literal(true) }),
      async before({ parameters, principal }) {
        const delivery = await alerts.findDelivery(shopOf(principal), parameters.delivery);
        return delivery && { shop: delivery.shop, ...toDelivery(delivery) };
      },
      async handle({ parameters, principal }) {
        if (!(await alerts.retryDelivery(shopOf(principal), parameters.delivery))) {
          throw new AdminError(404, 'no_such_delivery', 'No such message was given up.');
        }
        return { retried: true as const };
      },
    }),
  ];
}

function shopOf(principal: Principal): string | null {
  return principal.kind === 'merchant' ? principal.shop : null;
}

/** @throws AdminError 400 */
function requireSound(alerts: Alerts, url: string): void {
  const fault = alerts.findFault(url);
  if (fault !== undefined) throw new AdminError(400, 'url_refused', fault);
}

function isMail(url: string): boolean {
  return url.startsWith('mailto:');
}

/** @throws AdminError 404 */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw noSuchEndpoint();
  return value;
}

function noSuchEndpoint(): AdminError {
  return new AdminError(404, 'no_such_endpoint', 'There is no such endpoint. List the endpoints.');
}

function nextOf(page: readonly { readonly id: string }[], limit: number): string | null {
  return page.length < limit ? null : (page.at(-1)?.id ?? null);
}

function toAlert(alert: Alert) {
  const { id, shop, connection, kind, subject, details, openedAt, resolvedAt } = alert;
  return {
    id,
    shop,
    connection: connection || null,
    kind,
    subject: subject || null,
    state: resolvedAt === null ? ('open' as const) : ('resolved' as const),
    ...describe(alert),
    details: { ...details },
    openedAt,
    resolvedAt,
  };
}

function toEndpoint({ kinds, ...endpoint }: Endpoint) {
  return { ...endpoint, kinds: kinds && [...kinds], notice: toNotice(endpoint.error) };
}

function toDelivery({ id, alert, body, state, attempts, dueAt, createdAt, finishedAt, error }: Delivery) {
  const nextAt = state === 'pending' ? dueAt : null;
  const told = { ...newsIn(body), error, notice: toNotice(error) };
  return { id, alert, ...told, state, attempts, nextAt, createdAt, finishedAt };
}
