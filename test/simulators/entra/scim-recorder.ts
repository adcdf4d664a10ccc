// A throw-away SCIM endpoint that remembers every call as it came over the wire: the simulator's peer in tests.

import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Json = Record<string, unknown>;
export type RecordedCall = {
  readonly method: string;
  /** Path and query with escapes undone, below the base path. */
  readonly path: string;
  /** The request target as sent. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Json | undefined;
};
type PatchOperation = { op: string; path?: string; value?: unknown };
type Reply = { status: number; headers?: Record<string, string>; body?: unknown } | 'hang up' | 'silence';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTERPRISE_PATH = `${ENTERPRISE}:`;

/** Starts the endpoint on a free port; `intercept` may answer a call in its place. */
export async function startRecorder() {
  const calls: RecordedCall[] = [];
  const users = new Map<string, Json>();
  const groups = new Map<string, Json>();
  const recorder = {
    calls,
    users,
    groups,
    url: '',
    intercept: undefined as ((call: RecordedCall) => Reply | undefined) | undefined,
    /** Calls since the last `forget`, as `METHOD path`. */
    lines: () => calls.map(({ method, path }) => `${method} ${path}`),
    bodies: (method: string) => calls.filter((call) => call.method === method).map((call) => call.body),
    /** The operations of each PATCH so far. */
    operations: () =>
      calls.flatMap(({ method, body }) => (method === 'PATCH' ? [body?.Operations as PatchOperation[]] : [])),
    userNamed: (userName: string) => [...users.values()].find((user) => user.userName === userName),
    forget: () => calls.splice(0).length,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  let ids = 0;
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    const target = request.url ?? '';
    const call: RecordedCall = {
      method: request.method ?? '',
      path: decodeURIComponent(target).replace('/scim/v2', ''),
      target,
      headers: request.headers,
      body: raw === '' ? undefined : JSON.parse(raw),
    };
    calls.push(call);
    const reply = recorder.intercept?.(call) ?? answer(call, users, groups, () => `t${++ids}`);
    if (reply === 'silence') return;
    if (reply === 'hang up') return void request.socket.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/scim+json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : reply.body && JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  recorder.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`;
  return recorder;
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>;

export function scimError(status: number, detail: string): Reply {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  return { status, body: { schemas, status: String(status), detail } };
}

function answer(
  call: RecordedCall,
  users: Map<string, Json>,
  groups: Map<string, Json>,
  nextId: () => string,
): Reply {
  const { pathname, searchParams } = new URL(call.target, 'http://localhost');
  const [kind, id] = pathname.replace('/scim/v2/', '').split('/');
  const store = kind === 'Users' ? users : groups;
  if (call.method === 'POST') {
    const name = kind === 'Users' ? 'userName' : 'displayName';
    if ([...store.values()].some((each) => each[name] === call.body?.[name])) {
      return scimError(409, `${name} is taken`);
    }
    const created = { ...structuredClone(call.body), id: nextId() };
    store.set(created.id, created);
    return { status: 201, body: created };
  }
  if (id === undefined) {
    const [, attribute = '', value = '""'] = /(\S+) eq (.*)/.exec(searchParams.get('filter') ?? '') ?? [];
    const Resources = [...store.values()].filter((each) => each[attribute] === JSON.parse(value));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
    return { status: 200, body: { schemas, totalResults: Resources.length, Resources } };
  }
  const resource = store.get(id);
  if (resource === undefined) return scimError(404, 'not found');
  if (call.method === 'DELETE') store.delete(id);
  if (call.method === 'PATCH') patch(resource, call.body?.Operations as Json[]);
  return call.method === 'GET' ? { status: 200, body: resource } : { status: 204 };
}

function patch(resource: Json, operations: Json[]): void {
  for (const { path, value } of operations) {
    if (typeof path === 'string') set(resource, path, value);
    else for (const [key, each] of Object.entries(value as Json)) set(resource, key, each);
  }
}

function set(resource: Json, path: string, value: unknown): void {
  if (path.startsWith('members')) return;
  const filtered = /^(\w+)\[type eq "(\w+)"\]\.(\w+)$/.exec(path);
  if (filtered) {
    const [, attribute = '', type, sub = ''] = filtered;
    const elements = (resource[attribute] ?? []) as Json[];
    const element = elements.find((each) => each.type === type) ?? { type };
    resource[attribute] = [...elements.filter((each) => each !== element), { ...element, [sub]: value }];
  } else if (path.startsWith(ENTERPRISE_PATH)) {
    const sub = path.slice(ENTERPRISE_PATH.length);
    const stored = sub === 'manager' ? { value } : value;
    resource[ENTERPRISE] = { ...(resource[ENTERPRISE] as Json), [sub]: stored };
  } else if (path.includes('.')) {
    const [attribute = '', sub = ''] = path.split('.');
    resource[attribute] = { ...(resource[attribute] as Json), [sub]: value };
  } else {
    resource[path] = path === 'active' ? String(value).toLowerCase() === 'true' : value;
  }
}
