import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toRejection } from '../../src/shopify/user-errors.ts';
import type { RejectionCode } from '../../src/sync/ports.ts';

/** Field paths and messages as Shopify sent them. */
const RECORDED: [RejectionCode, string[] | null, string][] = [
  ['email_taken', ['email'], 'Email has already been taken'],
  ['email_invalid', ['email'], 'Email is invalid'],
  ['email_invalid', ['email'], 'Email is too long (maximum is 255 characters)'],
  ['phone_taken', ['phone'], 'Phone has already been taken'],
  ['phone_invalid', ['phone'], 'Phone is invalid'],
  ['locale_invalid', ['locale'], 'Locale is invalid'],
  ['name_invalid', ['firstName'], 'First name is too long (maximum is 255 characters)'],
  ['name_invalid', ['lastName'], 'Last name is too long (maximum is 255 characters)'],
  ['tags_invalid', ['tags'], 'Tags is too long (maximum is 255 characters)'],
  ['tags_invalid', ['tags'], 'Tags cannot be more than 250'],
  ['customer_missing', ['id'], 'Customer does not exist'],
  ['customer_missing', ['id'], "Customer can't be found"],
  ['customer_missing', ['customerId'], 'Customer does not exist'],
  ['customer_missing', ['input', 'customerId'], 'Customer not found'],
  ['has_orders', ['id'], 'Customer can’t be deleted because they have associated orders'],
  ['address_exists', ['address'], 'Address already exists'],
  ['address_missing', ['addressId'], 'Address does not exist'],
  ['address_invalid', ['address', 'province'], 'Province is invalid'],
  ['address_invalid', ['address', 'phone'], 'Phone cannot contain HTML tags'],
  [
    'consent_invalid',
    ['input', 'smsMarketingConsent'],
    'A phone number is required to set the SMS consent state.',
  ],
  ['link_id_taken', ['metafields', '0', 'value'], 'Value has already been taken'],
  ['rejected', ['metafields', '0', 'type'], 'Type must be one of the following: …'],
  ['rejected', null, 'A name, phone number, or email address must be present'],
];

describe('user errors', () => {
  for (const [code, field, message] of RECORDED) {
    it(`GIVEN "${message}" on ${field?.join('.') ?? 'nothing'} WHEN it is read THEN its code is ${code}`, () => {
      assert.deepEqual(toRejection({ field, message }, 'request-1'), {
        code,
        field: field ?? [],
        message,
        requestId: 'request-1',
      });
    });
  }
});
