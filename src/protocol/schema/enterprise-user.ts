// The enterprise extension of User (RFC 7643 §4.3) as data.
import { MAX_KEY_LENGTH } from './common.ts';
import { complex, reference, text } from './define.ts';
import type { Schema } from './types.ts';

export const enterpriseUserSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'What an organisation knows of a person who works there',
  attributes: [
    text('employeeNumber', 'The number that the organisation gave the person.'),
    text('costCenter', 'The cost centre.'),
    text('organization', 'The organisation.'),
    text('division', 'The division.'),
    text('department', 'The department.'),
    complex('manager', "The person's manager.", [
      text('value', "The id of the manager's User resource.", { caseExact: true, maxLength: MAX_KEY_LENGTH }),
      reference('$ref', ['User'], "The URI of the manager's User resource."),
      text('displayName', "The manager's display name.", { mutability: 'readOnly', sortable: false }),
    ]),
  ],
};
