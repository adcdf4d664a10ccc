// The definitions of the metafields that mappings write, made where they are missing; one that cannot be used stops nothing.
import { z } from 'zod';
import { say } from '../notices/notices.ts';
import type { MetafieldDefinition, ShopFacts } from '../sync/ports.ts';
import type { AdminClient, Operation, RunOptions } from './client.ts';
import { ACCESS, defineMetafield } from './definitions.ts';
import { splitKey } from './metafield-input.ts';

/** Definitions asked for by one call: 2 points each. */
const ASKED_AT_ONCE = 50;

const answer = z.record(z.string(), z.object({ type: z.object({ name: z.string() }) }).nullable());

/** Reads so many definitions, by their namespaces and keys. */
export function readDefinitions(count: number): Operation<z.infer<typeof answer>> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const variables = numbers.map((n) => `$d${n}: MetafieldDefinitionIdentifierInput!`).join(', ');
  const fields = numbers.map((n) => `  d${n}: metafieldDefinition(identifier: $d${n}) { type { name } }`);
  return {
    name: 'ReadDefinitions',
    text: `query ReadDefinitions(${variables}) {\n${fields.join('\n')}\n}`,
    cost: 2 * count,
    answer,
  };
}

/** Answers which cannot be used, each with a sentence for the merchant. */
export async function ensureMapped(
  client: AdminClient,
  definitions: readonly MetafieldDefinition[],
  options: RunOptions,
): Promise<ShopFacts['unusable']> {
  const unusable: Record<string, string> = {};
  for (let at = 0; at < definitions.length; at += ASKED_AT_ONCE) {
    const asked = definitions.slice(at, at + ASKED_AT_ONCE);
    const identifiers = asked.map(({ key }, index) => [
      `d${index}`,
      { ownerType: 'CUSTOMER', ...splitKey(key) },
    ]);
    const { data } = await client.run(
      readDefinitions(asked.length),
      Object.fromEntries(identifiers),
      options,
    );
    for (const [index, definition] of asked.entries()) {
      const fault = await ensureOne(client, definition, data[`d${index}`]?.type.name, options);
      if (fault !== undefined) unusable[definition.key] = fault;
    }
  }
  return unusable;
}

async function ensureOne(
  client: AdminClient,
  { key, type, name }: MetafieldDefinition,
  present: string | undefined,
  options: RunOptions,
): Promise<string | undefined> {
  if (present === type) return undefined;
  if (present !== undefined) {
    return say('metafield_typed_otherwise', { metafield: key, present, type });
  }
  const { namespace, key: bare } = splitKey(key);
  // Who may read a merchant's own metafields is the merchant's to say.
  const access = namespace === '$app' ? { access: ACCESS } : {};
  const definition = { namespace, key: bare, ownerType: 'CUSTOMER', name, type, pin: true, ...access };
  const [error] = await defineMetafield(client, definition, options);
  return error && say('metafield_undefinable', { metafield: key, words: error.message });
}
