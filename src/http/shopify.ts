// What Shopify sends us: webhooks, believed only when they are signed with the app's client secret.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Inbox } from '../oversight/inbox.ts';

export interface ShopifyDependencies {
  readonly inbox: Inbox;
  /** Each of these may sign: while a secret is changed, Shopify goes on with the old one for an hour. */
  readonly webhookSecrets: readonly string[];
}

export const SHOPIFY_ROOT = '/shopify';
/** A customer's payload is a few KiB. */
const MAX_BYTES = 1024 * 1024;

export function createShopifyRoutes({ inbox, webhookSecrets }: ShopifyDependencies): Hono {
  const app = new Hono();
  app.use('*', bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.body(null, 413) }));

  // https://shopify.dev/docs/apps/build/webhooks/subscribe/https: an answer within five seconds, 401 to a false signature.
  app.post('/webhooks', async (c) => {
    const body = Buffer.from(await c.req.arrayBuffer());
    const signature = c.req.header('x-shopify-hmac-sha256') ?? '';
    if (!webhookSecrets.some((secret) => isSigned(body, signature, secret))) return c.body(null, 401);
    const shop = c.req.header('x-shopify-shop-domain');
    const id = c.req.header('x-shopify-webhook-id');
    const topic = c.req.header('x-shopify-topic');
    const payload = parse(body);
    if (!shop || !id || !topic || payload === undefined) return refuse(c);
    await inbox.receive({ shop, id, topic, payload });
    return c.body(null, 200);
  });

  return app;
}

function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refuse(c: Context): Response {
  return c.text('A webhook is JSON, with X-Shopify-Shop-Domain, -Webhook-Id and -Topic.', 400);
}
