// Metafields as Shopify takes them.
import type { MetafieldKey, Metafields } from '../sync/ports.ts';

/** Each metafield's type, by how the sync calls it. */
export type MetafieldTypes = ReadonlyMap<MetafieldKey, string>;

export interface MetafieldInput {
  readonly namespace: string;
  readonly key: string;
  /** Absent where only the definition knows it. */
  readonly type?: string;
  readonly value: string;
}

export function toMetafieldInputs(metafields: Metafields, types: MetafieldTypes): MetafieldInput[] {
  return Object.entries(metafields).map(([name, value]) => {
    const type = types.get(name);
    return { ...splitKey(name), ...(type === undefined ? {} : { type }), value };
  });
}

/** A bare key is in the app's own namespace. */
export function splitKey(name: MetafieldKey): { namespace: string; key: string } {
  const dot = name.indexOf('.');
  return dot < 0
    ? { namespace: '$app', key: name }
    : { namespace: name.slice(0, dot), key: name.slice(dot + 1) };
}
