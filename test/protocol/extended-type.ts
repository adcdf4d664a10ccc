// A User with an extension of the test's own, for attribute types that the standard schemas do not use.
import { type Attribute, type ResourceType, userResourceType } from '../../src/protocol/index.ts';

/** An attribute with the defaults of RFC 7643 §2.2 and what differs. */
export function attributeNamed(name: string, differences: Partial<Attribute> = {}): Attribute {
  return {
    name,
    description: name,
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...differences,
  };
}

/** User with one more extension, `urn:test:extra`. */
export function extended(attributes: readonly Attribute[]): ResourceType {
  const schema = { id: 'urn:test:extra', name: 'Extra', description: 'Extra', attributes };
  return {
    ...userResourceType,
    schemaExtensions: [...userResourceType.schemaExtensions, { schema, required: false }],
  };
}
