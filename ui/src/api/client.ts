// Calls Rollcall's admin API, held to the types of the server's own table of routes. `npm run check` writes their
// declarations into ui/.server, so that the server's source is not read as if it ran in a browser.
import type { AdminApi } from '../../.server/http/admin/admin.ts';
import type { Notice } from '../notices/notice.ts';

const ROOT = '/admin/api';

type RouteOf = { readonly [Route in AdminApi as `${Route['method']} ${Route['path']}`]: Route };

/** Such as `GET /connections/:id/users`. */
export type RouteName = keyof RouteOf;
export type ReadName = Extract<RouteName, `GET ${string}`>;
export type WriteName = Exclude<RouteName, ReadName>;

export type Answer<Name extends RouteName> = RouteOf[Name]['answer'];

type PartsOf<Route extends AdminApi> = {
  [Part in 'parameters' | 'query' | 'body' as [Route[Part]] extends [never]
    ? never
    : [keyof Route[Part]] extends [never]
      ? Part extends 'parameters'
        ? never
        : Part
      : Part]: Route[Part];
};

/** What a call must bring: path parameters, query and body, as far as the route has them. */
export type Asked<Name extends RouteName> = PartsOf<RouteOf[Name]>;

interface Parts {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly notice?: Notice;
  readonly at?: readonly string[];
}

/** A refusal, with the server's own words on what to do. */
export class ApiError extends Error {
  readonly status: number;
  /** Stable; `unreachable` where there was no answer at all. */
  readonly code: string;

  /** What the words say by code, where they have one. */
  readonly notice: Notice;
  /** The paths of what does not fit, where they are known. */
  readonly at: readonly string[];

  constructor(status: number, { code, message, notice = null, at = [] }: Refusal) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.notice = notice;
    this.at = at;
  }
}

/** @throws ApiError */
export async function call<Name extends RouteName>(
  name: Name,
  asked: Asked<Name>,
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  const response = await send(name, asked as Parts, 'application/json', signal);
  return (await response.json()) as Answer<Name>;
}

/**
 * Asks for a route as a page or a file, such as a certificate to print.
 * @throws ApiError
 */
export async function fetchFile<Name extends ReadName>(
  name: Name,
  asked: Asked<Name>,
  type: string,
): Promise<Blob> {
  return (await send(name, asked as Parts, type)).blob();
}

async function send(
  name: RouteName,
  { parameters, query, body }: Parts,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  const [method, path] = name.split(' ') as [string, string];
  const { lang } = document.documentElement;
  const headers = new Headers({
    accept,
    'accept-language': lang,
    authorization: `Bearer ${await shopify.idToken()}`,
  });
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await fetch(ROOT + fill(path, parameters) + search(query), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(0, { code: 'unreachable', message: '' });
  });
  if (response.ok) return response;
  const refusal = (await response.json().catch(() => undefined)) as { readonly error?: Refusal } | undefined;
  throw new ApiError(response.status, refusal?.error ?? { code: `http_${response.status}`, message: '' });
}

function fill(path: string, parameters: Parts['parameters'] = {}): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function search(query: Parts['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
