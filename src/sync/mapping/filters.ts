// Filters that templates in Shopify's themes have and the Liquid library lacks, or has otherwise.
import { createHash } from 'node:crypto';

/** What a filter is given: anything that a template may hold. */
type Input = unknown;

/**
 * Letters and digits of any script, joined by hyphens.
 *
 * @example handleize('R&D, Berlin') === 'r-d-berlin'
 */
export function handleize(input: Input): string {
  return textFrom(input)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

/** What a template's value is as text, as Liquid writes it: a list without anything between its elements. */
export function textFrom(value: Input): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(textFrom).join('');
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
  return String(value);
}

function camelize(input: Input): string {
  return textFrom(input)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const digest = (algorithm: string) => (input: Input) =>
  createHash(algorithm).update(textFrom(input)).digest('hex');

export const FILTERS: Readonly<Record<string, (input: Input) => unknown>> = {
  handleize,
  handle: handleize,
  camelize,
  camelcase: camelize,
  md5: digest('md5'),
  sha1: digest('sha1'),
  // Nothing is escaped here, so there is nothing to be exempt from; what it is given stays a provider's text.
  raw: (input) => input,
};

/** A customer must not change each time that it is looked at. */
export const REMOVED_FILTERS = ['sample'];
