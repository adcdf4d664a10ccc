// Reads the recorded exchanges that may lie beside the checkout, as exchanges to play.
import { readShared } from '../protocol/shared-files.ts';
import type { Exchange, Step } from './exchange.ts';
import type { Seed } from './shared-seeds.ts';

/** A file there: one request and its answer, or a sequence of them, with ids as its source prints them. */
interface Recorded {
  readonly title?: string;
  readonly source: string;
  readonly request?: RecordedRequest;
  readonly expect?: RecordedAnswer;
  readonly sequence?: readonly RecordedStep[];
}

interface RecordedStep {
  readonly request: RecordedRequest;
  readonly expect: RecordedAnswer;
  readonly capture?: Readonly<Record<string, string>>;
}

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface RecordedAnswer {
  readonly status: readonly number[];
  readonly body?: unknown;
}

/** Every recorded exchange by its name; none where there are none. */
export function readRecorded(): ReadonlyMap<string, Recorded> {
  const files = [...readShared('exchanges')].map(([file, content]) => [file.replace('.json', ''), content]);
  return new Map([...files, ...readTraffic(), ...readQuirks()] as [string, Recorded][]);
}

/** Requests and answers of a test suite, kept in one file. */
function readTraffic(): [string, Recorded][] {
  interface Traffic {
    readonly source: string;
    readonly cases: readonly Readonly<Record<string, unknown>>[];
  }
  const { source, cases } = (readShared('vectors').get('idp-traffic.json') ?? { cases: [] }) as Traffic;
  return cases.map(({ idp, name, method, path, request, response, statusCode }) => [
    `traffic-${idp}-${name}`,
    {
      source,
      request: { method: String(method), path: String(path), body: request },
      expect: { status: [Number(statusCode)], body: response },
    },
  ]);
}

/** The quirks in that file that are whole requests; its PATCHes are run by the protocol's own tests. */
function readQuirks(): [string, Recorded][] {
  interface Quirk {
    readonly id: string;
    readonly source: string;
    readonly request?: RecordedRequest;
    readonly expect?: { readonly status: number };
  }
  const { cases } = (readShared('vectors').get('idp-quirks.json') ?? { cases: [] }) as { cases: Quirk[] };
  return cases.flatMap(({ id, source, request, expect }) =>
    request === undefined || expect === undefined
      ? []
      : [[`quirk-${id}`, { source, request, expect: { status: [expect.status] } }]],
  );
}

/** The exchange to play: the seed's resources stand where the source prints ids. */
export function toExchange(name: string, recorded: Recorded, seed: Seed): Exchange {
  const asExpected = seed.givenAsExpected ? expectedAsGiven(recorded) : {};
  const given = { ...seed.given, ...asExpected, ...seed.givenAfter };
  const rename = renamer(Object.keys(given), seed.printed ?? {});
  const steps = (recorded.sequence ?? [recorded as RecordedStep]).map((step) => toStep(rename(step), seed));
  const [first] = steps as [Step];
  return {
    title: recorded.title ?? name,
    source: recorded.source,
    lists: 'some',
    ...(seed.connection && { connection: seed.connection }),
    given: rename(given),
    steps: [...(seed.before ?? []), ...steps],
    afterwards: { ...whatChanged(first, recorded), ...seed.afterwards },
  };
}

function toStep({ request, expect, capture = {} }: RecordedStep, seed: Seed): Step {
  const { Authorization: authorization, ...headers } = request.headers ?? {};
  // A token that is to be refused is sent as it is printed.
  const refused = expect.status.includes(401) && authorization !== undefined;
  const path = request.path.replace(/^\/v2\//, '/').replace(/^\/v1\//, '/scim/v1/');
  const keep = Object.entries(capture).map(([name, from]) => [name, from.replace(/^body\./, '')]);
  return {
    ...(seed.later !== undefined && { later: seed.later }),
    request: `${request.method} ${path}`,
    headers: { ...headers, ...(refused && { authorization }), ...seed.headers },
    body: seed.body ?? request.body,
    expect: {
      status: seed.status ?? expect.status,
      body: seed.status === 204 ? undefined : (seed.answer ?? comparable(expect.body)),
    },
    keep: Object.fromEntries(keep),
  };
}

/** A change that may be answered without a body is looked up: GET shows what the source prints. */
function whatChanged({ request, expect }: Step, { request: recorded }: Recorded): Exchange['afterwards'] {
  const path = request.split(/[ ?]/)[1] ?? '';
  const isChange = recorded?.method === 'PATCH' && path.split('/').length === 3;
  if (!isChange || [expect.status].flat().some((status) => status >= 300)) return {};
  return { [path]: (expect.body ?? {}) as Readonly<Record<string, unknown>> };
}

/** Ids as printed become names, so that those of the seed take their places. */
function renamer(given: readonly string[], printed: Readonly<Record<string, string>>): <T>(value: T) => T {
  const ids = given.filter((name) => /\d/.test(name)).map((id): [string, string] => [id, `{${id}}`]);
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string')
      return Object.entries(printed).reduce(renameAnywhere, ids.reduce(renameId, value));
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(rename);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rename(part)]));
  };
  return rename as <T>(value: T) => T;
}

function renameId(text: string, [printed, meaning]: readonly [string, string]): string {
  if (text === printed) return meaning;
  return text.replaceAll(`/${printed}`, `/${meaning}`).replaceAll(`"${printed}"`, `"${meaning}"`);
}

function renameAnywhere(text: string, [printed, meaning]: readonly [string, string]): string {
  return text.replaceAll(printed, meaning);
}

/** What another server made up says nothing of this one. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const parts = Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
    switch (key) {
      case 'itemsPerPage':
      case 'password':
      case '$ref':
      case 'location':
      case 'version':
      case 'created':
      case 'lastModified':
        return [];
      case 'id':
        return [[key, /[{:]/.test(String(part)) || /^[A-Z]/.test(String(part)) ? part : '*']];
      case 'nextCursor':
      case 'previousCursor':
        return [[key, '*']];
      default:
        return part === null ? [] : [[key, comparable(part)]];
    }
  });
  return Object.fromEntries(parts);
}

/** RFC 7643 section 8 prints resources: the one that is printed is created, and then read. */
function expectedAsGiven({ request, expect }: Recorded): Exchange['given'] {
  const id = request?.path.split('/').at(-1) ?? '';
  return { [id]: expect?.body as Readonly<Record<string, unknown>> };
}
