// Short forms for writing schemas as data: everything that RFC 7643 §2.2 gives a default may be left out.
import type { Attribute, AttributeType } from './types.ts';

type Differences = Partial<Omit<Attribute, 'name' | 'type' | 'description'>>;

function define(
  type: AttributeType,
  name: string,
  description: string,
  differences: Differences = {},
): Attribute {
  return {
    name,
    type,
    description,
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...differences,
  };
}

/** A string attribute; `differences` names what departs from the defaults. */
export function text(name: string, description: string, differences?: Differences): Attribute {
  return define('string', name, description, differences);
}

/** A boolean attribute. */
export function flag(name: string, description: string, differences?: Differences): Attribute {
  return define('boolean', name, description, differences);
}

/** An instant (RFC 7643 §2.3.5). */
export function instant(name: string, description: string, differences?: Differences): Attribute {
  return define('dateTime', name, description, { caseExact: true, ...differences });
}

/** Base64 (RFC 7643 §2.3.6), always case-exact. */
export function binary(name: string, description: string, differences?: Differences): Attribute {
  return define('binary', name, description, { caseExact: true, ...differences });
}

/** A URI of something outside (`external`) or of a resource type here (RFC 7643 §2.3.7), always case-exact. */
export function reference(
  name: string,
  referenceTypes: readonly string[],
  description: string,
  differences?: Differences,
): Attribute {
  return define('reference', name, description, { caseExact: true, referenceTypes, ...differences });
}

/** One group of sub-attributes. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  differences?: Differences,
): Attribute {
  return define('complex', name, description, { subAttributes, ...differences });
}

/** A list of groups of sub-attributes. */
export function list(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  differences?: Differences,
): Attribute {
  return complex(name, description, subAttributes, { multiValued: true, ...differences });
}

/** A list with the sub-attributes that RFC 7643 §2.4 gives most lists: value, display, type, primary. */
export function typedList(
  name: string,
  description: string,
  value: Attribute,
  types: readonly string[],
): Attribute {
  return list(name, description, [
    value,
    text('display', 'A name for this value that people can read.'),
    text('type', 'What kind of value this is.', types.length === 0 ? undefined : { canonicalValues: types }),
    flag('primary', 'Whether this value is the preferred one; true at most once in the list.'),
  ]);
}
