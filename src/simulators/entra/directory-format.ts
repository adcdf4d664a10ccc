// Says what a directory file looks like and reads one, naming every fault with its place.
import { z } from 'zod';

const optionalText = z.string().nullish();

const userSchema = z.strictObject({
  objectId: z.string().min(1),
  userPrincipalName: z.string().min(1),
  displayName: z.string().min(1),
  mailNickname: optionalText,
  givenName: optionalText,
  surname: optionalText,
  mail: optionalText,
  jobTitle: optionalText,
  department: optionalText,
  employeeId: optionalText,
  companyName: optionalText,
  mobile: optionalText,
  telephoneNumber: optionalText,
  streetAddress: optionalText,
  city: optionalText,
  state: optionalText,
  postalCode: optionalText,
  country: optionalText,
  preferredLanguage: optionalText,
  accountEnabled: z.boolean().default(true),
  softDeleted: z.boolean().default(false),
  manager: optionalText,
});

const groupSchema = z.strictObject({
  objectId: z.string().min(1),
  displayName: z.string().min(1),
  members: z.array(z.string()).default([]),
});

const clauseSchema = z
  .strictObject({
    attribute: z.string().min(1),
    operator: z.enum([
      'EQUALS',
      'NOT EQUALS',
      'IS TRUE',
      'IS FALSE',
      'IS NULL',
      'IS NOT NULL',
      'INCLUDES',
      'REGEX MATCH',
      'NOT REGEX MATCH',
    ]),
    value: z.string().default(''),
  })
  .refine(({ operator, value }) => !operator.endsWith('REGEX MATCH') || isPattern(value), {
    message: 'is not a regular expression',
    path: ['value'],
  });

const optionsSchema = z.strictObject({
  syncOnlyAssigned: z.boolean().default(true),
  skipOutOfScopeDeletions: z.boolean().default(false),
});

const directorySchema = z.strictObject({
  users: z.array(userSchema),
  groups: z.array(groupSchema).default([]),
  assignments: z.array(z.string()).default([]),
  scopingFilter: z.array(clauseSchema).default([]),
  options: optionsSchema.default({ syncOnlyAssigned: true, skipOutOfScopeDeletions: false }),
});

export type DirectoryUser = z.output<typeof userSchema>;
/** A user as a person writes it: everything but the three names may be left out. */
export type DirectoryUserInput = z.input<typeof userSchema>;
export type ScopingClause = z.output<typeof clauseSchema>;
export type DirectoryData = z.output<typeof directorySchema>;

/** A directory that cannot be used; `faults` has one line per fault, each naming its place. */
export class DirectoryFormatError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The directory cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'DirectoryFormatError';
    this.faults = faults;
  }
}

/**
 * Reads a directory, given as JSON text or as the parsed value:
 *
 *     {
 *       "users": [{ "objectId", "userPrincipalName", "displayName", and of choice "mailNickname",
 *         "givenName", "surname", "mail", "jobTitle", "department", "employeeId", "companyName", "mobile",
 *         "telephoneNumber", "streetAddress", "city", "state", "postalCode", "country", "preferredLanguage",
 *         "accountEnabled" (true), "softDeleted" (false), "manager" (a user) }],
 *       "groups": [{ "objectId", "displayName", "members": [users or groups] }],
 *       "assignments": [users and groups assigned to the enterprise application],
 *       "scopingFilter": [{ "attribute", "operator", "value" }, …]   (all must hold),
 *       "options": { "syncOnlyAssigned": true, "skipOutOfScopeDeletions": false }
 *     }
 *
 * Wherever a user or group is referred to, its objectId, userPrincipalName or displayName (groups) may
 * stand; the result holds object ids. As in Entra, `mailNickname` falls back to the UPN's local part.
 * Throws `DirectoryFormatError` with all faults at once.
 */
export function parseDirectory(input: unknown): DirectoryData {
  const parsed = directorySchema.safeParse(typeof input === 'string' ? parseJson(input) : input);
  if (!parsed.success) {
    throw new DirectoryFormatError(
      parsed.error.issues.map((issue) => `${placeOf(issue.path) || 'directory'}: ${issue.message}`),
    );
  }
  return resolveReferences(parsed.data);
}

/** Completes one user with the defaults of the format. Throws `DirectoryFormatError`. */
export function parseUser(input: unknown): DirectoryUser {
  const parsed = userSchema.safeParse(input);
  if (!parsed.success) {
    throw new DirectoryFormatError(
      parsed.error.issues.map((issue) => `user.${placeOf(issue.path)}: ${issue.message}`),
    );
  }
  return withMailNickname(parsed.data);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DirectoryFormatError([`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function withMailNickname(user: DirectoryUser): DirectoryUser {
  return { ...user, mailNickname: user.mailNickname ?? user.userPrincipalName.split('@')[0] };
}

function resolveReferences(data: DirectoryData): DirectoryData {
  const faults: string[] = [];
  const users = indexByName(
    data.users.map((user) => [user.objectId, user.userPrincipalName]),
    'users',
    faults,
  );
  const groups = indexByName(
    data.groups.map((group) => [group.objectId, group.displayName]),
    'groups',
    faults,
  );
  const resolve = (reference: string, place: string, indexes: Map<string, string>[]): string => {
    for (const index of indexes) {
      const objectId = index.get(reference.toLowerCase());
      if (objectId !== undefined) return objectId;
    }
    faults.push(`${place}: nobody in this directory is called "${reference}"`);
    return reference;
  };
  const resolved: DirectoryData = {
    ...data,
    users: data.users.map((user, i) => ({
      ...withMailNickname(user),
      manager: user.manager ? resolve(user.manager, `users[${i}].manager`, [users]) : undefined,
    })),
    groups: data.groups.map((group, i) => ({
      ...group,
      members: group.members.map((member, j) =>
        resolve(member, `groups[${i}].members[${j}]`, [users, groups]),
      ),
    })),
    assignments: data.assignments.map((entry, i) => resolve(entry, `assignments[${i}]`, [users, groups])),
  };
  if (faults.length > 0) throw new DirectoryFormatError(faults);
  return resolved;
}

/** Maps each objectId and name, folded to lower case, to the objectId; a name used twice is a fault. */
function indexByName(rows: [objectId: string, name: string][], place: string, faults: string[]) {
  const index = new Map<string, string>();
  rows.forEach(([objectId, name], i) => {
    for (const key of new Set([objectId.toLowerCase(), name.toLowerCase()])) {
      if (index.has(key)) faults.push(`${place}[${i}]: "${key}" is used by an earlier entry`);
      index.set(key, objectId);
    }
  });
  return index;
}
