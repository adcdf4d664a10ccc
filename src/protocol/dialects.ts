// What identity providers really send, turned into what the RFCs say: one named entry per quirk, with its source.
// Nothing else in `protocol/` names a provider. Entries hold for everyone and never depend on who is calling: Entra
// mixes both of its dialects in one job. Where an entry departs from the RFC, a strict reader has the RFC instead.
import { isObject } from './json.ts';

/** Whether a client is read by the RFC to the letter. */
export interface Strictness {
  readonly strict: boolean;
}

export const LENIENT: Strictness = { strict: false };

const ENTRA_FLAG = /(?:[?&/]|%3f|%26)aadOptscim062020(?:=[^&?/#]*)?(?=[&?/#]|$)/i;

/**
 * Entra's Tenant URL may carry the flag `aadOptscim062020`, which then stands anywhere in a request: as a query key
 * with or without a value, or before the resource path, since clients append that to the whole Tenant URL. Returns
 * the path and query without it; other parameters keep their order.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility.md#flags-to-alter-the-scim-behavior
 * https://github.com/ory/polis (the form "/?aadOptscim062020")
 *
 * @example stripEntraFlag('/scim/v2/?aadOptscim062020/Users?count=1') === '/scim/v2/Users?count=1'
 */
export function stripEntraFlag(pathAndQuery: string): string {
  let rest = pathAndQuery;
  for (let match = ENTRA_FLAG.exec(rest); match !== null; match = ENTRA_FLAG.exec(rest)) {
    const [path = '', ...queries] = divide(rest.slice(0, match.index), '?');
    const after = rest.slice(match.index + match[0].length);
    const pathEnd = after.startsWith('/') ? after.search(/[?&]|$/) : 0;
    queries.push(after.slice(pathEnd).replace(/^[?&]/, ''));
    const query = queries.filter((part) => part !== '').join('&');
    const base = pathEnd > 0 && path.endsWith('/') ? path.slice(0, -1) : path;
    rest = base + after.slice(0, pathEnd) + (query === '' ? '' : `?${query}`);
  }
  return rest;
}

function divide(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/**
 * Entra's default dialect sends booleans as "True" and "False", a Keycloak plugin as "true" and "false".
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility.md
 * https://github.com/pranems/SCIMServer/blob/HEAD/docs/PATCH_SCALAR_BOOLEAN_COERCION.md
 */
export function readBoolean(value: unknown, { strict }: Strictness): unknown {
  if (strict || typeof value !== 'string') return value;
  const word = value.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : value;
}

/**
 * Entra's gallery tests clear attributes with "" and then with null; Polis fixtures with "" and []. RFC 7643 §2.5
 * names null and the empty array; the empty string joins them.
 * https://github.com/AzureAD/SCIMReferenceCode/tree/master/Microsoft.SCIM.LogicAppValidationTemplate
 */
export function isClearing(value: unknown, { strict }: Strictness): value is null | undefined | '' {
  return value === null || value === undefined || (value === '' && !strict);
}

/**
 * Entra sends `manager` as an array of one; better-auth saw the same for other single-valued attributes. Longer
 * arrays are left as they are, for the caller to refuse.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/use-scim-to-provision-users-and-groups.md#handling-provisioning-and-deprovisioning-of-users
 */
export function unwrapSingle(value: unknown, { strict }: Strictness): unknown {
  if (!Array.isArray(value)) return value;
  if (strict && value.length > 0) return value;
  return value.length === 0 ? null : value.length === 1 ? value[0] : value;
}

/**
 * The other way about, OneLogin sends a list of one as the bare object, and so do captured group memberships. Undefined
 * where a list is insisted on.
 * https://github.com/15five/django-scim2
 */
export function wrapList(value: unknown, { strict }: Strictness): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return strict ? undefined : [value];
}

/**
 * Entra sets `manager` to a bare id; `value` is what RFC 7643 §2.4 calls the significant sub-attribute.
 * https://github.com/AzureAD/SCIMReferenceCode/blob/master/Microsoft.SCIM.LogicAppValidationTemplate/StandardLogicApp/SCIMTests_Workflow.json
 */
export function wrapSignificant(value: unknown, { strict }: Strictness): unknown {
  return !strict && typeof value === 'string' ? { value } : value;
}

/**
 * Some clients name the attribute once more around its value: UnboundID's SDK sends path `members` with the value
 * `{"members":[…]}`. Returns what is inside.
 * https://github.com/pingidentity/scim2/tree/master/scim2-sdk-common/src/test
 */
export function unwrapNamed(name: string, value: unknown, { strict }: Strictness): unknown {
  if (strict || !isObject(value)) return value;
  const [key, ...others] = Object.keys(value);
  return key !== undefined && others.length === 0 && key.toLowerCase() === name.toLowerCase()
    ? value[key]
    : value;
}

/**
 * Entra's complex role assignment calls a role's name `displayName`, its assertive one `display` as the RFC does.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/customize-application-attributes.md#provisioning-a-role-to-a-scim-app
 */
export function renameSubAttribute(name: string, { strict }: Strictness): string {
  return !strict && name.toLowerCase() === 'displayname' ? 'display' : name;
}

/**
 * Entra writes operations as "Add", "Replace" and "Remove" unless its flag is set.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility.md
 */
export function readOperation(op: unknown, { strict }: Strictness): unknown {
  return !strict && typeof op === 'string' ? op.toLowerCase() : op;
}

/**
 * Entra sets `emails[type eq "work"].value` on users without a work e-mail, by Add and by Replace, and its job stops at
 * the noTarget that RFC 7644 §3.5.2.3 asks for. So the element that the filter describes is created, unless the
 * connection is strict.
 * https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/73
 * https://github.com/Metatavu/keycloak-scim-server/issues/35
 */
export function createsElements({ strict }: Strictness): boolean {
  return !strict;
}

/**
 * Entra's default dialect and JumpCloud remove group members by a value beside the path `members`; reading that as
 * "remove the attribute" empties the group. Absent and null mean the whole attribute (a Keycloak plugin sends it so),
 * an empty array nothing (UnboundID's SDK tests it).
 * https://github.com/MicrosoftDocs/azure-docs/issues/30826
 */
export function namesValues(value: unknown): boolean {
  return value !== undefined && value !== null;
}
