// Brings a template's text into the form that a metafield's type asks for.
import { say } from '../../notices/notices.ts';
import type { Converted } from '../contact.ts';
import { textOf } from '../values.ts';

/** Shopify's limits, in bytes of UTF-8. https://shopify.dev/docs/apps/build/metafields/metafield-limits */
const MAX_BYTES = 65_536;
const MAX_JSON_BYTES = 131_072;
const MAX_URL_BYTES = 2_048;
const MAX_ELEMENTS = 128;

const TRUE = /^(true|yes|1)$/i;
const FALSE = /^(false|no|0)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const URL_SCHEME = /^(https?:\/\/|mailto:|sms:|tel:)\S+$/i;

/** Each type with its form; undefined where the text has none. */
const FORMS: Readonly<Record<string, (text: string) => string | undefined>> = {
  single_line_text_field: textOf,
  multi_line_text_field: (text) => text.replace(/\r\n?/g, '\n').trim() || undefined,
  boolean: (text) => (TRUE.test(text.trim()) ? 'true' : FALSE.test(text.trim()) ? 'false' : undefined),
  number_integer: (text) => match(text, /^[+-]?\d{1,15}$/)?.replace(/^\+/, ''),
  number_decimal: (text) => match(text, /^[+-]?\d{1,13}(\.\d{1,9})?$/)?.replace(/^\+/, ''),
  date: (text) => (isDate(text.trim(), DATE) ? text.trim() : undefined),
  date_time: (text) => (isDate(text.trim(), DATE_TIME) ? text.trim() : undefined),
  url: (text) => match(text, URL_SCHEME),
  json: (text) => (parseJson(text) === undefined ? undefined : text.trim()),
  'list.single_line_text_field': toList,
};

/** The value, or why there is none; both absent for a text of nothing. `name` is what a warning calls the metafield. */
export function toMetafieldValue(type: string, text: string, name: string): Converted<string> {
  if (text.trim() === '') return {};
  const value = FORMS[type]?.(text);
  if (value === undefined) {
    return { warning: say('metafield_of_other_type', { metafield: name, type }) };
  }
  const limit = type === 'json' ? MAX_JSON_BYTES : type === 'url' ? MAX_URL_BYTES : MAX_BYTES;
  if (Buffer.byteLength(value) > limit) {
    return { warning: say('metafield_too_long', { metafield: name, limit }) };
  }
  return { value };
}

function match(text: string, form: RegExp): string | undefined {
  return form.exec(text.trim())?.[0];
}

function isDate(text: string, form: RegExp): boolean {
  if (!form.test(text)) return false;
  const day = text.slice(0, 10);
  const date = new Date(`${day}T00:00:00Z`);
  // 30 February is read as a day of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** A JSON array, or else one element a line. */
function toList(text: string): string | undefined {
  const given = parseJson(text);
  const elements = Array.isArray(given) ? given : text.split(/\r?\n/);
  if (!elements.every((element) => typeof element === 'string')) return undefined;
  const texts = elements.map(textOf).filter((element) => element !== undefined);
  return texts.length === 0 || texts.length > MAX_ELEMENTS ? undefined : JSON.stringify(texts);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
