// The core User schema (RFC 7643 §4.1) as data.
import { MAX_KEY_LENGTH } from './common.ts';
import { binary, complex, flag, list, reference, text, typedList } from './define.ts';
import type { Attribute, Schema } from './types.ts';

const name: Attribute = complex('name', "The parts of the person's name.", [
  text('formatted', 'The whole name, ready to show.'),
  text('familyName', 'The family name, or last name.'),
  text('givenName', 'The given name, or first name.'),
  text('middleName', 'The middle name or names.'),
  text('honorificPrefix', 'A title before the name, such as "Dr.".'),
  text('honorificSuffix', 'A suffix after the name, such as "III".'),
]);

/** Computed from the groups' members, as RFC 7643 §4.1.2 has it: changed only through the groups. */
const groups: Attribute = list(
  'groups',
  'The groups that the person is in, themselves or through other groups.',
  [
    text('value', 'The id of the group.', { caseExact: true, mutability: 'readOnly' }),
    reference('$ref', ['Group'], 'The URI of the group.', { mutability: 'readOnly' }),
    text('display', "The group's name.", { mutability: 'readOnly' }),
    text('type', 'Whether the person is a member of the group itself, or of a group in it.', {
      mutability: 'readOnly',
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
  { mutability: 'readOnly', sortable: false },
);

const addresses: Attribute = list('addresses', 'Postal addresses.', [
  text('formatted', 'The whole address, ready to print.'),
  text('streetAddress', 'Street, house number, and whatever else stands before the town.'),
  text('locality', 'The city or town.'),
  text('region', 'The state, province or region.'),
  text('postalCode', 'The postal code.'),
  text('country', 'The country, as an ISO 3166-1 alpha-2 code.'),
  text('type', 'What kind of address this is.', { canonicalValues: ['work', 'home', 'other'] }),
  flag('primary', 'Whether this address is the preferred one; true at most once in the list.'),
]);

export const userSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  // As RFC 7643 §8.7.1 has it: Microsoft's collection of requests looks for these words.
  description: 'User Account',
  attributes: [
    text('userName', 'The name by which the person signs in; unique without regard to case.', {
      required: true,
      uniqueness: 'server',
      maxLength: MAX_KEY_LENGTH,
    }),
    name,
    text('displayName', 'The name to show for the person.', { maxLength: MAX_KEY_LENGTH }),
    text('nickName', 'What the person is called informally.'),
    reference('profileUrl', ['external'], "The address of the person's public profile."),
    text('title', "The person's job title."),
    text('userType', 'How the person belongs to the organisation, such as "Employee" or "Contractor".'),
    text('preferredLanguage', 'The languages that the person prefers, as in Accept-Language.'),
    text('locale', 'Where the person is, for currency, dates and numbers, such as "en-US".'),
    text('timezone', 'The person\'s time zone, such as "Europe/Paris".'),
    flag('active', 'Whether the person may use the service.'),
    text('password', 'Accepted and discarded: this service keeps no passwords.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    typedList(
      'emails',
      'E-mail addresses.',
      text('value', 'The e-mail address.', { maxLength: MAX_KEY_LENGTH }),
      ['work', 'home', 'other'],
    ),
    typedList('phoneNumbers', 'Phone numbers.', text('value', 'The phone number, as sent.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    typedList('ims', 'Instant messaging addresses.', text('value', 'The messaging address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    typedList(
      'photos',
      'Pictures of the person.',
      reference('value', ['external'], 'The address of the picture.'),
      ['photo', 'thumbnail'],
    ),
    addresses,
    groups,
    typedList('entitlements', 'What the person is entitled to.', text('value', 'The entitlement.'), []),
    typedList('roles', "The person's roles.", text('value', 'The role.'), []),
    typedList(
      'x509Certificates',
      'Certificates of the person.',
      binary('value', 'The certificate, DER in base64.'),
      [],
    ),
  ],
};
