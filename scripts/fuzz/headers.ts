// Random headers: who asks, what is accepted, which version is meant, and what hardly anybody sends.
import type { Random } from './random.ts';

const ACCEPTS = [
  'application/scim+json',
  'application/json',
  '*/*',
  'text/html',
  'application/*;q=0',
  ';;,',
  '',
  'application/scim+json;q=0, */*',
];
const TYPES = [
  'application/json',
  'application/scim+json; charset=utf-8',
  'application/scim+json;charset=utf-16',
  'text/plain',
  'multipart/form-data',
  ';',
  'application/json; charset="UTF8"',
];
const TAGS = ['*', 'W/"1"', 'W/"2"', '"1", W/"3"', 'W/"1'];
const NO_TAGS = ['nonsense', '', ',', '"\xff"'];

export function headersOf(random: Random, token: string, hasBody: boolean): [name: string, value: string][] {
  const headers: [string, string][] = [['host', '127.0.0.1']];
  const rarely = () => random.oneIn(100);
  if (!rarely()) headers.push(['authorization', `Bearer ${token}`]);
  else
    headers.push([
      'authorization',
      random.pick([
        'Bearer x',
        'Bearer',
        'Basic eDp5',
        `Bearer ${token}x`,
        'Bearer \xe9',
        `bearer  ${token}`,
      ]),
    ]);
  if (random.oneIn(4))
    headers.push(['accept', random.oneIn(12) ? random.pick(ACCEPTS) : 'application/scim+json']);
  if (hasBody && !rarely())
    headers.push(['content-type', rarely() ? random.pick(TYPES) : 'application/scim+json']);
  if (random.oneIn(15)) headers.push(['if-match', tag(random)]);
  if (random.oneIn(20)) headers.push(['if-none-match', tag(random)]);
  if (random.oneIn(100)) {
    headers.push(
      random.pick<[string, string]>([
        ['host', 'other.example'],
        ['expect', '100-continue'],
        ['expect', 'miracles'],
        ['connection', 'close'],
        ['content-encoding', 'gzip'],
        ['range', 'bytes=0-1'],
        ['x-http-method-override', 'DELETE'],
        ['cookie', 'a=b'],
        ['x-long', 'x'.repeat(20_000)],
        ['if-modified-since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
      ]),
    );
  }
  return headers;
}

function tag(random: Random): string {
  return random.pick(random.oneIn(10) ? NO_TAGS : TAGS);
}
