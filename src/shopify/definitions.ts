// The app's own metafields on customers: their definitions, made once per shop, and the check that they are right.
import { z } from 'zod';
import { say } from '../notices/notices.ts';
import type { AdminClient, Operation, RunOptions } from './client.ts';
import { ShopifyError } from './errors.ts';
import { readShop, type ShopAnswer } from './operations.ts';

/**
 * Each metafield with its type. `id` values are unique and can be asked for by `customerByIdentifier`.
 * https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-data-types
 */
export const METAFIELDS = {
  link_id: { type: 'id', name: 'Directory link' },
  active: { type: 'boolean', name: 'Active in the directory' },
  department: { type: 'single_line_text_field', name: 'Department' },
  employeeNumber: { type: 'single_line_text_field', name: 'Employee number' },
  title: { type: 'single_line_text_field', name: 'Job title' },
  company: { type: 'single_line_text_field', name: 'Company' },
} as const satisfies Readonly<Record<string, { type: string; name: string }>>;

type AppMetafieldKey = keyof typeof METAFIELDS;

export const METAFIELD_KEYS = Object.keys(METAFIELDS) as AppMetafieldKey[];

/** RULES 13: neither a customer nor a storefront may read or reset them; staff may read. */
export const ACCESS = { admin: 'MERCHANT_READ', storefront: 'NONE', customerAccount: 'NONE' } as const;

const definitionErrors = z.array(
  z.object({
    field: z.array(z.string()).nullish(),
    message: z.string(),
    code: z.string().nullish(),
  }),
);

export const createDefinition = {
  name: 'CreateDefinition',
  text: `mutation CreateDefinition($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) {
    createdDefinition { id }
    userErrors { field message code }
  }
}`,
  cost: 10,
  answer: z.object({ metafieldDefinitionCreate: z.object({ userErrors: definitionErrors }) }),
} satisfies Operation<unknown>;

export const updateDefinition = {
  name: 'UpdateDefinition',
  text: `mutation UpdateDefinition($definition: MetafieldDefinitionUpdateInput!) {
  metafieldDefinitionUpdate(definition: $definition) {
    updatedDefinition { id }
    userErrors { field message code }
  }
}`,
  cost: 10,
  answer: z.object({ metafieldDefinitionUpdate: z.object({ userErrors: definitionErrors }) }),
} satisfies Operation<unknown>;

/** One thing wrong with a definition, and what is to be done about it. */
export interface DefinitionFault {
  readonly key: AppMetafieldKey;
  /** The sync mends all but a wrong type by itself. */
  readonly fault: 'missing' | 'wrong_type' | 'wrong_access';
  readonly detail: string;
}

/** Compares a shop's definitions with ours; an empty list means that all is well. */
export function findDefinitionFaults(answer: ShopAnswer): DefinitionFault[] {
  const present = new Map(answer.metafieldDefinitions.nodes.map((node) => [node.key, node]));
  return METAFIELD_KEYS.flatMap((key): DefinitionFault[] => {
    const node = present.get(key);
    if (node === undefined) {
      return [
        {
          key,
          fault: 'missing',
          detail: `$app.${key} is not defined yet. It will be made at the next start.`,
        },
      ];
    }
    const { type } = METAFIELDS[key];
    if (node.type.name !== type) {
      return [
        {
          key,
          fault: 'wrong_type',
          detail: `$app.${key} has the type ${node.type.name}, not ${type}. Delete the definition; it is made anew.`,
        },
      ];
    }
    const open = (Object.keys(ACCESS) as (keyof typeof ACCESS)[]).filter(
      (side) => node.access[side] !== ACCESS[side],
    );
    if (open.length === 0) return [];
    const detail = `$app.${key} has other access rights than it should (${open.join(', ')}). They will be set at the next start.`;
    return [{ key, fault: 'wrong_access', detail }];
  });
}

/** For `doctor`: what is wrong with this shop's definitions. @throws ShopifyError */
export async function checkDefinitions(client: AdminClient): Promise<DefinitionFault[]> {
  const { data } = await client.run(readShop, {}, { leaving: false });
  return findDefinitionFaults(data);
}

/**
 * Makes the missing definitions and corrects access rights.
 * @throws ShopifyError misconfigured when Shopify refuses one, or one has another type.
 */
export async function ensureDefinitions(
  client: AdminClient,
  answer: ShopAnswer,
  options: RunOptions,
): Promise<void> {
  for (const { key, fault, detail } of findDefinitionFaults(answer)) {
    if (fault === 'wrong_type') throw refused('definition_wrong_type', detail);
    const { type, name } = METAFIELDS[key];
    const common = { namespace: '$app', key, ownerType: 'CUSTOMER', access: ACCESS };
    // The link means nothing to whoever looks at a customer.
    const definition = { ...common, name, type, pin: key !== 'link_id' };
    const errors =
      fault === 'missing'
        ? await defineMetafield(client, definition, options)
        : (await client.run(updateDefinition, { definition: common }, options)).data.metafieldDefinitionUpdate
            .userErrors;
    const [error] = errors;
    if (error !== undefined) {
      throw refused('definition_refused', say('own_metafield_undefinable', { key, words: error.message }));
    }
  }
}

/** Makes one definition, without a place in the admin's pinned view where that is full. */
export async function defineMetafield(
  client: AdminClient,
  definition: object & { readonly pin: boolean },
  options: RunOptions,
): Promise<z.infer<typeof definitionErrors>> {
  const { data } = await client.run(createDefinition, { definition }, options);
  const { userErrors } = data.metafieldDefinitionCreate;
  if (definition.pin && userErrors.some(({ code }) => code === 'PINNED_LIMIT_REACHED')) {
    return defineMetafield(client, { ...definition, pin: false }, options);
  }
  // Taken: another process of ours was quicker.
  return userErrors.filter(({ code }) => code !== 'TAKEN');
}

function refused(code: string, message: string): ShopifyError {
  return new ShopifyError({ kind: 'misconfigured', code, message });
}
