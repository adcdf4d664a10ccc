// What Shopify's compliance webhooks ask for: pure.
// https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
import { z } from 'zod';
import type { RequestKind } from './ports.ts';

/** How Shopify names a person. */
export interface Person {
  readonly customerId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

export interface Wish {
  readonly kind: RequestKind;
  /** As the payload says, which is signed. */
  readonly shop: string;
  readonly person: Person;
}

const KINDS: Readonly<Record<string, RequestKind>> = {
  'customers/data_request': 'data_request',
  'customers/redact': 'customer_redact',
  'shop/redact': 'shop_redact',
};

const text = z.string().nullish();
const payload = z.object({
  shop_domain: z.string(),
  customer: z.object({ id: z.union([z.int(), z.string()]).nullish(), email: text, phone: text }).nullish(),
});

/** Undefined for other topics, and for what is not what its topic promises. */
export function readWish(topic: string, said: unknown): Wish | undefined {
  const kind = Object.hasOwn(KINDS, topic) ? KINDS[topic] : undefined;
  const read = payload.safeParse(said).data;
  if (kind === undefined || read === undefined) return undefined;
  const { id, email, phone } = read.customer ?? {};
  if (kind !== 'shop_redact' && id == null && email == null) return undefined;
  return {
    kind,
    shop: read.shop_domain,
    person: { customerId: toGlobalId(id), email: email ?? null, phone: phone ?? null },
  };
}

function toGlobalId(id: string | number | null | undefined): string | null {
  if (id == null) return null;
  return String(id).startsWith('gid:') ? String(id) : `gid://shopify/Customer/${id}`;
}
