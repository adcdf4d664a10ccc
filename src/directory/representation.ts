// From a resource at rest to the one that a client sees: id, meta and members are added to the stored text.
import {
  entityTag,
  groupResourceType,
  type JsonObject,
  type JsonValue,
  type Projection,
  project,
  projectsMembers,
  type ResourceType,
  userResourceType,
} from '../protocol/index.ts';
import type { DirectoryReader, MemberEdge, ResourceKind, Scope, StoredResource } from './ports.ts';

/** How many members one query reads. */
const MEMBER_CHUNK = 1000;

export function resourceTypeOf(kind: ResourceKind): ResourceType {
  return kind === 'User' ? userResourceType : groupResourceType;
}

/** The absolute address of a resource (RFC 7643 §3.1). */
export function locationOf(baseUrl: string, kind: ResourceKind, id: string): string {
  return `${baseUrl}${resourceTypeOf(kind).endpoint}/${id}`;
}

/** What a representation is made with. */
export interface View {
  /** Root of the SCIM endpoint, without a slash at the end. */
  readonly baseUrl: string;
  readonly projection: Projection | undefined;
}

/**
 * A resource as JSON text. Without a projection the stored text goes out as it is, with the rest spliced on:
 * nothing is parsed.
 */
export async function represent(
  reader: DirectoryReader,
  scope: Scope,
  kind: ResourceKind,
  stored: StoredResource,
  view: View,
): Promise<string> {
  const members = kind === 'Group' && projectsMembers(view.projection);
  const edges = members ? await readAllMembers(reader, scope, stored.id) : undefined;
  if (view.projection === undefined) return splice(kind, stored, view.baseUrl, edges);
  const whole = toObject(kind, stored, view.baseUrl, edges);
  return JSON.stringify(project(resourceTypeOf(kind), whole, view.projection));
}

/** A stored resource as an object, with id and meta, for filters and projections. */
export function toObject(
  kind: ResourceKind,
  stored: StoredResource,
  baseUrl: string,
  edges?: readonly MemberEdge[],
): JsonObject {
  return JSON.parse(splice(kind, stored, baseUrl, edges)) as JsonObject;
}

/** Every member of a group, read in chunks by key. */
export async function readAllMembers(
  reader: Pick<DirectoryReader, 'members'>,
  scope: Scope,
  groupId: string,
): Promise<MemberEdge[]> {
  const edges: MemberEdge[] = [];
  for (let after = ''; ; ) {
    const chunk = await reader.members(scope, groupId, after, MEMBER_CHUNK);
    edges.push(...chunk);
    const last = chunk.at(-1);
    if (last === undefined || chunk.length < MEMBER_CHUNK) return edges;
    after = last.value;
  }
}

function splice(
  kind: ResourceKind,
  stored: StoredResource,
  baseUrl: string,
  edges: readonly MemberEdge[] | undefined,
): string {
  // The stored text is an object with at least `schemas` in it, so a comma always fits before what follows.
  const members =
    edges === undefined ? '' : `,"members":[${edges.map((e) => memberText(e, baseUrl)).join()}]`;
  return `${stored.body.slice(0, -1)},"id":${quote(stored.id)}${members},"meta":${metaText(kind, stored, baseUrl)}}`;
}

function metaText(kind: ResourceKind, stored: StoredResource, baseUrl: string): string {
  const created = new Date(stored.createdAt).toISOString();
  const modified =
    stored.modifiedAt === stored.createdAt ? created : new Date(stored.modifiedAt).toISOString();
  const location = quote(locationOf(baseUrl, kind, stored.id));
  return `{"resourceType":"${kind}","created":"${created}","lastModified":"${modified}","location":${location},"version":${quote(entityTag(stored.version))}}`;
}

function memberText(edge: MemberEdge, baseUrl: string): string {
  const value = quote(edge.value);
  return `{"value":${value},"$ref":${quote(locationOf(baseUrl, edge.type, edge.value))},"type":"${edge.type}"}`;
}

function quote(text: string): string {
  return JSON.stringify(text satisfies JsonValue);
}
