// The attributes that every resource has and no schema lists (RFC 7643 §3 and §3.1).
import { complex, instant, reference, text } from './define.ts';
import type { Attribute } from './types.ts';

/**
 * A unique or looked-up value must fit an index entry of every store: 400 UTF-16 units are at most 2,400 bytes of
 * UTF-8 even after folding. The longest UPN is 113 characters, the longest e-mail address 254.
 */
export const MAX_KEY_LENGTH = 400;

export const schemasAttribute: Attribute = reference(
  'schemas',
  [],
  'The URNs of the schemas whose attributes this resource holds.',
  { multiValued: true, required: true, mutability: 'readOnly', returned: 'always' },
);

export const externalIdAttribute: Attribute = text(
  'externalId',
  "The provisioning client's own identifier for this resource.",
  { caseExact: true, maxLength: MAX_KEY_LENGTH },
);

export const commonAttributes: readonly Attribute[] = [
  schemasAttribute,
  text('id', 'The identifier that this service gave the resource; it never changes.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  externalIdAttribute,
  complex(
    'meta',
    'Facts about the resource itself.',
    [
      text('resourceType', 'The name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      instant('created', 'When the resource was created.', { mutability: 'readOnly' }),
      instant('lastModified', 'When the resource last changed.', { mutability: 'readOnly' }),
      reference('location', ['uri'], 'The URI of the resource.', { mutability: 'readOnly' }),
      text('version', 'The version of the resource.', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];
