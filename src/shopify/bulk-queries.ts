// Reads all customers of a shop by bulk queries: what is asked, and what the rows of a result say.
import { z } from 'zod';
import type { CompanyRole, ReadCustomer } from '../sync/ports.ts';
import {
  addressSchema,
  addressSelection,
  foundSelection,
  foundShape,
  type ReadAnswer,
} from './operations.ts';

/**
 * A bulk query takes no variables, and is paged by Shopify. The nodes of nested connections come as rows of their own
 * behind their customer's: addresses are told from metafields by their ids, the merchant's metafields by a namespace.
 * @param keys of the mapped metafields outside the app's namespace
 */
export function customersQuery(name: string, keys: readonly string[], withCompanies: boolean): string {
  const merchant =
    keys.length === 0
      ? ''
      : `\n    merchant: metafields(keys: ${JSON.stringify(keys)}) { edges { node { id namespace key value } } }`;
  const contacts = withCompanies ? '\n    companyContactProfiles { id company { id } }' : '';
  return `query ${name} {
  customers { edges { node {
    ${foundSelection}
    metafields(namespace: "$app") { edges { node { id key value } } }
    addressesV2 { edges { node { ${addressSelection} } } }${merchant}${contacts}
  } } }
}`;
}

export function rolesQuery(name: string): string {
  return `query ${name} {
  companyLocations { edges { node {
    id
    roleAssignments { edges { node { id role { id } companyContact { id } } } }
  } } }
}`;
}

const parentId = z.string().optional();
const customerRow = z.object({
  ...foundShape,
  companyContactProfiles: z
    .array(z.object({ id: z.string(), company: z.object({ id: z.string() }) }))
    .optional(),
});
const childRow = z.union([
  addressSchema.extend({ __parentId: parentId }),
  z.object({
    id: z.string(),
    namespace: z.string().optional(),
    key: z.string(),
    value: z.string(),
    __parentId: parentId,
  }),
]);

/** Rows into customers: each is whole once the next one begins. */
export async function* readCustomers(
  lines: AsyncIterable<string>,
  toSnapshot: (answer: ReadAnswer) => Omit<ReadCustomer, 'contacts'>,
): AsyncIterable<ReadCustomer> {
  let standing: z.output<typeof customerRow> | undefined;
  let children: z.output<typeof childRow>[] = [];
  const whole = (): ReadCustomer[] => {
    if (standing === undefined) return [];
    const { companyContactProfiles: profiles = [], ...customer } = standing;
    const metafields = children.flatMap((child) => ('key' in child ? [child] : []));
    const answer = {
      ...customer,
      metafields: { nodes: metafields.filter(({ namespace }) => namespace === undefined) },
      merchant: {
        nodes: metafields.flatMap(({ namespace, key, value }) =>
          namespace === undefined ? [] : [{ namespace, key, value }],
        ),
      },
      addressesV2: { nodes: children.flatMap((child) => ('key' in child ? [] : [child])) },
    };
    const contacts = profiles.map(({ id, company }) => ({ id, companyId: company.id }));
    return [{ ...toSnapshot(answer), contacts }];
  };
  for await (const line of lines) {
    const row: unknown = JSON.parse(line);
    if (isChild(row)) {
      children.push(childRow.parse(row));
      continue;
    }
    yield* whole();
    standing = customerRow.parse(row);
    children = [];
  }
  yield* whole();
}

const roleRow = z.object({
  role: z.object({ id: z.string() }),
  companyContact: z.object({ id: z.string() }),
  __parentId: z.string(),
});

export async function* readRoles(lines: AsyncIterable<string>): AsyncIterable<CompanyRole> {
  for await (const line of lines) {
    const row: unknown = JSON.parse(line);
    if (!isChild(row)) continue;
    const { role, companyContact, __parentId: locationId } = roleRow.parse(row);
    yield { contactId: companyContact.id, locationId, roleId: role.id };
  }
}

function isChild(row: unknown): boolean {
  return typeof row === 'object' && row !== null && '__parentId' in row;
}
