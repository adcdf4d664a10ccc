// What is no HTTP request, or one only nearly, or whose answer nobody waits for: bytes for a connection of their own.
import type { Random } from './random.ts';

const HOST = 'Host: 127.0.0.1\r\n';

export function makeGarbage(random: Random, token: string): Buffer {
  const length = random.pick([1, 10, 300]);
  const whole = `GET /scim/v2/Users?count=1 HTTP/1.1\r\n${HOST}Authorization: Bearer ${token}\r\n`;
  const post = `POST /scim/v2/Users HTTP/1.1\r\n${HOST}Authorization: Bearer ${token}\r\n`;
  return random.pick<() => Buffer>([
    () => Buffer.from(Array.from({ length }, () => random.below(256))),
    () => Buffer.from('GET / HTTP/9.9\r\n\r\n'),
    () => Buffer.from('GET /scim/v2/Users HTTP/1.1\r\n\r\n'),
    () => Buffer.from('GET /scim/v2/Users HTTP/1.0\r\n\r\n'),
    () => Buffer.from(`get /scim/v2/Users HTTP/1.1\r\n${HOST}\r\n`),
    () => Buffer.from(`GET /scim/v2/Us ers HTTP/1.1\r\n${HOST}\r\n`),
    () => Buffer.from(`GET scim/v2/Users HTTP/1.1\r\n${HOST}\r\n`),
    () => Buffer.from(`GET http://[ HTTP/1.1\r\n${HOST}\r\n`),
    () => Buffer.from(`GET /scim/v2/Users HTTP/1.1\r\nHost: a b\r\nHost: c\r\n\r\n`),
    () => Buffer.from(`CONNECT 127.0.0.1:80 HTTP/1.1\r\n${HOST}\r\n`),
    () => Buffer.from(`${whole}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
    () => Buffer.from(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`),
    () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]),
    () => Buffer.from(`${whole}X: ${'x'.repeat(140_000)}\r\n\r\n`),
    () => Buffer.from(`GET /scim/v2/Users?filter=${'x'.repeat(140_000)} HTTP/1.1\r\n${HOST}\r\n`),
    () => Buffer.from(`${whole}Bad Header\r\n\r\n`),
    () => Buffer.from(`${whole}X: a\0b\r\n\r\n`),
    () => Buffer.from(`${whole.slice(0, random.below(whole.length))}`),
    // Several on one connection, and one that breaks off.
    () => Buffer.from(`${whole}\r\n${whole}\r\n${whole}Connection: close\r\n\r\n`),
    () => Buffer.from(`${post}Content-Length: 400\r\n\r\n{"userName":`),
    () => Buffer.from(`${post}Content-Length: -1\r\n\r\n{}`),
    () => Buffer.from(`${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`),
    () => Buffer.from(`${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`),
    () => Buffer.from(`${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`),
    () => Buffer.from(`${post}Transfer-Encoding: chunked\r\n\r\n5\r\n{"use`),
    () => Buffer.from(`${post}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    () => Buffer.from(`${post}Transfer-Encoding: gzip\r\n\r\n{}`),
    () => Buffer.from(`${post}Content-Length: 99999999999\r\n\r\n{}`),
    () => Buffer.from(`${post}Expect: 100-continue\r\nContent-Length: 5000000\r\n\r\n`),
  ])();
}

/** Requests whose sender goes away before the answer is read; none of them changes anything. */
export function makeAbandoned(random: Random, token: string, groupId: string): Buffer {
  const target = random.pick([
    '/Groups?count=1000',
    `/Groups/${groupId}`,
    '/?count=1000',
    '/Users?sortBy=title',
  ]);
  const whole = `GET /scim/v2${target} HTTP/1.1\r\n${HOST}Authorization: Bearer ${token}\r\n\r\n`;
  const half = `POST /scim/v2/Users HTTP/1.1\r\n${HOST}Content-Length: 90\r\n\r\n{"userName"`;
  return Buffer.from(random.oneIn(4) ? half : whole);
}
