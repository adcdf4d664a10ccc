// The attribute mappings of a job, as data, and their evaluation into the values that the target shall hold.
import type { DirectoryGroup } from './directory.ts';
import type { DirectoryUser } from './directory-format.ts';
import type { ScopeVerdict } from './scoping.ts';

export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export type MappingSource =
  | { readonly attribute: string }
  | { readonly constant: string | boolean }
  /** `Join(separator, …)`: null as soon as one part is null. */
  | { readonly join: readonly string[]; readonly separator: string }
  /** `Switch(attribute, …)`: null for a value that no case names. */
  | { readonly switch: string; readonly cases: Readonly<Record<string, string | boolean>> }
  /** A reference to another object, written in a later pass once that object's id is known. */
  | { readonly reference: 'manager' };

export type AttributeMapping = {
  readonly source: MappingSource;
  /** A path as the mapping screen shows it: `title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:department`. */
  readonly target: string;
  /** 1 for the first attribute that objects are matched by, 2 for the next one; absent for others. */
  readonly matching?: number;
};

export type JobMappings = {
  readonly users: readonly AttributeMapping[];
  readonly groups: readonly AttributeMapping[];
};

const direct = (attribute: string, target: string): AttributeMapping => ({ source: { attribute }, target });

/**
 * What Entra puts into a new non-gallery job. `active` comes from IsSoftDeleted, not from accountEnabled, and
 * `externalId` from mailNickname, not from the object id.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/use-scim-to-provision-users-and-groups.md
 */
export const DEFAULT_MAPPINGS: JobMappings = {
  users: [
    { source: { attribute: 'userPrincipalName' }, target: 'userName', matching: 1 },
    { source: { switch: 'IsSoftDeleted', cases: { False: true, True: false } }, target: 'active' },
    direct('displayName', 'displayName'),
    direct('jobTitle', 'title'),
    direct('mail', 'emails[type eq "work"].value'),
    direct('preferredLanguage', 'preferredLanguage'),
    direct('givenName', 'name.givenName'),
    direct('surname', 'name.familyName'),
    { source: { join: ['givenName', 'surname'], separator: ' ' }, target: 'name.formatted' },
    direct('streetAddress', 'addresses[type eq "work"].streetAddress'),
    direct('city', 'addresses[type eq "work"].locality'),
    direct('state', 'addresses[type eq "work"].region'),
    direct('postalCode', 'addresses[type eq "work"].postalCode'),
    direct('country', 'addresses[type eq "work"].country'),
    direct('telephoneNumber', 'phoneNumbers[type eq "work"].value'),
    direct('mobile', 'phoneNumbers[type eq "mobile"].value'),
    direct('mailNickname', 'externalId'),
    direct('employeeId', `${ENTERPRISE_USER}:employeeNumber`),
    direct('department', `${ENTERPRISE_USER}:department`),
    direct('companyName', `${ENTERPRISE_USER}:organization`),
    { source: { reference: 'manager' }, target: `${ENTERPRISE_USER}:manager` },
  ],
  groups: [
    { source: { attribute: 'displayName' }, target: 'displayName', matching: 1 },
    direct('objectId', 'externalId'),
  ],
};

export type MappedValue = { readonly target: string; readonly value: string | boolean };
type SourceAttributes = Readonly<Record<string, unknown>>;

/** The source attributes of a user, Entra's computed IsSoftDeleted among them. */
export function userAttributes(user: DirectoryUser, verdict: ScopeVerdict): SourceAttributes {
  return {
    ...user,
    // The UPN of a B2B guest carries a marker that Entra strips before it is provisioned (how-provisioning-works).
    userPrincipalName: user.userPrincipalName.replace('#EXT#', ''),
    IsSoftDeleted: verdict.reason ? 'True' : 'False',
  };
}

/** The source attributes of a group. Its members are no attribute: they travel in their own calls. */
export function groupAttributes(group: DirectoryGroup): SourceAttributes {
  return { objectId: group.objectId, displayName: group.displayName };
}

/**
 * Evaluates mappings, references aside. A null source yields no value at all: Entra skips it, so that an
 * attribute cleared in the directory stays as it was in the target (known-issues.md, "Null attributes").
 */
export function evaluateMappings(
  mappings: readonly AttributeMapping[],
  attributes: SourceAttributes,
): MappedValue[] {
  return mappings.flatMap(({ source, target }) => {
    const value = evaluate(source, attributes);
    return value === undefined ? [] : [{ target, value }];
  });
}

/** The mappings whose value follows IsSoftDeleted: what is sent when somebody leaves the scope. */
export function leavingMappings(mappings: readonly AttributeMapping[]): AttributeMapping[] {
  return mappings.filter(({ source }) => 'switch' in source && source.switch === 'IsSoftDeleted');
}

/** The matching attributes in their order of precedence. */
export function matchingMappings(mappings: readonly AttributeMapping[]): AttributeMapping[] {
  return mappings
    .filter((mapping) => mapping.matching !== undefined)
    .sort((a, b) => (a.matching ?? 0) - (b.matching ?? 0));
}

/** Where the manager goes, or nothing when the job does not map it. */
export function managerTarget(mappings: readonly AttributeMapping[]): string | undefined {
  return mappings.find(({ source }) => 'reference' in source)?.target;
}

function evaluate(source: MappingSource, attributes: SourceAttributes): string | boolean | undefined {
  if ('reference' in source) return undefined;
  if ('constant' in source) return source.constant;
  if ('attribute' in source) return present(attributes[source.attribute]);
  if ('switch' in source) return source.cases[String(attributes[source.switch])];
  const parts = source.join.map((name) => present(attributes[name]));
  return parts.includes(undefined) ? undefined : parts.join(source.separator);
}

function present(value: unknown): string | boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
