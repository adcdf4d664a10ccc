// What this service adds to a User: how its sync with the store stands. Computed when asked for, and never stored.
import { text } from './define.ts';
import type { Attribute, Schema } from './types.ts';

function fact(name: string, description: string, canonicalValues?: readonly string[]): Attribute {
  return text(name, description, {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'request',
    filterable: false,
    ...(canonicalValues && { canonicalValues }),
  });
}

export const rollcallUserSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:rollcall:2.0:User',
  name: 'RollcallUser',
  description: "How the user's sync with the store stands",
  attributes: [
    fact('customerId', "The id of the user's customer in Shopify, such as gid://shopify/Customer/1."),
    fact(
      'syncState',
      'Whether the customer is as the directory wants it; "pending" while that is being seen to.',
      ['pending', 'synced', 'held', 'waiting', 'inactive', 'left', 'gone', 'failed', 'erased'],
    ),
    fact('lastError', 'The code of what keeps the customer from being so; absent if nothing does.'),
    fact('origin', 'Whether the customer was made for the user, or was in the store before.', [
      'created',
      'linked',
    ]),
  ],
};
