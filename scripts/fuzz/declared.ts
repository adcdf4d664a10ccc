// Schemas of the tenants' own, with every type and every characteristic.

export const EXTRA = 'urn:example:params:scim:schemas:extension:extra:2.0:User';
const ROOMS = 'urn:example:params:scim:schemas:extension:rooms:2.0:Group';

export const DECLARED = [
  {
    id: EXTRA,
    name: 'Extra',
    attributes: [
      { name: 'code', caseExact: true, mutability: 'immutable' },
      { name: 'level', type: 'integer' },
      { name: 'share', type: 'decimal' },
      { name: 'vip', type: 'boolean' },
      { name: 'since', type: 'dateTime' },
      { name: 'key', type: 'binary' },
      { name: 'link', type: 'reference', referenceTypes: ['User', 'external'] },
      { name: 'note', returned: 'request' },
      { name: 'mark', returned: 'always' },
      { name: 'hint', returned: 'never' },
      { name: 'pin', mutability: 'writeOnly', returned: 'never' },
      { name: 'rank', mutability: 'readOnly' },
      { name: 'tags', multiValued: true },
      {
        name: 'badges',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'value', required: true, mutability: 'immutable' },
          { name: 'type' },
          { name: 'primary', type: 'boolean' },
          { name: 'until', type: 'dateTime' },
        ],
      },
      {
        name: 'desk',
        type: 'complex',
        subAttributes: [
          { name: 'floor', type: 'integer' },
          { name: 'room', required: true },
          { name: 'locker', mutability: 'immutable' },
        ],
      },
    ],
  },
  { id: ROOMS, name: 'Rooms', attributes: [{ name: 'floor', type: 'integer' }, { name: 'door' }] },
];

export const EXTRA_NAMES: readonly string[] = (DECLARED[0]?.attributes ?? []).map(({ name }) => name);
