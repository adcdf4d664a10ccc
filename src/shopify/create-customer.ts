// What a create sends of a customer, and what its answer says, by a call of its own or in bulk.
import type { CreateAnswer, MetafieldKey, NewCustomer } from '../sync/ports.ts';
import { type MetafieldTypes, toMetafieldInputs } from './metafield-input.ts';
import type { CreatePayload } from './operations.ts';
import { toRejection } from './user-errors.ts';

export function toCustomerInput({ fields, tags, metafields }: NewCustomer, types: MetafieldTypes): object {
  return { ...fields, tags, metafields: toMetafieldInputs(metafields, types) };
}

/** @param metafields those that were sent, in their order, if known */
export function toCreateAnswer(
  { customerCreate: { customer, userErrors } }: CreatePayload,
  requestId: string | null,
  metafields: readonly MetafieldKey[] = [],
): CreateAnswer {
  if (customer !== null && userErrors.length === 0) return { created: true, customerId: customer.id };
  return { created: false, rejections: userErrors.map((error) => toRejection(error, requestId, metafields)) };
}
