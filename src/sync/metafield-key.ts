// Whose a metafield is, by how it is called.
import type { MetafieldKey } from './ports.ts';

/** Whether a metafield lies in a namespace of the merchant's, where it may have stood before us. */
export function isMerchants(key: MetafieldKey): boolean {
  return key.includes('.');
}
