// Metafield definitions: creating, changing and reading them.
import { GraphQLError } from 'graphql';
import { definitionTypes, typeCategory, uniqueTypes } from '../rules/metafield-types.ts';
import { checkName } from '../rules/metafields.ts';
import { isForeignNamespace, isOwnNamespace, resolveNamespace } from '../rules/namespaces.ts';
import { checkLength, prefixErrors, type UserError } from '../rules/user-errors.ts';
import type { DefinitionRecord } from '../state/records.ts';
import { accessDenied } from './access.ts';
import { type PageArguments, paginate } from './connections.ts';
import { type Context, parseId, type Resolvers } from './context.ts';

type Access = { admin?: string | null; storefront?: string | null; customerAccount?: string | null };

type DefinitionInput = {
  ownerType: string;
  namespace?: string | null;
  key: string;
  name?: string | null;
  description?: string | null;
  type?: string;
  validations?: { name: string; value: string }[] | null;
  access?: Access | null;
  capabilities?: {
    uniqueValues?: { enabled: boolean } | null;
    adminFilterable?: { enabled: boolean } | null;
  } | null;
  pin?: boolean | null;
};

type Identifier = { ownerType: string; namespace?: string | null; key: string };

const maximumDefinitions = 256;

function checkTexts({ name, description }: DefinitionInput): UserError[] {
  return [
    ...checkLength(['name'], 'Name', name, 255),
    ...checkLength(['description'], 'Description', description, 255),
  ];
}

/** Access can be limited only where the namespace is the app's own. */
function findAccessFault(namespace: string, access: Access | null | undefined, code: string): UserError[] {
  if (!access?.admin || isOwnNamespace(namespace)) return [];
  const message = 'Setting this access control is not permitted. It must be one of ["public_read_write"].';
  return [{ field: [], message, code }];
}

/** Whether values must be unique; or why that cannot be. */
function decideUniqueness(type: string, enabled: boolean | undefined): boolean | UserError {
  if (type === 'id' && enabled === false) {
    const message = 'Capability unique_values is required for type id but is disabled';
    return { field: [], message, code: 'CAPABILITY_REQUIRED_BUT_DISABLED' };
  }
  if (enabled && !uniqueTypes.includes(type)) {
    const message = 'The capability unique_values is not valid for this definition.';
    return { field: [], message, code: 'INVALID_CAPABILITY' };
  }
  return type === 'id' || enabled === true;
}

function findCreationFaults(
  input: DefinitionInput,
  namespace: string,
  type: string,
  { store }: Context,
): UserError[] {
  const { key, ownerType } = input;
  const names = [checkName('namespace', 'Namespace', namespace, 3, 255), checkName('key', 'Key', key, 2, 64)];
  const faults = [...names.flatMap((fault) => fault ?? []), ...checkTexts(input)];
  if (!definitionTypes.includes(type)) {
    const known = definitionTypes.join(', ');
    const message = `Type name ${type} is not a valid type. Valid types are: ${known}.`;
    faults.push({ field: ['type'], message, code: 'INCLUSION' });
  }
  if (store.definition(ownerType, `${namespace}.${key}`)) {
    const owner = ownerType.charAt(0) + ownerType.slice(1).toLowerCase();
    const message = `Key is in use for ${owner} metafields on the '${namespace}' namespace.`;
    faults.push({ field: ['key'], message, code: 'TAKEN' });
  }
  if (store.definitions(ownerType).length >= maximumDefinitions) {
    const message = `Stores can only have ${maximumDefinitions} definitions for each store resource.`;
    faults.push({ field: [], message, code: 'RESOURCE_TYPE_LIMIT_EXCEEDED' });
  }
  return [...faults, ...findAccessFault(namespace, input.access, 'INVALID')];
}

function createDefinition(input: DefinitionInput, context: Context) {
  const namespace = resolveNamespace(input.namespace);
  if (isForeignNamespace(namespace)) throw accessDenied('Mutation', 'metafieldDefinitionCreate');
  const type = input.type ?? '';
  const faults = findCreationFaults(input, namespace, type, context);
  const uniqueValues = decideUniqueness(type, input.capabilities?.uniqueValues?.enabled);
  if (typeof uniqueValues === 'object') faults.push(uniqueValues);
  if (faults.length > 0 || typeof uniqueValues === 'object') {
    return { createdDefinition: null, userErrors: prefixErrors(faults, 'definition') };
  }
  const definition: DefinitionRecord = {
    id: `gid://shopify/MetafieldDefinition/${context.store.nextNumber()}`,
    ownerType: input.ownerType,
    namespace,
    key: input.key,
    name: input.name ?? '',
    description: input.description ?? null,
    type,
    validations: input.validations ?? [],
    access: {
      // The default for an app's own namespace is assumed; for others it is recorded.
      admin: input.access?.admin ?? (isOwnNamespace(namespace) ? 'MERCHANT_READ_WRITE' : 'PUBLIC_READ_WRITE'),
      storefront: input.access?.storefront ?? 'NONE',
      customerAccount: input.access?.customerAccount ?? 'NONE',
    },
    uniqueValues,
    adminFilterable: input.capabilities?.adminFilterable?.enabled ?? false,
    pinned: input.pin ?? false,
  };
  context.store.putDefinition(definition);
  return { createdDefinition: definition, userErrors: [] };
}

function updateDefinition(input: DefinitionInput, { store }: Context) {
  const namespace = resolveNamespace(input.namespace);
  if (isForeignNamespace(namespace)) throw accessDenied('Mutation', 'metafieldDefinitionUpdate');
  const refuse = (faults: UserError[]) => ({
    updatedDefinition: null,
    userErrors: prefixErrors(faults, 'definition'),
  });
  const existing = store.definition(input.ownerType, `${namespace}.${input.key}`);
  if (!existing) return refuse([{ field: [], message: 'Definition not found.', code: 'NOT_FOUND' }]);
  const faults = [...checkTexts(input), ...findAccessFault(namespace, input.access, 'INVALID_INPUT')];
  const wanted = input.capabilities?.uniqueValues?.enabled ?? existing.uniqueValues;
  const uniqueValues = decideUniqueness(existing.type, wanted);
  if (typeof uniqueValues === 'object') return refuse([...faults, uniqueValues]);
  if (faults.length > 0) return refuse(faults);
  const definition: DefinitionRecord = {
    ...existing,
    name: input.name ?? existing.name,
    description: input.description === undefined ? existing.description : input.description,
    validations: input.validations ?? existing.validations,
    access: {
      admin: input.access?.admin ?? existing.access.admin,
      storefront: input.access?.storefront ?? existing.access.storefront,
      customerAccount: input.access?.customerAccount ?? existing.access.customerAccount,
    },
    uniqueValues,
    adminFilterable: input.capabilities?.adminFilterable?.enabled ?? existing.adminFilterable,
    pinned: input.pin ?? existing.pinned,
  };
  store.putDefinition(definition);
  return { updatedDefinition: definition, userErrors: [] };
}

function findDefinition(
  { id, identifier }: { id?: string | null; identifier?: Identifier | null },
  { store }: Context,
): DefinitionRecord | null {
  if (identifier) {
    const namespace = resolveNamespace(identifier.namespace);
    return store.definition(identifier.ownerType, `${namespace}.${identifier.key}`) ?? null;
  }
  if (!id) {
    throw new GraphQLError(
      'metafieldDefinition must include one of the following arguments: id, identifier.',
      {
        extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
      },
    );
  }
  parseId('MetafieldDefinition', id);
  return store.definitions('CUSTOMER').find((definition) => definition.id === id) ?? null;
}

type ListArguments = PageArguments & {
  ownerType: string;
  namespace?: string | null;
  key?: string | null;
  pinnedStatus?: string | null;
};

function listDefinitions(args: ListArguments, context: Context) {
  const found = context.store
    .definitions(args.ownerType)
    .filter(({ namespace }) => args.namespace == null || namespace === resolveNamespace(args.namespace))
    .filter(({ key }) => args.key == null || key === args.key)
    .filter(({ pinned }) => args.pinnedStatus === 'ANY' || pinned === (args.pinnedStatus === 'PINNED'));
  return paginate(found, args, context);
}

export const definitionResolvers: Resolvers = {
  QueryRoot: {
    metafieldDefinition: (_root: unknown, args: Parameters<typeof findDefinition>[0], context: Context) =>
      findDefinition(args, context),
    metafieldDefinitions: (_root: unknown, args: ListArguments, context: Context) =>
      listDefinitions(args, context),
  },
  Mutation: {
    metafieldDefinitionCreate: (
      _root: unknown,
      { definition }: { definition: DefinitionInput },
      context: Context,
    ) => createDefinition(definition, context),
    metafieldDefinitionUpdate: (
      _root: unknown,
      { definition }: { definition: DefinitionInput },
      context: Context,
    ) => updateDefinition(definition, context),
  },
  MetafieldDefinition: {
    type: ({ type }: DefinitionRecord) => ({ name: type, category: typeCategory(type) }),
    capabilities: ({ type, uniqueValues, adminFilterable }: DefinitionRecord) => ({
      uniqueValues: { enabled: uniqueValues, eligible: uniqueTypes.includes(type) },
      adminFilterable: { enabled: adminFilterable, eligible: true },
    }),
    validations: ({ validations, type }: DefinitionRecord) =>
      validations.map(({ name, value }) => ({ name, value, type })),
    validationStatus: () => 'ALL_VALID',
    pinnedPosition: ({ pinned }: DefinitionRecord) => (pinned ? 1 : null),
    metafieldsCount({ ownerType, namespace, key }: DefinitionRecord, _args: unknown, { store }: Context) {
      if (ownerType !== 'CUSTOMER') return 0;
      return [...store.customers()].filter(({ metafields }) => metafields.has(`${namespace}.${key}`)).length;
    },
  },
};
