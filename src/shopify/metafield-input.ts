// Our metafields as Shopify takes them.
import type { MetafieldKey, Metafields } from '../sync/ports.ts';
import { METAFIELDS } from './definitions.ts';

export interface MetafieldInput {
  readonly namespace: '$app';
  readonly key: MetafieldKey;
  readonly type: string;
  readonly value: string;
}

export function toMetafieldInputs(metafields: Metafields): MetafieldInput[] {
  return (Object.entries(metafields) as [MetafieldKey, string][]).map(([key, value]) => ({
    namespace: '$app',
    key,
    type: METAFIELDS[key].type,
    value,
  }));
}
