// What Shopify sends us: webhooks, believed only when they are signed with the app's client secret.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Inbox } from '../oversight/inbox.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { onlyBy } from './methods.ts';
import { ENCODED_BODY, isEncoded } from './negotiation.ts';

export interface ShopifyDependencies {
  readonly inbox: Inbox;
  readonly privacy: Privacy;
  /** Whether Shopify signed the raw body of a webhook. */
  readonly isSigned: (request: Request, rawBody: string) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export const SHOPIFY_ROOT = '/shopify';
/** A customer's payload is a few KiB. */
const MAX_BYTES = 1024 * 1024;

export function createShopifyRoutes({ inbox, privacy, isSigned, now }: ShopifyDependencies): Hono {
  const app = new Hono();
  app.use('*', bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.body(null, 413) }));

  // https://shopify.dev/docs/apps/build/webhooks/subscribe/https: an answer within five seconds, 401 to a false signature.
  app.post('/webhooks', async (c) => {
    // Encoded on its way, a body is not what was signed: to the sender that is no wrong secret, but another fault.
    if (isEncoded(c.req.header('content-encoding'))) {
      return c.text(ENCODED_BODY.message, 415, ENCODED_BODY.headers);
    }
    const body = await c.req.text();
    if (!(await isSigned(c.req.raw, body))) return c.body(null, 401);
    const shop = c.req.header('x-shopify-shop-domain');
    const id = c.req.header('x-shopify-webhook-id');
    const topic = c.req.header('x-shopify-topic');
    const payload = parse(body);
    if (!shop || !id || !topic || payload === undefined) return refuse(c);
    const at = Date.parse(c.req.header('x-shopify-triggered-at') ?? '') || now();
    const webhook = { shop, id, topic, at, payload };
    if (!(await privacy.receive(webhook))) await inbox.receive(webhook);
    return c.body(null, 200);
  });
  app.all('/webhooks', onlyBy('POST'));

  return app;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refuse(c: Context): Response {
  return c.text('A webhook is JSON, with X-Shopify-Shop-Domain, -Webhook-Id and -Topic.', 400);
}
