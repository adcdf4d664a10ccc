// The metafields that a mapping gives, and the definitions that they need.
import type {
  MetafieldDefinition,
  MetafieldKey,
  MetafieldMapping,
  SyncSettings,
  UserGroup,
} from '../ports.ts';
import { toMetafieldValue } from './metafield-value.ts';
import type { Renderer } from './renderer.ts';

/** How a metafield is called here: by its bare key in the app's own namespace, else with its namespace. */
export function metafieldKeyOf({
  namespace,
  key,
}: Pick<MetafieldMapping, 'namespace' | 'key'>): MetafieldKey {
  return namespace === '$app' ? key : `${namespace}.${key}`;
}

/** What each mapping gives, the first that gives anything for a key. */
export function mapMetafields(
  mappings: readonly MetafieldMapping[],
  renderer: Renderer,
  warnings: string[],
  group?: UserGroup,
): Record<MetafieldKey, string> {
  const values: Record<MetafieldKey, string> = {};
  for (const mapping of mappings) {
    const key = metafieldKeyOf(mapping);
    if (Object.hasOwn(values, key)) continue;
    const rendered = renderer.render(mapping.value, { metafield: key }, group);
    if (rendered === undefined) continue;
    const { value, warning } = toMetafieldValue(mapping.type, rendered.text, key);
    if (warning !== undefined) warnings.push(warning);
    if (value !== undefined) values[key] = value;
  }
  return values;
}

/** What the connections of a shop need defined, each key once; the first connection decides the type. */
export function definitionsOf(
  connections: readonly Pick<SyncSettings, 'mapping' | 'groups'>[],
): MetafieldDefinition[] {
  const definitions = new Map<MetafieldKey, MetafieldDefinition>();
  for (const mapping of connections.flatMap(metafieldsIn)) {
    const key = metafieldKeyOf(mapping);
    const { type, name } = mapping;
    if (!definitions.has(key)) definitions.set(key, { key, type, name: name ?? titleOf(mapping.key) });
  }
  return [...definitions.values()];
}

/** Every metafield that a connection's settings name. */
export function metafieldsIn({ mapping, groups }: Pick<SyncSettings, 'mapping' | 'groups'>) {
  return [...(mapping.metafields ?? []), ...groups.flatMap((rule) => rule.metafields)];
}

/** @example titleOf('cost_center') === 'Cost center' */
function titleOf(key: string): string {
  const words = key.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1) || key;
}
