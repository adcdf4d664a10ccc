// Whether a metafield's value fits its type and its definition's validations, in Shopify's words.
import { GraphQLError } from 'graphql';
import { findReferenceFault, findShapeFault, hasShape } from './metafield-shapes.ts';

type Validation = { name: string; value: string };

const messages: Record<string, [RegExp, string]> = {
  boolean: [/^(true|false)$/, 'Value must be true or false.'],
  number_integer: [/^[+-]?\d+$/, 'Value must be an integer.'],
  integer: [/^[+-]?\d+$/, 'Value must be an integer.'],
  number_decimal: [/^[+-]?\d+(\.\d+)?$/, 'Value must be a decimal.'],
  float: [/^[+-]?\d+(\.\d+)?$/, 'Value must be a decimal.'],
  single_line_text_field: [/^[^\r\n]*$/, 'Value must be a single line text string.'],
  id: [/^[^\r\n]*$/, 'Value must be a single line text string.'],
  date: [/^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/, 'Value must be in YYYY-MM-DD format.'],
  date_time: [
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/,
    'Value must be in “YYYY-MM-DDTHH:MM:SS” format. For example: 2022-06-01T15:30:00',
  ],
  color: [/^#[0-9a-f]{6}$/i, 'Value must be a hex color code.'],
  url: [
    /^(https?|mailto|sms|tel):/i,
    'Value must be one of the following URL schemes: http, https, mailto, sms, tel.',
  ],
};

const maximumBytes: Record<string, number> = { id: 2048, url: 2048, json: 131_072 };

/** The first objection to a value, or undefined when it is acceptable. */
export function findValueFault(
  type: string,
  value: string,
  validations: readonly Validation[],
): string | undefined {
  if (value === '') return "Value can't be blank.";
  const maximum = maximumBytes[type] ?? 65_536;
  // Assumed wording: no recording of an over-long value exists.
  if (Buffer.byteLength(value) > maximum) return `Value is too long (maximum is ${maximum} bytes).`;
  return type.startsWith('list.')
    ? findListFault(type.slice(5), value, validations)
    : findScalarFault(type, value, validations);
}

/** The value as JSON, for Metafield.jsonValue. */
export function toJsonValue(type: string, value: string): unknown {
  if (type === 'boolean') return value === 'true';
  if (type === 'number_integer' || type === 'integer') return Number(value);
  if (!isJsonType(type)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new GraphQLError('The stored value is not JSON.');
  }
}

function isJsonType(type: string): boolean {
  return (
    type.startsWith('list.') ||
    hasShape(type) ||
    ['json', 'json_string', 'rich_text_field', 'rating'].includes(type)
  );
}

function findListFault(type: string, value: string, validations: readonly Validation[]): string | undefined {
  const list = parseJson(value);
  if (!Array.isArray(list)) return 'Value must be an array.';
  if (list.length > 128) return 'Value has more than 128 elements.';
  for (const item of list) {
    const fault = findScalarFault(type, typeof item === 'string' ? item : JSON.stringify(item), validations);
    if (fault) return fault;
  }
  return undefined;
}

function findScalarFault(
  type: string,
  value: string,
  validations: readonly Validation[],
): string | undefined {
  if (type === 'url' && !/^[a-z][a-z0-9+.-]*:/i.test(value)) {
    // The stray apostrophe is Shopify's.
    return 'Value cannot have an empty scheme (protocol), must include one of the following URL schemes: ["http", "https", "mailto", "sms", "tel"].\'';
  }
  const rule = messages[type];
  if (rule && !rule[0].test(value)) return rule[1];
  const parsed = isJsonType(type) ? parseJson(value) : undefined;
  const shapeFault =
    findShapeFault(type, parsed) ?? findReferenceFault(type, value) ?? findSizeFault(type, value);
  if (shapeFault) return shapeFault;
  if (isJsonType(type) && parsed === undefined) return describeJsonFault(value);
  for (const validation of validations) {
    const fault = findValidationFault(type, value, validation);
    if (fault) return fault;
  }
  return undefined;
}

/** The objection to a number that is beyond what Shopify stores. */
function findSizeFault(type: string, value: string): string | undefined {
  if (type === 'number_integer' && Math.abs(Number(value)) > 1e18) {
    return 'Value must be within +/-1000000000000000000.';
  }
  return type === 'number_decimal' && Math.abs(Number(value)) > 9_999_999_999_999
    ? "Value can't exceed 9999999999999."
    : undefined;
}

function describeJsonFault(value: string): string {
  const key = /^\{([^"}].*)$/s.exec(value)?.[1];
  return key === undefined
    ? 'Value is invalid JSON: unexpected character at line 1 column 1.'
    : `Value is invalid JSON: expected object key, got '${key}' at line 1 column 2.`;
}

function findTimeFault(type: string, value: string, { name, value: bound }: Validation): string | undefined {
  const left = Date.parse(value);
  const right = Date.parse(bound);
  const shown = type === 'date' ? bound : `${bound.slice(0, 19).replace('T', ' ')} +0000`;
  if (name === 'max' && left > right) return `Value has a maximum of ${shown}.`;
  if (name === 'min' && left < right) return `Value has a minimum of ${shown}.`;
  return undefined;
}

/** The scale of a rating is the definition's own. */
function findScaleFault(value: string, { name, value: bound }: Validation): string | undefined {
  const scale: Record<string, unknown> = Object(parseJson(value));
  return name.startsWith('scale_') && Number(scale[name]) !== Number(bound)
    ? 'Value min and max on the rating value must be the same as the min and max on the definition.'
    : undefined;
}

function findValidationFault(
  type: string,
  value: string,
  { name, value: bound }: Validation,
): string | undefined {
  if (type === 'date' || type === 'date_time') return findTimeFault(type, value, { name, value: bound });
  if (type === 'rating') return findScaleFault(value, { name, value: bound });
  if (name === 'regex' && !new RegExp(bound).test(value)) return 'Value is not the correct format.';
  const isText = type.endsWith('_text_field') || type === 'id';
  const size = isText ? value.length : Number(value);
  const what = isText ? ' length' : '';
  if (name === 'max' && size > Number(bound)) return `Value has a maximum${what} of ${bound}.`;
  if (name === 'min' && size < Number(bound)) return `Value has a minimum${what} of ${bound}.`;
  if (name === 'choices') {
    const choices = parseJson(bound);
    if (Array.isArray(choices) && !choices.includes(value)) {
      return `Value does not exist in provided choices: [${choices.map((each) => JSON.stringify(each)).join(', ')}].`;
    }
  }
  return undefined;
}

/** undefined when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
