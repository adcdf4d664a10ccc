// What a file of test/exchanges/<provider>/ says, and how it is played against a running Rollcall.
import assert from 'node:assert/strict';
import type { Harness } from '../support/rollcall.ts';
import { assertContains } from './contains.ts';
import { type Answer, send } from './send.ts';
import type { Stage } from './stage.ts';

/** One file: what exists before, the requests in order with the answers to expect, and what GET shows afterwards. */
export interface Exchange {
  readonly title: string;
  /** Where it is written that a client does this, or that a provider must. */
  readonly source: string;
  /** Which entries of dialects.ts, and which of POLICIES, it is an example of. */
  readonly shows?: readonly string[];
  /** Settings of the connection that differ from the defaults, such as `strict`. */
  readonly connection?: Readonly<Record<string, unknown>>;
  /**
   * What exists before, in order: a user if it has a `userName`, else a group. The key names it from then on:
   * `{ada}` is its id, `{ada.version}` and `{ada.location}` are of its meta. `"page*11"` makes eleven, with `{n}` in
   * their texts, named page1 to page11.
   */
  readonly given?: Readonly<Record<string, Attributes>>;
  readonly steps: readonly Step[];
  /** By path, what GET answers: parts of the body, or a status alone. */
  readonly afterwards?: Readonly<Record<string, Attributes | number>>;
  /** How much of a list must be named; the own files name all of it. */
  readonly lists?: 'whole' | 'some';
}

export interface Step {
  /** Seconds that pass first. */
  readonly later?: number;
  /** Method and path below the SCIM root, as read: `GET /Users?filter=userName eq "ada"`. */
  readonly request: string;
  /** Beside the token and, with a body, `Content-Type: application/scim+json`; null takes one of these away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
  readonly expect: Expectation;
  /** Names for later: `{ "etag": "meta.version" }` takes a value out of the answer's body. */
  readonly keep?: Readonly<Record<string, string>>;
}

export interface Expectation {
  readonly status: number | readonly number[];
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Parts of the body: `"*"` stands for anything, null for nothing. */
  readonly body?: unknown;
}

type Attributes = Readonly<Record<string, unknown>>;
/** What `{name}` stands for in the requests and answers of one exchange. */
type Names = Record<string, string>;

let played = 0;

/** Plays an exchange on a connection of its own, so that it meets nothing but what it was given. */
export async function playExchange(stage: Stage, exchange: Exchange): Promise<void> {
  const harness = stage.harness();
  const token = await openConnection(harness, exchange.connection);
  const names: Names = { 'random-guid': crypto.randomUUID() };
  const call = (request: string, body?: unknown, headers: Step['headers'] = {}) =>
    send(harness.url, token, putIn(request, names), putIn(body, names), putIn(headers, names));
  for (const [name, attributes] of Object.entries(exchange.given ?? {})) {
    await create(call, names, name, attributes);
  }
  const { lists = 'whole', steps, afterwards = {} } = exchange;
  for (const { later = 0, request, headers, body, expect, keep = {} } of steps) {
    stage.wait(later);
    const answer = await call(request, body, headers);
    assertAnswer(answer, putIn(expect, names), lists, request);
    for (const [name, path] of Object.entries(keep)) names[name] = String(take(answer.body, path));
  }
  for (const [path, wanted] of Object.entries(afterwards)) {
    const expect = typeof wanted === 'number' ? { status: wanted } : { status: 200, body: wanted };
    assertAnswer(await call(`GET ${path}`), putIn(expect, names), lists, `GET ${path} afterwards`);
  }
}

async function openConnection({ rollcall }: Harness, settings: Exchange['connection']): Promise<string> {
  played += 1;
  const shop = `exchange-${played}.myshopify.com`;
  await rollcall.tenants.ensureConnection(shop, { scimProvisioning: true, domains: ['*'], ...settings });
  return (await rollcall.tenants.createToken(shop)).token;
}

type Call = (request: string, body?: unknown) => Promise<Answer>;

async function create(call: Call, names: Names, key: string, attributes: Attributes): Promise<void> {
  const [name = key, count] = key.split('*');
  for (let n = 1; n <= Number(count ?? 1); n += 1) {
    if (count !== undefined) names.n = String(n);
    const kind = 'userName' in attributes ? 'User' : 'Group';
    const schemas = [`urn:ietf:params:scim:schemas:core:2.0:${kind}`];
    const answer = await call(`POST /${kind}s`, { schemas, ...attributes });
    assert.equal(answer.status, 201, `given ${key}: ${JSON.stringify(answer.body)}`);
    const { id, meta } = answer.body;
    const called = count === undefined ? name : name + n;
    names[called] = id;
    for (const [part, value] of Object.entries(meta)) names[`${called}.${part}`] = String(value);
  }
}

function assertAnswer(answer: Answer, expect: Expectation, lists: 'whole' | 'some', request: string): void {
  const statuses = [expect.status].flat();
  const said = `${request} answered ${answer.status} ${JSON.stringify(answer.body)}`;
  assert.ok(statuses.includes(answer.status), `${said}, not ${statuses.join(' or ')}`);
  for (const [name, wanted] of Object.entries(expect.headers ?? {})) {
    const value = answer.headers[name.toLowerCase()];
    if (wanted === '*') assert.notEqual(value, undefined, `${name} is there: ${said}`);
    else assert.equal(value ?? null, wanted, `${name}: ${said}`);
  }
  // Where several answers will do, one of them is without a body: what it would say is looked up afterwards.
  if (expect.body !== undefined && (answer.body !== undefined || statuses.length === 1)) {
    assertContains(answer.body, expect.body, { lists, said });
  }
}

/** The value with `{name}` replaced by what the name stands for; names not known are left as they are. */
function putIn<T>(value: T, names: Names): T {
  if (typeof value === 'string') {
    return value.replaceAll(/\{([\w.-]+)\}/g, (text, name) => names[name] ?? text) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => putIn(item, names)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [putIn(key, names), putIn(item, names)]),
  ) as T;
}

function take(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}
