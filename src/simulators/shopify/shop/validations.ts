// Checkout rules: functions of the app that are switched on, with the metafields that configure them.
import { type PageArguments, paginate } from '../resolvers/connections.ts';
import { type Context, parseId, type Resolvers } from '../resolvers/context.ts';
import { findValueFault } from '../rules/metafield-values.ts';
import { isForeignNamespace, resolveNamespace } from '../rules/namespaces.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import type { MetafieldRecord, ValidationRecord } from '../state/records.ts';
import type { ShopFunction } from './shop-state.ts';

type MetafieldInput = {
  namespace?: string | null;
  key?: string | null;
  type?: string | null;
  value?: string | null;
};

type ValidationInput = {
  title?: string | null;
  enable?: boolean | null;
  blockOnFailure?: boolean | null;
  metafields?: MetafieldInput[] | null;
  functionHandle?: string | null;
  functionId?: string | null;
};

const maximumActive = 25;
const apiType = 'cart_checkout_validation';

const idOf = ({ handle }: ShopFunction) => `simulated-function-${handle}`;

const describe = (each: ShopFunction) => ({
  id: idOf(each),
  title: each.handle,
  handle: each.handle,
  apiType: each.apiType,
  apiVersion: '2026-10',
  appKey: 'simulated',
});

const refuse = (...userErrors: UserError[]) => ({ validation: null, userErrors });

/** The function that an input names, or what is wrong with the name. */
function findFunction(
  { functionHandle, functionId }: ValidationInput,
  { shop }: Context,
): ShopFunction | UserError {
  const field = ['validation', functionId ? 'functionId' : 'functionHandle'];
  if (functionHandle && functionId) {
    const message = 'Only one of function_id or function_handle can be provided, not both.';
    return { field: ['validation'], message, code: 'MULTIPLE_FUNCTION_IDENTIFIERS' };
  }
  if (!functionHandle && !functionId) {
    const message = 'Either function_id or function_handle must be provided.';
    return { field, message, code: 'MISSING_FUNCTION_IDENTIFIER' };
  }
  const found = shop.functions.find((each) => each.handle === functionHandle || idOf(each) === functionId);
  if (!found) {
    const message = functionHandle
      ? `Could not find function with handle: ${functionHandle}.`
      : `Function ${functionId} not found. Ensure that it is released in the current app.`;
    return { field, message, code: 'FUNCTION_NOT_FOUND' };
  }
  if (found.apiType !== apiType) {
    const message = 'Unexpected Function API. The provided function must implement a validation.';
    return { field, message, code: 'FUNCTION_DOES_NOT_IMPLEMENT' };
  }
  if (shop.distribution === 'custom' && shop.plan !== 'plus') {
    const message = 'Custom app function is only eligible for shops on the Shopify Plus plan.';
    return { field, message, code: 'CUSTOM_APP_FUNCTION_NOT_ELIGIBLE' };
  }
  return found;
}

function writeMetafields(
  base: ValidationRecord,
  inputs: readonly MetafieldInput[],
  { store, clock }: Context,
) {
  const metafields = new Map(base.metafields);
  const errors: UserError[] = [];
  for (const [index, { namespace: given, key, type, value }] of inputs.entries()) {
    const namespace = resolveNamespace(given);
    const fullKey = `${namespace}.${key}`;
    const existing = metafields.get(fullKey);
    const chosen = type ?? existing?.type ?? '';
    const fault = chosen ? findValueFault(chosen, value ?? '', []) : "Type can't be blank";
    if (fault || isForeignNamespace(namespace)) {
      const field = ['metafields', String(index), chosen ? 'value' : 'type'];
      errors.push({ field, message: fault ?? 'Access denied.', code: chosen ? 'INVALID_VALUE' : 'BLANK' });
      continue;
    }
    metafields.set(fullKey, {
      id: existing?.id ?? `gid://shopify/Metafield/${store.nextNumber()}`,
      namespace,
      key: key ?? '',
      type: chosen,
      value: value ?? '',
      ownerId: base.id,
      createdAt: existing?.createdAt ?? clock.now(),
      updatedAt: clock.now(),
    });
  }
  return { metafields, errors: prefixErrors(errors, 'validation') };
}

/** What an update leaves out is switched off, since the schema's defaults stand in for it. */
function save(base: ValidationRecord, input: ValidationInput, context: Context) {
  const { validations } = context.store;
  const enabled = input.enable ?? false;
  const others = [...validations.values()].filter((each) => each.enabled && each.number !== base.number);
  if (enabled && others.length >= maximumActive) {
    const message = `Cannot have more than ${maximumActive} active validation functions.`;
    return refuse({ field: null, message, code: 'MAX_VALIDATIONS_ACTIVATED' });
  }
  const { metafields, errors } = writeMetafields(base, input.metafields ?? [], context);
  if (errors.length > 0) return refuse(...errors);
  const validation: ValidationRecord = {
    ...base,
    title: input.title ?? base.title,
    enabled,
    blockOnFailure: input.blockOnFailure ?? false,
    metafields,
  };
  validations.set(base.number, validation);
  return { validation, userErrors: [] };
}

function createValidation(input: ValidationInput, context: Context) {
  const found = findFunction(input, context);
  if ('message' in found) return refuse(found);
  const number = context.store.nextNumber();
  const id = `gid://shopify/Validation/${number}`;
  const base = {
    number,
    id,
    title: found.handle,
    enabled: false,
    blockOnFailure: false,
    metafields: new Map(),
  };
  return save({ ...base, handle: found.handle }, input, context);
}

const find = (id: string, { store }: Context) => store.validations.get(parseId('Validation', id));

// Assumed wording: no recording asks for a rule that is gone.
const unknown: UserError = { field: ['id'], message: 'Validation not found.', code: 'NOT_FOUND' };

export const validationResolvers: Resolvers = {
  QueryRoot: {
    validation: (_root: unknown, { id }: { id: string }, context: Context) => find(id, context) ?? null,
    validations: (_root: unknown, page: PageArguments, context: Context) =>
      paginate([...context.store.validations.values()], page, context),
    shopifyFunctions(_root: unknown, args: PageArguments & { apiType?: string | null }, context: Context) {
      const found = context.shop.functions.filter((each) => !args.apiType || each.apiType === args.apiType);
      return paginate(found.map(describe), args, context);
    },
  },
  Mutation: {
    validationCreate: (_root: unknown, args: { validation: ValidationInput }, context: Context) =>
      createValidation(args.validation, context),
    validationUpdate(_root: unknown, args: { id: string; validation: ValidationInput }, context: Context) {
      const base = find(args.id, context);
      return base ? save(base, args.validation, context) : refuse(unknown);
    },
    validationDelete(_root: unknown, { id }: { id: string }, context: Context) {
      const base = find(id, context);
      if (!base) return { deletedId: null, userErrors: [unknown] };
      context.store.validations.delete(base.number);
      return { deletedId: base.id, userErrors: [] };
    },
  },
  Validation: {
    shopifyFunction({ handle }: ValidationRecord, _args: unknown, { shop }: Context) {
      const found = shop.functions.find((each) => each.handle === handle);
      return describe(found ?? { handle, apiType });
    },
    metafield: ({ metafields }: ValidationRecord, args: { namespace?: string | null; key: string }) =>
      metafields.get(`${resolveNamespace(args.namespace)}.${args.key}`) ?? null,
    metafields: ({ metafields }: ValidationRecord, page: PageArguments, context: Context) =>
      paginate<MetafieldRecord>([...metafields.values()], page, context),
  },
};
