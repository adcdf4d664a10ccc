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

/**
 * JumpCloud puts paths behind a base URL as they are, so that one that ends in a slash gives two.
 * https://jumpcloud.com/support/troubleshoot-custom-scim-integrations
 *
 * @example joinSlashes('/scim/v2//Users?filter=id pr') === '/scim/v2/Users?filter=id pr'
 */
export function joinSlashes(pathAndQuery: string): string {
  const [path = '', ...query] = divide(pathAndQuery, '?');
  return [path.replace(/\/{2,}/g, '/'), ...query].join('?');
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
 * Entra sends `manager` as an array of one; better-auth saw the same for other single-valued attributes, and a library's
 * client sends every single value so. Longer arrays are left as they are, for the caller to refuse.
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
 * Some clients put the value of a simple attribute into an object, as members and managers have theirs:
 * `{"op":"Add","path":"department","value":[{"$ref":null,"value":"Sales"}]}` came from Azure AD's early jobs. Returns what
 * is inside; an object that says more is left for the caller to refuse.
 * https://github.com/wso2/product-is/issues/21738
 */
export function unwrapValue(value: unknown, mode: Strictness): unknown {
  const single = unwrapSingle(value, mode);
  if (mode.strict || !isObject(single) || single.value === undefined) return value;
  return Object.keys(single).every((key) => key === 'value' || single[key] === null) ? single.value : value;
}

/**
 * Without a path, a value is a set of attributes; some clients send it in an array, or one set for each attribute.
 * https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/968
 */
export function listSets(value: unknown, { strict }: Strictness): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && !strict ? value : [value];
}

/**
 * Entra's complex role assignment puts, in a PATCH, a whole role into the role's `value`, as JSON text. Returns the
 * role that it describes; its `id` is that of the assignment in Entra, and means nothing here.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/customize-application-attributes.md#provisioning-a-role-to-a-scim-app
 * https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/516
 */
export function unfoldRole(attribute: string, element: unknown, { strict }: Strictness): unknown {
  if (strict || attribute !== 'roles' || !isObject(element)) return element;
  const { value: text, ...others } = element;
  if (typeof text !== 'string' || !text.startsWith('{')) return element;
  try {
    const role: unknown = JSON.parse(text);
    if (!isObject(role) || typeof role.value !== 'string') return element;
    const { value, displayName, display = displayName } = role;
    return { ...others, value, ...(typeof display === 'string' && { display }) };
  } catch {
    return element; // it only looks like JSON: a role may have any name
  }
}

/**
 * Entra's complex role assignment calls a role's name `displayName`, its assertive one `display` as the RFC does; its
 * test collection does the first with members.
 * https://github.com/AzureAD/SCIMReferenceCode/issues/20
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/customize-application-attributes.md#provisioning-a-role-to-a-scim-app
 */
export function renameSubAttribute(name: string, { strict }: Strictness): string {
  return !strict && name.toLowerCase() === 'displayname' ? 'display' : name;
}

/**
 * Okta's group pushes repeat the `id` in the value of each replace without a path, authentik `id` and `schemas`. RFC 7644
 * §3.5.2 has a change of what is readOnly fail; only a path says for certain that one is wanted.
 * https://github.com/okta/okta-developer-docs/blob/master/packages/%40okta/vuepress-site/docs/reference/scim/scim-20/index.md
 * https://github.com/goauthentik/authentik/blob/main/authentik/providers/scim/clients/groups.py
 */
export function ignoresEchoes({ strict }: Strictness): boolean {
  return !strict;
}

/**
 * Providers send extensions that nobody has asked for: a custom one that is not listed in `schemas`, Slack's profile,
 * a URN misspelt in a published example. RFC 7643 §3.3 lets a service drop what it does not know, and so it is: whether
 * the name is that of such a schema, or of an attribute in one.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/use-scim-to-provision-users-and-groups.md#handling-provisioning-and-deprovisioning-of-users
 * https://github.com/goauthentik/authentik/blob/main/authentik/providers/scim/tests/test_user.py
 */
export function isForeign(name: string, knows: (urn: string) => boolean): boolean {
  const colon = name.lastIndexOf(':');
  return colon !== -1 && !knows(name) && !knows(name.slice(0, colon));
}

/**
 * Entra's documentation prints `externalId eq jyoung`, RFC 7644 §3.4.2.1 `meta.resourceType eq User`, RFC 9865
 * `userName sw J`: a bare word is taken for text. One in single quotes is not, since nobody could tell what was meant.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/use-scim-to-provision-users-and-groups.md#handling-provisioning-and-deprovisioning-of-users
 */
export function isBareWord(word: string, { strict }: Strictness): boolean {
  return !strict && !word.startsWith("'");
}

/**
 * OneLogin's template, which its admins edit, often keeps the URN of SCIM 1; other clients send no `schemas`, or one that
 * is not there. The endpoint says what is meant.
 * https://developers.onelogin.com/scim
 * https://scim.dev
 */
export function isNamed(schemas: unknown, urn: string, { strict }: Strictness): boolean {
  if (!strict) return true;
  return (
    Array.isArray(schemas) &&
    schemas.some((schema) => typeof schema === 'string' && schema.toLowerCase() === urn.toLowerCase())
  );
}

/**
 * A PATCH without operations, where RFC 7644 §3.5.2 asks for one or more, changes nothing.
 * https://github.com/better-auth/better-auth/blob/HEAD/packages/scim/src/user-patch.ts
 */
export function mayDoNothing({ strict }: Strictness): boolean {
  return !strict;
}

/**
 * RFC 7643 §4.2 lets groups share a displayName. Clients look a group up by it and take the first that they find, and
 * Entra says that it must be unique: so it is, and the schema says so, unless the connection is strict.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/use-scim-to-provision-users-and-groups.md
 */
export function keepsGroupNamesApart({ strict }: Strictness): boolean {
  return !strict;
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
