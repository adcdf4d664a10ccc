// Every operation that is sent to Shopify, in each of its forms.
import {
  listBulk,
  readBulk,
  runBulkMutation,
  runBulkQuery,
  stageUpload,
} from '../../src/shopify/bulk-operations.ts';
import { readCheckoutRule } from '../../src/shopify/checkout-rule.ts';
import type { Operation } from '../../src/shopify/client.ts';
import {
  assignContact,
  assignMainContact,
  changeRoles,
  countContacts,
  createCompany,
  findCompanies,
  readCompany,
  readContacts,
  readMainContact,
  readManyContacts,
  readMoreRoles,
  removeContact,
} from '../../src/shopify/company-operations.ts';
import { createDefinition, updateDefinition } from '../../src/shopify/definitions.ts';
import { readDefinitions } from '../../src/shopify/mapped-definitions.ts';
import {
  cancelErasure,
  createCustomer,
  findCustomer as findMapped,
  NOTHING_MAPPED,
  readLeaver,
  readCustomers as readManyMapped,
  readCustomer as readMapped,
  readScopes,
  readShop,
  requestErasure,
} from '../../src/shopify/operations.ts';
import { createSubscription, readSubscriptions } from '../../src/shopify/subscriptions.ts';
import { writeOperation } from '../../src/shopify/write-customer.ts';
import type { CustomerStep } from '../../src/sync/ports.ts';

export const findCustomer = findMapped(NOTHING_MAPPED);
export const readCustomer = readMapped(NOTHING_MAPPED);
export const readCustomers = (count: number) => readManyMapped(count, NOTHING_MAPPED);

export const STEPS: readonly CustomerStep[] = [
  { kind: 'update', fields: { firstName: 'Ada' }, metafields: { active: 'true' } },
  { kind: 'tagsAdd', tags: ['department:a'] },
  { kind: 'tagsRemove', tags: ['department:b'] },
  { kind: 'metafieldsDelete', keys: ['department'] },
  { kind: 'addressCreate', address: { city: 'Berlin', countryCode: 'DE' } },
  { kind: 'addressUpdate', addressId: 'gid://shopify/MailingAddress/1', address: { city: 'Bonn' } },
  { kind: 'addressDelete', addressId: 'gid://shopify/MailingAddress/1' },
  { kind: 'emailConsent', consent: { state: 'UNSUBSCRIBED', level: 'SINGLE_OPT_IN' } },
  { kind: 'smsConsent', consent: { state: 'UNSUBSCRIBED', level: null } },
  { kind: 'delete' },
];

const writes = [
  ...STEPS.map(({ kind }) => [kind]),
  STEPS.map(({ kind }) => kind),
  ['update', 'update'] as CustomerStep['kind'][],
];
/** With a name for each. */
export const OPERATIONS: readonly (readonly [string, Operation<unknown>])[] = [
  ...[
    createCustomer,
    findCustomer,
    readCustomer,
    readCustomers(2),
    readShop,
    readScopes,
    readLeaver(true),
    readLeaver(false),
    readDefinitions(2),
    readCheckoutRule,
    findCompanies,
    readCompany,
    createCompany,
    readContacts,
    readManyContacts(2),
    readMoreRoles,
    countContacts,
    readMainContact,
    assignMainContact,
    assignContact,
    changeRoles(true, true),
    removeContact,
    createDefinition,
    updateDefinition,
    readSubscriptions,
    createSubscription,
    stageUpload,
    runBulkMutation,
    runBulkQuery,
    readBulk,
    listBulk,
    requestErasure,
    cancelErasure,
  ].map((operation): [string, Operation<unknown>] => [operation.name, operation]),
  ...writes.flatMap((kinds): [string, Operation<unknown>][] => [
    [kinds.join(' + '), writeOperation(kinds, false)],
    [`${kinds.join(' + ')}, asking consents`, writeOperation(kinds, true)],
  ]),
];
