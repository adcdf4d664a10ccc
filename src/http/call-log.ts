// Tells the timeline of every SCIM call: one event for what a call wrote, a count for what only read or was refused entry.
import type { Context } from 'hono';
import type { ScimError } from '../protocol/index.ts';
import type { Connection } from '../tenants/ports.ts';
import type { NewEvent, Timeline } from '../timeline/timeline.ts';

/** What is found out of a call while it is answered. */
export interface CallNote {
  /** Ours: by which the log has it. */
  requestId?: string;
  /** From which it comes, where anybody knows; made out when it is asked for. */
  address?: () => string | undefined;
  /** Ends the connection in the middle of an answer that cannot be gone on with, and tells the log why. */
  cutOff?: ((error: unknown) => void) | undefined;
  /** The row of the table of routes. */
  route?: RouteName;
  connection?: Connection;
  /** The id of the user or group that is written. */
  subject?: string;
  payload?: object;
  fault?: ScimError;
  /** The provider's own id of the request. */
  clientRequestId?: string;
  /** The operations of a Bulk, each about a resource of its own. */
  parts?: readonly CallPart[];
}

/** Made once for each route: a text that is put together for each call would have to be hashed for each. */
export interface RouteName {
  /** As the table has it: `/Users/:id`. */
  readonly pattern: string;
  /** The same below the root of the endpoint. */
  readonly path: string;
}

export interface CallPart {
  readonly method: string;
  readonly path: string;
  readonly subject: string;
  readonly status: number;
  readonly payload?: object;
  readonly fault?: ScimError;
}

export interface AnsweredCall {
  readonly at: number;
  readonly method: string;
  readonly status: number;
  readonly durationMs: number;
}

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** As we make them: what else stands in a path is not noted, because it may be a person's name. */
const ID = /^[\da-f-]{36}$/;
const MEMBER_PATH = /members\[value eq "([\da-f-]{36})"\]/i;
/** A provider sends a hundred at a time; a group that is sent whole is looked up by the group. */
const MAX_MEMBERS = 100;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** What is noted of a call: the environment that Hono is given with its request. */
export function noteOf({ env }: Context): CallNote {
  return env as CallNote;
}

/** Notes whom a write is about, and what it says. */
export function noteWrite(c: Context, subject: string | undefined, payload?: unknown): void {
  const note = noteOf(c);
  if (subject !== undefined && ID.test(subject)) note.subject = subject;
  if (typeof payload === 'object' && payload !== null) note.payload = payload;
  const id = c.req.header('client-request-id') ?? c.req.header('x-request-id');
  if (id !== undefined && REQUEST_ID.test(id)) note.clientRequestId = id;
}

/** @param root of the SCIM endpoint, such as `/scim/v2` */
export function recordCall(timeline: Timeline, root: string, note: CallNote, call: AnsweredCall): void {
  const { connection, route, subject, parts } = note;
  // The pattern and not the path, which is whatever a stranger made up.
  const path = route?.path ?? `${root}/…`;
  if (connection === undefined || !WRITES.has(call.method) || path.endsWith('/.search')) {
    const { shop = '', id = '' } = connection ?? {};
    const { at, method, status, durationMs } = call;
    timeline.count({ at, method, status, durationMs, shop, connection: id, path });
    return;
  }
  const scope = { shop: connection.shop, connection: connection.id, at: call.at, kind: 'call' as const };
  const { method, status, durationMs } = call;
  const about = subject === undefined ? path : path.replace(':id', subject);
  const id = note.clientRequestId;
  const common = { durationMs, ...(id !== undefined && { clientRequestId: id }) };
  timeline.note({
    ...scope,
    subject: subject ?? '',
    data: { method, path: about, status, ...common, ...faultOf(note) },
    personal: personalOf(note),
  });
  if (about.startsWith(`${root}/Groups`)) {
    for (const member of membersIn(note.payload)) {
      timeline.note({ ...scope, subject: member, kind: 'member', data: { method, path: about, status } });
    }
  }
  for (const part of parts ?? []) {
    const partPath = `${path} ${part.path}`;
    timeline.note({
      ...scope,
      subject: part.subject,
      data: { method: part.method, path: partPath, status: part.status, ...common, ...faultOf(part) },
      personal: personalOf(part),
    });
  }
}

interface GroupPayload {
  readonly members?: unknown;
  readonly Operations?: unknown;
}

/** The users whom a write of a group names; of very many, the first. */
function membersIn(payload: GroupPayload | undefined): readonly string[] {
  const { members, Operations } = payload ?? {};
  const found = [...idsIn(members)];
  for (const operation of Array.isArray(Operations) ? Operations : []) {
    const { path, value } = (operation ?? {}) as { readonly path?: unknown; readonly value?: unknown };
    // Okta and others name the members in an object without a path; Entra removes one by a filter.
    found.push(...idsIn(value), ...idsIn((value as GroupPayload | undefined)?.members));
    const filtered = typeof path === 'string' ? MEMBER_PATH.exec(path)?.[1] : undefined;
    if (filtered !== undefined) found.push(filtered);
  }
  return [...new Set(found)].slice(0, MAX_MEMBERS);
}

function idsIn(values: unknown): string[] {
  const listed = Array.isArray(values) ? values.slice(0, MAX_MEMBERS) : [];
  return listed
    .map((item: { readonly value?: unknown } | null) => item?.value)
    .filter((id): id is string => typeof id === 'string' && ID.test(id));
}

function faultOf({ fault }: Pick<CallNote, 'fault'>): object | undefined {
  return fault?.scimType === undefined ? undefined : { scimType: fault.scimType };
}

/** A detail may quote what was sent. */
function personalOf({ payload, fault }: Pick<CallNote, 'payload' | 'fault'>): NewEvent['personal'] {
  if (payload === undefined && fault === undefined) return undefined;
  return { ...(payload && { payload }), ...(fault && { detail: fault.message }) };
}
