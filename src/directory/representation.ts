// From a resource at rest to the one that a client sees: id, meta, members and what is computed join the stored text.
import { setTimeout as pause } from 'node:timers/promises';
import {
  enterpriseUserSchema,
  entityTag,
  groupResourceType,
  isReturnedWhole,
  type JsonObject,
  type JsonValue,
  type Projection,
  printDateTime,
  project,
  projects,
  type ResourceType,
  type ResourceTypes,
  rollcallUserSchema,
  userResourceType,
} from '../protocol/index.ts';
import {
  type Computed,
  type ComputedParts,
  type Manager,
  needsNothing,
  projectedParts,
  readComputed,
} from './computed.ts';
import type {
  ComputedReader,
  DirectoryReader,
  MemberEdge,
  Membership,
  ResourceKind,
  Scope,
  StoredResource,
  SyncFacts,
} from './ports.ts';

/** How many members one query reads. */
const MEMBER_CHUNK = 1000;
/** Members sent between two pauses: less work than other calls' latency would show. */
const SENT_CHUNK = 250;
/** Milliseconds, for other calls: longer than the work between two pauses, so that most of them meet with none. */
const PAUSE = 1;
/** Members that one answer holds before it is sent. */
const MAX_HELD = 10 * MEMBER_CHUNK;

export function resourceTypeOf(kind: ResourceKind): ResourceType {
  return kind === 'User' ? userResourceType : groupResourceType;
}

/**
 * The absolute address of a resource (RFC 7643 §3.1). A member may be named before it is here, by any text at all, and
 * its address must be a URI all the same (§2.3.7).
 */
export function locationOf(baseUrl: string, kind: ResourceKind, id: string): string {
  return `${baseUrl}${resourceTypeOf(kind).endpoint}/${encodeURIComponent(id)}`;
}

/** What a representation is made with. */
export interface View {
  /** Root of the SCIM endpoint, without a slash at the end. */
  readonly baseUrl: string;
  readonly types: ResourceTypes;
  readonly projection: Projection | undefined;
}

/** JSON text: whole or, where a group has many members, piece by piece. */
export type Text = string | AsyncIterable<string>;

type Reader = DirectoryReader & ComputedReader;

/**
 * Resources as JSON texts, in their order. Without a projection the stored text goes out as it is, with the rest spliced
 * on: nothing is parsed. What is computed for the page is read at once; where nothing is, there is nothing to wait for.
 */
export function represent(
  reader: Reader,
  scope: Scope,
  kind: ResourceKind,
  page: readonly StoredResource[],
  view: View,
): Text[] | Promise<Text[]> {
  if (kind === 'Group' && projects(view.projection, 'members')) return withMembers(reader, scope, page, view);
  const parts = projectedParts(kind, view.projection);
  if (needsNothing(page, parts)) return page.map((stored) => compose(kind, stored, view, NOTHING_MORE));
  return withComputed(reader, scope, kind, page, view, parts);
}

async function withComputed(
  reader: Reader,
  scope: Scope,
  kind: ResourceKind,
  page: readonly StoredResource[],
  view: View,
  parts: ComputedParts,
): Promise<Text[]> {
  const computed = await readComputed(reader, scope, page, parts);
  return page.map((stored) => compose(kind, stored, view, computed.get(stored.id) ?? NOTHING_MORE));
}

/** Groups are read whole until their members would be too many to hold; what is left is read as it is sent. */
async function withMembers(
  reader: Reader,
  scope: Scope,
  page: readonly StoredResource[],
  view: View,
): Promise<Text[]> {
  const texts: Text[] = [];
  let held = 0;
  for (const stored of page) {
    const edges = held < MAX_HELD ? await reader.members(scope, stored.id, '', MEMBER_CHUNK) : undefined;
    held += edges?.length ?? 0;
    const isWhole = edges !== undefined && edges.length < MEMBER_CHUNK;
    texts.push(isWhole ? compose('Group', stored, view, { edges }) : inPieces(reader, scope, stored, view));
  }
  return texts;
}

async function* inPieces(
  reader: Reader,
  scope: Scope,
  stored: StoredResource,
  view: View,
): AsyncGenerator<string> {
  const frame = compose('Group', stored, view, { edges: [] });
  // No text within holds this: its quotes would be escaped.
  const gap = frame.indexOf(NO_MEMBERS) + NO_MEMBERS.length - 1;
  yield frame.slice(0, gap);
  let separator = '';
  for await (const chunk of memberChunks(reader, scope, stored.id, SENT_CHUNK)) {
    const text = membersText(chunk, view);
    if (text !== '') {
      yield separator + text;
      separator = ',';
    }
    // A large group must not keep other calls waiting.
    await pause(PAUSE);
  }
  yield frame.slice(gap);
}

const NO_MEMBERS = '"members":[]';

/** Members without the brackets around them. */
function membersText(edges: readonly MemberEdge[], { baseUrl, types, projection }: View): string {
  const text = edges.map((edge) => memberText(edge, baseUrl)).join();
  if (projection === undefined) return text;
  const { members = [] } = project(types.Group, JSON.parse(`{"members":[${text}]}`), projection);
  return JSON.stringify(members).slice(1, -1);
}

function compose(
  kind: ResourceKind,
  stored: StoredResource,
  { baseUrl, types, projection }: View,
  additions: Additions,
): string {
  const type = types[kind];
  if (projection === undefined && isReturnedWhole(type)) return splice(kind, stored, baseUrl, additions);
  const whole = toObject(kind, stored, baseUrl, additions);
  return JSON.stringify(project(type, whole, projection));
}

/** What is not in the stored text. */
interface Additions extends Computed {
  readonly edges?: readonly MemberEdge[];
}

const NOTHING_MORE: Additions = {};

/** A stored resource as an object, with id and meta, for filters and projections. */
export function toObject(
  kind: ResourceKind,
  stored: StoredResource,
  baseUrl: string,
  additions: Additions = {},
): JsonObject {
  const whole = JSON.parse(splice(kind, stored, baseUrl, additions)) as JsonObject;
  return additions.sync === undefined ? whole : withSync(whole, additions.sync);
}

/** Every member of a group. */
export async function readAllMembers(
  reader: Pick<DirectoryReader, 'members'>,
  scope: Scope,
  groupId: string,
): Promise<MemberEdge[]> {
  const edges: MemberEdge[] = [];
  for await (const chunk of memberChunks(reader, scope, groupId, MEMBER_CHUNK)) edges.push(...chunk);
  return edges;
}

async function* memberChunks(
  reader: Pick<DirectoryReader, 'members'>,
  scope: Scope,
  groupId: string,
  size: number,
): AsyncGenerator<readonly MemberEdge[]> {
  for (let after = ''; ; ) {
    const chunk = await reader.members(scope, groupId, after, size);
    yield chunk;
    const last = chunk.at(-1);
    if (last === undefined || chunk.length < size) return;
    after = last.value;
  }
}

function splice(
  kind: ResourceKind,
  stored: StoredResource,
  baseUrl: string,
  { edges, groups, manager }: Additions,
): string {
  const body = manager === undefined ? stored.body : withManager(stored.body, manager, baseUrl);
  // The stored text is an object with at least `schemas` in it, so a comma always fits before what follows. The id is a
  // UUID of ours: neither JSON nor a URI escapes anything of it.
  const members =
    edges === undefined ? '' : `,"members":[${edges.map((e) => memberText(e, baseUrl)).join()}]`;
  const memberships =
    groups === undefined ? '' : `,"groups":[${groups.map((group) => groupText(group, baseUrl)).join()}]`;
  return `${body.slice(0, -1)},"id":"${stored.id}"${members}${memberships},"meta":${metaText(kind, stored, baseUrl)}}`;
}

function metaText(kind: ResourceKind, stored: StoredResource, baseUrl: string): string {
  const created = printDateTime(stored.createdAt);
  const modified = stored.modifiedAt === stored.createdAt ? created : printDateTime(stored.modifiedAt);
  const location = `${baseUrl}${resourceTypeOf(kind).endpoint}/${stored.id}`;
  return `{"resourceType":"${kind}","created":"${created}","lastModified":"${modified}","location":"${location}","version":${quote(entityTag(stored.version))}}`;
}

function memberText(edge: MemberEdge, baseUrl: string): string {
  const value = quote(edge.value);
  return `{"value":${value},"$ref":${quote(locationOf(baseUrl, edge.type, edge.value))},"type":"${edge.type}"}`;
}

function groupText({ value, display, type }: Membership, baseUrl: string): string {
  const ref = quote(locationOf(baseUrl, 'Group', value));
  return `{"value":${quote(value)},"$ref":${ref},"display":${quote(display)},"type":"${type}"}`;
}

/** The only stored text that is changed on its way out: whose manager is a user here. */
function withManager(body: string, { id, displayName }: Manager, baseUrl: string): string {
  const user = JSON.parse(body) as Record<string, JsonObject>;
  const manager = {
    value: id,
    $ref: locationOf(baseUrl, 'User', id),
    ...(displayName === null ? {} : { displayName }),
  };
  return JSON.stringify({
    ...user,
    [enterpriseUserSchema.id]: { ...user[enterpriseUserSchema.id], manager },
  });
}

function withSync(user: JsonObject, facts: SyncFacts): JsonObject {
  const schemas = [...(user.schemas as readonly string[]), rollcallUserSchema.id];
  const known = Object.entries(facts).filter(([, fact]) => fact !== null);
  return { ...user, schemas, [rollcallUserSchema.id]: Object.fromEntries(known) };
}

function quote(text: string): string {
  return JSON.stringify(text satisfies JsonValue);
}
