// The simulated store's data: customers, companies and metafield definitions, with the keys that must be unique.
import type { Clock } from '../clock.ts';
import { type CompanyTable, createCompanyTable } from '../companies/table.ts';
import { createSearchIndex, type SearchIndex } from '../search/search-index.ts';
import type { CustomerRecord, DefinitionRecord, ValidationRecord } from './records.ts';

/** Without `before` the customer is new, without `after` it is gone. */
export type CustomerChange = { before?: CustomerRecord; after?: CustomerRecord };

export type Store = {
  search: SearchIndex<CustomerRecord>;
  companies: CompanyTable;
  validations: Map<number, ValidationRecord>;
  /** Makes the number part of a new global id; numbers rise. */
  nextNumber(): number;
  customer(number: number): CustomerRecord | undefined;
  customers(): Iterable<CustomerRecord>;
  customerByEmail(email: string): CustomerRecord | undefined;
  customerByPhone(phone: string): CustomerRecord | undefined;
  /** The customer holding a value of a metafield whose definition demands unique values. */
  customerByUniqueValue(fullKey: string, value: string): CustomerRecord | undefined;
  /** Stores a customer in place of its earlier version, and sends it to the search index. */
  putCustomer(record: CustomerRecord): void;
  /** A customer that is merged goes without being told as deleted. */
  removeCustomer(record: CustomerRecord, mergedInto?: CustomerRecord): void;
  /** Calls back after each change of a customer. */
  watch(listener: (change: CustomerChange) => void): void;
  definition(ownerType: string, fullKey: string): DefinitionRecord | undefined;
  definitions(ownerType: string): DefinitionRecord[];
  putDefinition(record: DefinitionRecord): void;
  clear(): void;
};

/** Begins with the time of day, so that a store that is started later never gives a number out again. */
const firstNumber = () => 7_000_000_000_000 + Math.floor(Date.now() / 1000) * 1000;

/** An empty store whose searches lag behind by `searchLagMs` of simulator time. */
export function createStore(clock: Clock, searchLagMs: number): Store {
  const search = createSearchIndex<CustomerRecord>(clock, searchLagMs);
  const companies = createCompanyTable(clock, searchLagMs);
  const customers = new Map<number, CustomerRecord>();
  const byEmail = new Map<string, number>();
  const byPhone = new Map<string, number>();
  const byUniqueValue = new Map<string, number>();
  const validations = new Map<number, ValidationRecord>();
  const definitions = new Map<string, DefinitionRecord>();
  let announce: (change: CustomerChange) => void = () => {};
  // Numbers go on after a reset, so that an id of before can never name something else.
  let lastNumber = firstNumber();

  const find = (number: number | undefined) => (number === undefined ? undefined : customers.get(number));

  function* uniqueKeys(record: CustomerRecord): Generator<string> {
    for (const [fullKey, { value }] of record.metafields) {
      if (definitions.get(`CUSTOMER ${fullKey}`)?.uniqueValues) yield uniqueKey(fullKey, value);
    }
  }

  function index(record: CustomerRecord) {
    if (record.email) byEmail.set(record.email.toLowerCase(), record.number);
    if (record.phone) byPhone.set(record.phone, record.number);
    for (const key of uniqueKeys(record)) byUniqueValue.set(key, record.number);
  }

  function unindex(record: CustomerRecord) {
    if (record.email) byEmail.delete(record.email.toLowerCase());
    if (record.phone) byPhone.delete(record.phone);
    for (const key of uniqueKeys(record)) byUniqueValue.delete(key);
  }

  return {
    search,
    companies,
    validations,
    nextNumber: () => ++lastNumber,
    customer: (number) => customers.get(number),
    customers: () => customers.values(),
    customerByEmail: (email) => find(byEmail.get(email.toLowerCase())),
    customerByPhone: (phone) => find(byPhone.get(phone)),
    customerByUniqueValue: (fullKey, value) => find(byUniqueValue.get(uniqueKey(fullKey, value))),
    putCustomer(record) {
      const earlier = customers.get(record.number);
      if (earlier) unindex(earlier);
      customers.set(record.number, record);
      index(record);
      search.put(record);
      announce({ ...(earlier && { before: earlier }), after: record });
    },
    removeCustomer(record, mergedInto) {
      unindex(record);
      for (const contact of companies.contactsOfCustomer(record.number)) companies.removeContact(contact);
      customers.delete(record.number);
      search.remove(record.number);
      // Assumed: Shopify tells of a merge by customers/merge alone.
      if (!mergedInto) announce({ before: record });
    },
    watch: (listener) => {
      announce = listener;
    },
    definition: (ownerType, fullKey) => definitions.get(`${ownerType} ${fullKey}`),
    definitions: (ownerType) => [...definitions.values()].filter((each) => each.ownerType === ownerType),
    putDefinition(record) {
      definitions.set(`${record.ownerType} ${record.namespace}.${record.key}`, record);
      // Values written before the definition existed count from now on.
      if (record.uniqueValues) for (const customer of customers.values()) index(customer);
    },
    clear() {
      for (const map of [customers, byEmail, byPhone, byUniqueValue, definitions, validations]) map.clear();
      search.clear();
      companies.clear();
    },
  };
}

function uniqueKey(fullKey: string, value: string): string {
  return `${fullKey}\n${value}`;
}
