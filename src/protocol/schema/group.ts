// The core Group schema (RFC 7643 §4.2) as data.
import { MAX_KEY_LENGTH } from './common.ts';
import { list, reference, text } from './define.ts';
import type { Schema } from './types.ts';

/** Members come in bodies of whole directories and are stored as edges, so the general limit does not hold. */
const MAX_MEMBERS = 1_000_000;

export const groupSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of people or of groups',
  attributes: [
    // The text of RFC 7643 §4.2 says REQUIRED where its schema listing says false; clients match groups by it.
    text('displayName', 'The name to show for the group.', { required: true, maxLength: MAX_KEY_LENGTH }),
    list(
      'members',
      'Who belongs to the group.',
      [
        text('value', 'The id of the member.', {
          required: true,
          caseExact: true,
          mutability: 'immutable',
          maxLength: MAX_KEY_LENGTH,
        }),
        reference('$ref', ['User', 'Group'], 'The URI of the member.', { mutability: 'readOnly' }),
        text('type', 'Whether the member is a user or a group.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
        // Clients send it; a name that somebody else may change at any time is not worth keeping.
        text('display', 'Accepted and discarded: the member says its own name.', {
          mutability: 'immutable',
          returned: 'never',
        }),
      ],
      { maxValues: MAX_MEMBERS },
    ),
  ],
};
