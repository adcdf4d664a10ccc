// metafieldsSet and metafieldsDelete.
import { accessRefusal, type MetafieldInput, writeMetafield } from '../rules/metafields.ts';
import { isForeignNamespace, resolveNamespace } from '../rules/namespaces.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import type { CustomerRecord, MetafieldRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { type Context, findCustomer, parseId, type Resolvers } from './context.ts';

type SetInput = MetafieldInput & { ownerId: string; key: string };
type MetafieldIdentifier = { ownerId: string; namespace: string; key: string };

const maximumMetafields = 25;

/** Writes all of the metafields or none. */
function setMetafields(inputs: readonly SetInput[], { store, clock }: Context) {
  if (inputs.length > maximumMetafields) {
    // Assumed wording: the limit is documented, its message is not recorded.
    const message = `Exceeded the maximum metafields input limit of ${maximumMetafields}.`;
    return refuse([{ field: ['metafields'], message, code: 'LESS_THAN_OR_EQUAL_TO' }]);
  }
  const changed = new Map<number, CustomerRecord>();
  const written: (MetafieldRecord | undefined)[] = [];
  const errors: (UserError & { elementIndex: number | null })[] = [];
  const claims = new Map<string, number>();
  for (const [index, input] of inputs.entries()) {
    const place = ['metafields', String(index)];
    const number = parseId('Customer', input.ownerId);
    const owner = changed.get(number) ?? store.customer(number);
    if (!owner) {
      // Assumed wording, as above.
      const field = [...place, 'ownerId'];
      errors.push({ field, message: 'Owner does not exist.', code: 'INVALID', elementIndex: null });
      continue;
    }
    const result = writeMetafield(owner, input, { store, now: clock.now() });
    const faults = [...result.errors, ...findDoubleClaim(input, number, claims, store)];
    errors.push(...prefixErrors(faults, ...place).map((error) => ({ ...error, elementIndex: null })));
    changed.set(number, result.customer);
    written.push(result.customer.metafields.get(`${resolveNamespace(input.namespace)}.${input.key}`));
  }
  if (errors.length > 0) return refuse(errors);
  for (const customer of changed.values()) store.putCustomer({ ...customer, updatedAt: clock.now() });
  return { metafields: written, userErrors: [] };
}

/** Two owners in one call cannot both get the same unique value. */
function findDoubleClaim(
  input: SetInput,
  number: number,
  claims: Map<string, number>,
  store: Store,
): UserError[] {
  const fullKey = `${resolveNamespace(input.namespace)}.${input.key}`;
  if (!store.definition('CUSTOMER', fullKey)?.uniqueValues) return [];
  const claim = `${fullKey}\n${input.value}`;
  const holder = claims.get(claim) ?? number;
  claims.set(claim, holder);
  return holder === number
    ? []
    : [{ field: ['value'], message: 'Value has already been taken', code: 'TAKEN' }];
}

const refuse = (userErrors: UserError[]) => ({ metafields: null, userErrors });

/** Deletes what is there; what is not there is answered as null in its place. */
function deleteMetafields(identifiers: readonly MetafieldIdentifier[], { store, clock }: Context) {
  const resolved = identifiers.map((each) => ({ ...each, namespace: resolveNamespace(each.namespace) }));
  if (resolved.some(({ namespace }) => isForeignNamespace(namespace))) {
    return { deletedMetafields: null, userErrors: [{ field: ['metafields'], message: accessRefusal }] };
  }
  const deletedMetafields = resolved.map(({ ownerId, namespace, key }) => {
    const owner = findCustomer(store, ownerId);
    const metafields = new Map(owner?.metafields);
    if (!owner || !metafields.delete(`${namespace}.${key}`)) return null;
    store.putCustomer({ ...owner, metafields, updatedAt: clock.now() });
    return { ownerId, namespace, key };
  });
  return { deletedMetafields, userErrors: [] };
}

export const metafieldResolvers: Resolvers = {
  Mutation: {
    metafieldsSet: (_root: unknown, { metafields }: { metafields: SetInput[] }, context: Context) =>
      setMetafields(metafields, context),
    metafieldsDelete: (
      _root: unknown,
      { metafields }: { metafields: MetafieldIdentifier[] },
      context: Context,
    ) => deleteMetafields(metafields, context),
  },
};
