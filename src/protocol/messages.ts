// The SCIM message URNs (RFC 7644 §3.1), the envelope of every list answer, and how a message's members are found.
import type { JsonObject } from './json.ts';

export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/**
 * The answer to a query (RFC 7644 §3.4.2).
 *
 * @example listResponse({ totalResults: 0, startIndex: 1, itemsPerPage: 0, resources: [] })
 * @param page totalResults counts every match; itemsPerPage the resources in this page; startIndex is 1-based.
 */
export function listResponse(page: {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  resources: readonly JsonObject[];
}): JsonObject {
  return {
    schemas: [LIST_RESPONSE],
    totalResults: page.totalResults,
    startIndex: page.startIndex,
    itemsPerPage: page.itemsPerPage,
    // Clients read the key even when nothing matched; RFC 7644 §3.4.2 asks for it only otherwise.
    Resources: page.resources,
  };
}

/** A member of the message by name in any case: clients write "Operations" and "operations", "Op" and "op". */
export function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}
