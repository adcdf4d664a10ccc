// When two e-mail addresses are the same to Shopify.
import { foldCase } from '../protocol/index.ts';

/** Case does not count, and white space is stripped even inside an address. */
export function emailKeyOf(email: string): string {
  return foldCase(email.replace(/\s+/g, ''));
}
