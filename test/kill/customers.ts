// What the tests that kill Rollcall send, and hold the store against.
import assert from 'node:assert/strict';
import type { ServedShop } from '../support/served-shop.ts';

export interface ShopCustomer {
  readonly id: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly orders: number;
  readonly tags: readonly string[];
  readonly metafields: Readonly<Record<string, string>>;
  readonly emailMarketingState: string;
  readonly smsMarketingState: string;
  readonly addresses: readonly Readonly<Record<string, unknown>>[];
  readonly companies: readonly {
    readonly name: string;
    readonly roles: readonly { readonly location: string; readonly role: string }[];
  }[];
}

export async function customersOf({ sim }: Pick<ServedShop, 'sim'>): Promise<ShopCustomer[]> {
  return (await sim('GET', '/_sim/customers')).body as ShopCustomer[];
}

/** No address and no link is on two customers. */
export function assertNobodyTwice(customers: readonly ShopCustomer[]): void {
  const emails = customers.flatMap(({ email }) => (email === null ? [] : [email.toLowerCase()]));
  assert.equal(new Set(emails).size, emails.length, 'nobody is there twice');
  const links = customers.flatMap(({ metafields }) => metafields.link_id ?? []);
  assert.equal(new Set(links).size, links.length, 'no link is there twice');
}
