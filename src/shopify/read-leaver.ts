// Reads back what leaving has left of a customer, its companies with it where the shop has any.
import type { CallOptions, LeaverReading } from '../sync/ports.ts';
import type { AdminClient } from './client.ts';
import type { ShopCompanies } from './companies.ts';
import { toConsents } from './consents.ts';
import { isDenial } from './errors.ts';
import { readLeaver } from './operations.ts';

export async function readLeaverBack(
  client: AdminClient,
  companies: ShopCompanies,
  id: string,
  options: CallOptions & { readonly asksCompanies: boolean },
): Promise<LeaverReading> {
  const { data, requestId } = await ask();
  const { customer } = data;
  if (customer === null) return { customer, requestId };
  const { tags, state, active, companyContactProfiles: profiles } = customer;
  const reading = profiles === undefined ? null : await companies.readBack(id, profiles.length > 0, options);
  return {
    customer: {
      tags,
      state,
      active: active?.value ?? null,
      consents: toConsents(customer),
      companies: reading && { ...reading, requestId: reading.requestId ?? requestId },
      companiesDeniedForMs: reading === null ? Math.round(companies.deniedFor() ?? 0) : null,
    },
    requestId,
  };

  /** A shop without B2B tells nothing of a customer where its companies are asked for. */
  async function ask() {
    if (!options.asksCompanies && companies.deniedFor() !== undefined) {
      return client.run(readLeaver(false), { id }, options);
    }
    try {
      return await client.run(readLeaver(true), { id }, options);
    } catch (error) {
      if (!isDenial(error, false)) throw error;
    }
    const answer = await client.run(readLeaver(false), { id }, options);
    companies.deny();
    return answer;
  }
}
