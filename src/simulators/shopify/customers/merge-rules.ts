// Which of two customers survives a merge, what it then has, and what forbids the merge.
import { normalizeTags } from '../rules/tags.ts';
import { type ConsentRecord, type CustomerRecord, displayName } from '../state/records.ts';
import type { Store } from '../state/store.ts';

export type MergeOverrides = {
  customerIdOfDefaultAddressToKeep?: string | null;
  customerIdOfEmailToKeep?: string | null;
  customerIdOfFirstNameToKeep?: string | null;
  customerIdOfLastNameToKeep?: string | null;
  customerIdOfPhoneNumberToKeep?: string | null;
  note?: string | null;
  tags?: string[] | null;
};

/** Why one of the two cannot be merged. */
export type MergeBlocker = { customer: CustomerRecord; field: string; message: string };

const maximumNote = 5000;
const maximumTags = 250;

type Pair = readonly [one: CustomerRecord, two: CustomerRecord];

/** The order of the schema's documentation: chosen e-mail, only e-mail, account and consent, the second. */
export function chooseSurvivor([one, two]: Pair, overrides: MergeOverrides): CustomerRecord {
  const only = (test: (customer: CustomerRecord) => boolean) =>
    test(one) === test(two) ? undefined : test(one) ? one : two;
  const chosen = [one, two].find(({ id }) => id === overrides.customerIdOfEmailToKeep);
  const consenting = (state: ConsentRecord['state']) =>
    only(({ emailConsent }) => emailConsent.state === state);
  return (
    chosen ??
    only(({ email }) => email !== null) ??
    (one.email === null ? two : undefined) ??
    only(({ state }) => state === 'ENABLED') ??
    consenting('SUBSCRIBED') ??
    consenting('PENDING') ??
    only(({ state }) => state === 'INVITED') ??
    two
  );
}

/** What forbids it in either of them. */
export function findBlockers(pair: Pair, overrides: MergeOverrides, store: Store): MergeBlocker[] {
  const [one, two] = pair;
  const note = overrides.note ?? joinNotes(one, two) ?? '';
  const tags = overrides.tags ?? normalizeTags([...one.tags, ...two.tags]);
  const blockers = pair.flatMap((customer) => findOwnBlockers(customer, store));
  const both = (message: string) =>
    pair.map((customer) => ({ customer, field: 'override_fields', message }) satisfies MergeBlocker);
  if (note.length > maximumNote) blockers.push(...both('Customer notes must be 5,000 characters or less.'));
  if (tags.length > maximumTags) blockers.push(...both(`Customers must have ${maximumTags} tags or less.`));
  return blockers;
}

function findOwnBlockers(customer: CustomerRecord, store: Store): MergeBlocker[] {
  const blockers: MergeBlocker[] = [];
  const name = displayName(customer);
  if (customer.giftCards) {
    blockers.push({ customer, field: 'gift_cards', message: `${name} has gift cards and can’t be merged.` });
  }
  // The schema names these two obstacles; their words are assumed after the one above.
  if (store.companies.contactsOfCustomer(customer.number).length > 0) {
    const message = `${name} is a company contact and can’t be merged.`;
    blockers.push({ customer, field: 'company_contact', message });
  }
  if (customer.erasureAt !== null) {
    const message = `${name} has a pending data request and can’t be merged.`;
    blockers.push({ customer, field: 'pending_data_request', message });
  }
  return blockers;
}

/** The survivor with what comes to it from the other, which is gone from the store by then. */
export function mergeRecords(
  kept: CustomerRecord,
  gone: CustomerRecord,
  overrides: MergeOverrides,
  now: number,
): CustomerRecord {
  const pick = <T>(id: string | null | undefined, read: (customer: CustomerRecord) => T): T =>
    read(id === gone.id ? gone : kept) ?? read(kept) ?? read(gone);
  const phone = pick(overrides.customerIdOfPhoneNumberToKeep, (customer) => customer.phone);
  const preferred =
    overrides.customerIdOfDefaultAddressToKeep === gone.id ? gone.defaultAddressId : kept.defaultAddressId;
  return {
    ...kept,
    firstName: pick(overrides.customerIdOfFirstNameToKeep, ({ firstName }) => firstName),
    lastName: pick(overrides.customerIdOfLastNameToKeep, ({ lastName }) => lastName),
    email: kept.email ?? gone.email,
    phone,
    smsConsent: phone === gone.phone && phone !== kept.phone ? gone.smsConsent : kept.smsConsent,
    note: overrides.note ?? joinNotes(kept, gone),
    tags: normalizeTags(overrides.tags ?? [...kept.tags, ...gone.tags]),
    addresses: [...kept.addresses, ...gone.addresses],
    defaultAddressId: preferred ?? kept.defaultAddressId ?? gone.defaultAddressId,
    // Assumed: the survivor's own values stay, and it gets those that it lacked, unique ones included.
    metafields: new Map([
      ...[...gone.metafields].map(
        ([name, metafield]) => [name, { ...metafield, ownerId: kept.id, updatedAt: now }] as const,
      ),
      ...kept.metafields,
    ]),
    orders: kept.orders + gone.orders,
    createdAt: Math.min(kept.createdAt, gone.createdAt),
    updatedAt: now,
  };
}

function joinNotes(one: CustomerRecord, two: CustomerRecord): string | null {
  return [one.note, two.note].filter(Boolean).join('\n') || null;
}
