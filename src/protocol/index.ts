// The public face of the protocol engine: pure RFC 7643 and 7644, no IO.
export {
  type BulkOperation,
  type BulkRequest,
  type BulkResult,
  MAX_PAYLOAD_BYTES,
} from './bulk/operation.ts';
export { parseBulk } from './bulk/parse.ts';
export { resolveId } from './bulk/places.ts';
export { planBulk } from './bulk/plan.ts';
export { resolveReferences, splitReferences } from './bulk/references.ts';
export { bulkResponse } from './bulk/response.ts';
export { joinSlashes, keepsGroupNamesApart, stripEntraFlag } from './dialects.ts';
export { resourceTypeDocuments, schemaDocuments, serviceProviderConfig } from './discovery.ts';
export { chooseEmail } from './email.ts';
export * from './errors.ts';
export {
  type AttributePath,
  type CompareOperator,
  type CompareValue,
  type Filter,
  namesAttribute,
} from './filter/ast.ts';
export { checkFilter } from './filter/check.ts';
export { matchesNothing, matchFilter } from './filter/match.ts';
export { parseFilter, parsePath } from './filter/parse.ts';
export { printFilter, printPath } from './filter/print.ts';
export { equalJson, type JsonObject, type JsonValue } from './json.ts';
export { ERROR, LIST_RESPONSE, listResponse, PATCH_OP } from './messages.ts';
export { applyPatch } from './patch/apply.ts';
export {
  type Member,
  type MemberChange,
  matchMember,
  readMembers,
  splitMemberChanges,
} from './patch/members.ts';
export type { PatchOperation } from './patch/operation.ts';
export { parsePatch } from './patch/parse.ts';
export {
  entityTag,
  isHeld,
  type Preconditions,
  parseEntityTags,
  requireMatch,
  requireWritable,
} from './preconditions.ts';
export {
  isReturnedWhole,
  type Projection,
  parseProjection,
  project,
  projects,
  projectsAny,
} from './project.ts';
export { parseDateTime, printDateTime } from './schema/date-time.ts';
export { enterpriseUserSchema } from './schema/enterprise-user.ts';
export { groupSchema } from './schema/group.ts';
export { keepImmutable } from './schema/immutable.ts';
export { parseResource } from './schema/parse-resource.ts';
export {
  groupResourceType,
  type ResourceTypes,
  resourceTypesWith,
  userResourceType,
} from './schema/resource-types.ts';
export { rollcallUserSchema } from './schema/rollcall-user.ts';
export type * from './schema/types.ts';
export { userSchema } from './schema/user.ts';
export { readSearch } from './search.ts';
export { compareSortKeys, parseSort, type Sort, type SortKey, sortKeyOf } from './sort.ts';
export { clip, foldCase, isText } from './text.ts';
