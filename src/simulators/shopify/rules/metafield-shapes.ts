// Metafield values that have a structure of their own: money, measurements, links, ratings, references.

type Shape = (value: unknown) => string | undefined;

const currencies = new Set(Intl.supportedValuesOf('currency'));

const units: Record<string, RegExp> = {
  weight: /^(kg|g|lb|oz|kilograms|grams|pounds|ounces)$/i,
  dimension: /^(in|ft|yd|mm|cm|m|inches|feet|yards|millimeters|centimeters|meters)$/i,
  volume: /^(ml|cl|l|m3|us_fl_oz|us_pt|us_qt|us_gal|imp_fl_oz|imp_pt|imp_qt|imp_gal|milliliters|liters)$/i,
};

const isNumeric = (value: unknown) => value !== null && value !== '' && Number.isFinite(Number(value));

function checkMoney(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) {
    return "Value must be a stringified JSON object with amount (numeric) and currency_code (string matching the shop's currency) fields.";
  }
  const { amount, currency_code: currency } = value as Record<string, unknown>;
  if (!currency) return 'Value must have a currency code.';
  if (!isNumeric(amount)) return 'Value must have a numeric amount.';
  return currencies.has(String(currency)) ? undefined : `Value contains an invalid currency, ${currency}.`;
}

function checkMeasurement(pattern: RegExp): Shape {
  return (measurement) => {
    const { value, unit } = Object(measurement);
    if (!isNumeric(value) || Number(value) < 0) return 'Value must be a non-negative number.';
    return pattern.test(String(unit)) ? undefined : 'Value must be a supported unit.';
  };
}

function checkLink(value: unknown): string | undefined {
  const { text, url } = Object(value);
  return typeof text === 'string' && typeof url === 'string' ? undefined : 'Value must be a valid link.';
}

const shapes: Record<string, Shape> = {
  money: checkMoney,
  link: checkLink,
  ...Object.fromEntries(Object.entries(units).map(([type, pattern]) => [type, checkMeasurement(pattern)])),
};

/** Whether values of the type are JSON objects with a shape. */
export const hasShape = (type: string): boolean => type in shapes;

/** The objection to an object's shape; `value` is undefined when it is no JSON. */
export function findShapeFault(type: string, value: unknown): string | undefined {
  return shapes[type]?.(value);
}

/** Of what can be referred to, the simulated store has customers and companies alone. */
export function findReferenceFault(type: string, value: string): string | undefined {
  const kind = /^(\w+)_reference$/.exec(type)?.[1];
  if (kind === undefined) return undefined;
  const exists =
    /^(customer|company)$/.test(kind) && value.toLowerCase().startsWith(`gid://shopify/${kind}/`);
  return exists ? undefined : `Value references non-existent resource ${value}.`;
}
