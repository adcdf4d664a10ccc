// Reads the extension schemas that an admin declares for a connection (RFC 7643 §7), as strictly as they will be enforced.
import { z } from 'zod';
import {
  type Attribute,
  enterpriseUserSchema,
  foldCase,
  rollcallUserSchema,
  type Schema,
} from '../protocol/index.ts';

const MAX_SCHEMAS = 20;
const MAX_ATTRIBUTES = 100;
/** UTF-16 units of all schemas together. */
const MAX_TEXT = 200_000;

const TAKEN = [enterpriseUserSchema.id, rollcallUserSchema.id].map(foldCase);
const RESERVED = /^urn:ietf:params:scim:(schemas:core|schemas:extension:rollcall|api):/i;

const urn = z
  .string()
  .max(200)
  .regex(
    /^urn:[a-z0-9][a-z0-9-]*(:[a-z0-9._-]+)+$/i,
    'must be a URN of letters, digits, ".", "_", "-" and ":"',
  )
  .refine(
    (id) => !RESERVED.test(id) && !TAKEN.includes(foldCase(id)),
    'is a schema of the RFC, or of Rollcall',
  );

const common = {
  // RFC 7643 §2.1; `constructor` and its like have a meaning of their own in every object.
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/i, 'must be a letter, then letters, digits, "_" or "-"')
    .refine((name) => !(name in Object.prototype), 'is not a name that an attribute can have'),
  description: z.string().max(1000).default(''),
  multiValued: z.boolean().default(false),
  required: z.boolean().default(false),
  caseExact: z.boolean().default(false),
  mutability: z.enum(['readOnly', 'readWrite', 'immutable', 'writeOnly']).default('readWrite'),
  returned: z.enum(['always', 'never', 'default', 'request']).default('default'),
  // What cannot be kept is not promised: only userName and id have an index that makes them unique.
  uniqueness: z.literal('none', 'must be "none": no such value is kept unique').default('none'),
  canonicalValues: z.array(z.string().max(200)).max(200).optional(),
  referenceTypes: z.array(z.string().max(200)).max(20).optional(),
};

const SIMPLE = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'] as const;

const simple = z.strictObject({ ...common, type: z.enum(SIMPLE).default('string') });

/** RFC 7643 §2.3.8: a complex attribute holds no complex ones. */
const subAttribute = simple.superRefine(requireSense).transform((given) => toAttribute(given));

const attribute = z
  .strictObject({
    ...common,
    type: z.enum([...SIMPLE, 'complex']).default('string'),
    subAttributes: z
      .array(subAttribute)
      .min(1)
      .max(MAX_ATTRIBUTES)
      .superRefine(requireDistinctNames)
      .optional(),
  })
  .superRefine(requireSense)
  .refine(
    ({ type, subAttributes }) => (type === 'complex') === (subAttributes !== undefined),
    'subAttributes belong to a complex attribute, and to no other',
  )
  .transform(({ subAttributes, ...given }) => toAttribute(given, subAttributes));

const schema = z
  .object({
    id: urn,
    name: z.string().min(1).max(200),
    description: z.string().max(1000).default(''),
    attributes: z.array(attribute).min(1).max(MAX_ATTRIBUTES).superRefine(requireDistinctNames),
  })
  .transform((given): Schema => given);

/** The schemas of one connection; what the RFC gives a default may be left out. */
export const schemasInput = z
  .array(schema)
  .max(MAX_SCHEMAS)
  .refine((schemas) => areDistinct(schemas.map(({ id }) => id)), 'two schemas have the same id')
  .refine(
    (schemas) => JSON.stringify(schemas).length <= MAX_TEXT,
    `must be at most ${MAX_TEXT} characters in all`,
  );

const answered = simple.extend({ type: z.string(), uniqueness: z.string() });

/** The same as they are kept, with nothing left to default. */
export const schemasAnswer = z.array(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    attributes: z.array(answered.extend({ subAttributes: z.array(answered).optional() })),
  }),
);

/** What both kinds of attribute say, with its defaults. */
type Given = Omit<z.output<typeof simple>, 'type'> & Pick<Attribute, 'type'>;

function requireSense({ required, mutability, returned }: Given, context: z.RefinementCtx): void {
  const isWritable = mutability === 'readWrite' || mutability === 'immutable';
  if (required && !isWritable) {
    context.addIssue({
      code: 'custom',
      message: `${mutability} cannot be required: nothing is stored of it`,
    });
  }
  // RFC 7643 §7: a writeOnly value is never returned.
  if (mutability === 'writeOnly' && returned !== 'never') {
    context.addIssue({ code: 'custom', message: 'writeOnly must be returned "never"' });
  }
}

function requireDistinctNames(attributes: readonly Attribute[], context: z.RefinementCtx): void {
  if (areDistinct(attributes.map(({ name }) => name))) return;
  context.addIssue({ code: 'custom', message: 'two attributes have the same name' });
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names.map(foldCase)).size === names.length;
}

/** RFC 7643 §2.3: these types are case-exact whatever is said of them. */
const EXACT: ReadonlySet<string> = new Set(['dateTime', 'reference', 'binary']);

function toAttribute(
  { canonicalValues, referenceTypes, ...given }: Given,
  subAttributes?: readonly Attribute[],
): Attribute {
  return {
    ...given,
    caseExact: given.caseExact || EXACT.has(given.type),
    ...(canonicalValues && { canonicalValues }),
    ...(referenceTypes && { referenceTypes }),
    ...(subAttributes && { subAttributes }),
  };
}
