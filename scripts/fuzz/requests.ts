// Random requests of all kinds: what is asked, how it is spelt, and what is wrong with it on the way.
import { bulkBody, groupBody, patchBody, searchBody, userBody } from './bodies.ts';
import { headersOf } from './headers.ts';
import { listParameters, projection, type Seen } from './queries.ts';
import type { Random } from './random.ts';
import { anything, word } from './values.ts';

export const ROOT = '/scim/v2';

export interface FuzzRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
}

/** What a stream of requests draws from. */
export interface Source {
  readonly random: Random;
  readonly seen: Seen;
  readonly token: string;
  /** Whether there are so many resources that one should rather go than come. */
  isFull(isGroup: boolean): boolean;
}

type Kind = (source: Source) => Omit<FuzzRequest, 'headers' | 'body'> & { readonly body?: unknown };

const KINDS: readonly (readonly [weight: number, kind: Kind])[] = [
  [20, list],
  [18, getOne],
  [14, create],
  [10, replace],
  [22, patch],
  [6, remove],
  [4, ({ random, seen }) => ({ method: 'POST', target: `${ROOT}/Bulk`, body: bulkBody(random, seen) })],
  [6, search],
  [4, discover],
  [1, ({ random }) => ({ method: anyMethod(random), target: `${ROOT}/Me${random.pick(['', '/', '?x=1'])}` })],
  [3, elsewhere],
];
const LOTS = KINDS.flatMap(([weight, kind]) => Array.from({ length: weight }, () => kind));

export function makeRequest(source: Source): FuzzRequest {
  const { random } = source;
  const { method, target, body } = random.pick(LOTS)(source);
  const spelt = random.oneIn(60)
    ? { method: anyMethod(random), target: misspell(random, target) }
    : { method, target };
  const bytes =
    body === undefined ? (random.oneIn(200) ? spoilText(random, '{}') : undefined) : toBytes(random, body);
  return {
    ...spelt,
    headers: headersOf(random, source.token, bytes !== undefined),
    ...(bytes && { body: bytes }),
  };
}

function list({ random, seen }: Source) {
  const collection = random.pick(['/Users', '/Users', '/Groups', '', '/']);
  return {
    method: readMethod(random),
    target: ROOT + collection + toQuery(random, listParameters(random, seen)),
  };
}

function getOne(source: Source) {
  const { target } = one(source);
  return {
    method: readMethod(source.random),
    target: target + toQuery(source.random, projection(source.random)),
  };
}

function create(source: Source) {
  const { random, seen } = source;
  const isGroup = random.oneIn(3);
  if (source.isFull(isGroup)) return remove(source, isGroup);
  const target = `${ROOT}/${isGroup ? 'Groups' : 'Users'}${toQuery(random, projection(random))}`;
  return { method: 'POST', target, body: isGroup ? groupBody(random, seen) : userBody(random, seen) };
}

function replace(source: Source) {
  const { random, seen } = source;
  const { target, isGroup } = one(source);
  return { method: 'PUT', target, body: isGroup ? groupBody(random, seen) : userBody(random, seen) };
}

function patch(source: Source) {
  const { random, seen } = source;
  const { target, isGroup } = one(source);
  const query = toQuery(random, projection(random));
  return { method: 'PATCH', target: target + query, body: patchBody(random, seen, isGroup) };
}

function remove(source: Source, isGroup = source.random.oneIn(3)) {
  return { method: 'DELETE', target: one(source, isGroup).target };
}

function search({ random, seen }: Source) {
  const collection = random.pick(['/Users', '/Groups', '']);
  return { method: 'POST', target: `${ROOT}${collection}/.search`, body: searchBody(random, seen) };
}

function discover({ random }: Source) {
  const document = random.pick([
    '/ServiceProviderConfig',
    '/ResourceTypes',
    '/ResourceTypes/User',
    '/Schemas',
    `/Schemas/${encode(random, word(random))}`,
  ]);
  const query = random.oneIn(6) ? { filter: 'name eq "x"' } : random.oneIn(4) ? { count: 'x' } : {};
  return {
    method: random.oneIn(8) ? anyMethod(random) : 'GET',
    target: ROOT + document + toQuery(random, query),
  };
}

/** Where SCIM is not, or nothing at all. */
function elsewhere({ random }: Source) {
  const target = random.pick([
    '/',
    '/healthz',
    '/readyz',
    '/admin/api/connections',
    '/scim',
    '/scim/v1/Users',
    '/scim/v2x',
    '/scim/v2//Users',
    '/scim/v2/Users/a/b',
    '/scim/v2/../admin/api/connections',
    '/scim/v2/%2e%2e/Users',
    '/scim/v2/Users/%00',
    '/scim/v2/Users/%ff%fe',
    '/scim/v2/Users/%',
    '/scim/v2/Users/;x=1',
    '/scim/v2/users',
    '/scim/v2/Schemas/__proto__',
    '/scim/v2/?aadOptscim062020/Users',
    '//',
    '*',
    'http://other.example/scim/v2/Users',
    `/scim/v2/Users/${'x'.repeat(9000)}`,
  ]);
  return { method: anyMethod(random), target, ...(random.oneIn(2) && { body: anything(random) }) };
}

function one({ random, seen }: Source, isGroup = random.oneIn(3)) {
  const id = isGroup ? seen.groupId() : seen.userId();
  const shown = random.oneIn(30) ? encode(random, word(random)) : id;
  return { isGroup, target: `${ROOT}/${isGroup ? 'Groups' : 'Users'}/${shown}` };
}

function readMethod(random: Random): string {
  return random.oneIn(12) ? 'HEAD' : 'GET';
}

function anyMethod(random: Random): string {
  return random.pick([
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'QUERY',
    'REPORT',
  ]);
}

function toQuery(random: Random, parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encode(random, value)}`);
  if (random.oneIn(40))
    pairs.push(
      random.pick(['aadOptscim062020', 'x', '=', '&&', '__proto__=1', 'filter', 'count=%', pairs[0] ?? '']),
    );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Percent-encoded, or once in a while by halves. */
function encode(random: Random, text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed()).slice(0, 20_000);
  if (!random.oneIn(50)) return encoded;
  return random.pick([
    encoded.replaceAll('%', '%25'),
    encoded.slice(0, -1),
    encoded.replaceAll('%20', '+'),
    `${encoded}%c3%28`,
    `${encoded}%ed%a0%80`,
  ]);
}

function misspell(random: Random, target: string): string {
  return random.pick([
    `${target}/`,
    target.toLowerCase(),
    target.replace('/scim', '//scim'),
    target.replace('v2/', 'v2/./'),
    `${target}#x`,
    `${target}?`,
    target,
  ]);
}

function toBytes(random: Random, body: unknown): Buffer {
  const text = JSON.stringify(body) ?? '';
  return random.oneIn(40) ? spoilText(random, text) : Buffer.from(text);
}

/** JSON that is none, or that says a thing twice, or more than anybody can hold. */
function spoilText(random: Random, text: string): Buffer {
  const at = random.below(text.length + 1);
  const inside = text.slice(1);
  const deep = random.pick([100, 5000, 100_000]);
  return random.pick<() => Buffer>([
    () => Buffer.from(text.slice(0, at)),
    () => Buffer.from(`${text}}`),
    () => Buffer.from(`\ufeff${text}`),
    () => Buffer.from(text, 'utf16le'),
    () =>
      Buffer.concat([
        Buffer.from(text.slice(0, at)),
        Buffer.from([0xff, 0xc3, 0x28]),
        Buffer.from(text.slice(at)),
      ]),
    () => Buffer.from(`{"userName":"twice@x.example","displayName":"Twice",${inside}`),
    () =>
      Buffer.from(`{"__proto__":{"userName":"p","members":[]},"constructor":{"prototype":{"x":1}},${inside}`),
    () => Buffer.from(`{"userName":1e999,"members":-0,"displayName":${'9'.repeat(400)},${inside}`),
    () => Buffer.from(`{"emails":${'['.repeat(deep)}${']'.repeat(deep)},${inside}`),
    () => Buffer.from(`${'{"name":'.repeat(deep)}1${'}'.repeat(deep)}`),
    () => Buffer.from(`{"name":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)},${inside}`),
    () => Buffer.from(`{"title":"${'x'.repeat(random.oneIn(8) ? 2_200_000 : 70_000)}",${inside}`),
    () => Buffer.from(random.pick(['', 'null', '[]', '"x"', '7', 'undefined', '{', '{}', '[[]]'])),
  ])();
}
