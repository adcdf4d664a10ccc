// What a webhook of Shopify's says of customers and of the app, as far as it matters, and whether it calls for a look: pure.
import { z } from 'zod';
import { emailKeyOf } from '../sync/email-key.ts';
import { sameValue } from '../sync/owned.ts';
import type { Link, ProfileField } from '../sync/ports.ts';
import { hasTag, isOurTag } from '../sync/tags.ts';
import type { CustomerFacts, Webhook, WebhookFacts } from './ports.ts';

const text = z.string().nullish();
/** Payloads name customers by number, and most also by global id. */
const number = z.union([z.string(), z.number()]);

const profile = z
  .object({ id: number, email: text, first_name: text, last_name: text, phone: text })
  .transform((said): CustomerFacts => {
    const given: [ProfileField, string | null | undefined][] = [
      ['email', said.email],
      ['firstName', said.first_name],
      ['lastName', said.last_name],
      ['phone', said.phone],
    ];
    const fields = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    const emailKey = said.email == null ? null : emailKeyOf(said.email);
    return { kind: 'profile', customers: [toGlobalId(said.id)], emailKey, fields };
  });

const deletion = z
  .object({ id: number })
  .transform(({ id }): CustomerFacts => ({ kind: 'gone', customers: [toGlobalId(id)], survivor: null }));

const merge = z
  .object({
    admin_graphql_api_customer_kept_id: z.string().nullish(),
    admin_graphql_api_customer_deleted_id: z.string().nullish(),
  })
  .transform((said): CustomerFacts => {
    const { admin_graphql_api_customer_deleted_id: gone, admin_graphql_api_customer_kept_id: kept } = said;
    return { kind: 'gone', customers: gone == null ? [] : [gone], survivor: kept ?? null };
  });

const tags = (kind: 'tagsAdded' | 'tagsRemoved') =>
  z.object({ customerId: number, tags: z.array(z.string()) }).transform(
    (said): CustomerFacts => ({
      kind,
      customers: [toGlobalId(said.customerId)],
      tags: said.tags,
    }),
  );

/** https://shopify.dev/docs/api/webhooks */
const CUSTOMER_TOPICS: Readonly<Record<string, z.ZodType<CustomerFacts>>> = {
  'customers/create': profile,
  'customers/update': profile,
  'customers/delete': deletion,
  'customers/merge': merge,
  'customer.tags_added': tags('tagsAdded'),
  'customer.tags_removed': tags('tagsRemoved'),
};

const scopes = z
  .object({ current: z.array(z.string()) })
  .transform(({ current }): WebhookFacts => ({ kind: 'scopes', scopes: current }));

/** A shop, as it was when it uninstalled the app. */
const uninstalled = z.object({ myshopify_domain: z.string().nullable() });

/** What a payload says; undefined where it is of no interest, or is not what its topic promises. */
export function readWebhook({ shop, topic, payload, at }: Omit<Webhook, 'id'>): WebhookFacts | undefined {
  if (topic === 'app/uninstalled') {
    // Only the body is signed: that it is of this topic, and of this shop, must be seen by it.
    const said = uninstalled.safeParse(payload).data;
    const isOfShop = said !== undefined && (said.myshopify_domain ?? shop) === shop;
    return isOfShop ? { kind: 'uninstalled', at } : undefined;
  }
  if (topic === 'app/scopes_update') return scopes.safeParse(payload).data;
  return CUSTOMER_TOPICS[topic]?.safeParse(payload).data;
}

/**
 * Whether the customer is to be read. Nothing is believed of a payload beyond that: it may be late, doubled, or the
 * echo of a write of ours.
 */
export function callsForLook(facts: CustomerFacts, { state, owned }: Link, hasDrift: boolean): boolean {
  // Gone before it was told why: the link may have somebody to follow.
  if (state === 'gone') return facts.kind === 'gone' && facts.survivor !== null;
  // Whatever it was, it may have put right what was found to be otherwise.
  if (hasDrift) return true;
  switch (facts.kind) {
    case 'gone':
      return true;
    case 'profile':
      return (Object.entries(facts.fields) as [ProfileField, string | null][]).some(
        ([field, value]) =>
          owned.fields[field] !== undefined && !sameValue(field, value ?? undefined, owned.fields[field]),
      );
    case 'tagsAdded':
      return facts.tags.some((tag) => isOurTag(tag) && !hasTag(owned.tags, tag));
    case 'tagsRemoved':
      return facts.tags.some((tag) => hasTag(owned.tags, tag));
  }
}

function toGlobalId(id: string | number): string {
  return String(id).startsWith('gid:') ? String(id) : `gid://shopify/Customer/${id}`;
}
