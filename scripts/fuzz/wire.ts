// HTTP/1.1 as it is on the wire, one request at a time: the answer in every detail, and nothing mended.
import { connect, type Socket } from 'node:net';
import type { FuzzRequest } from './requests.ts';

export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** By lower-case name; of a repeated one all values. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Wire {
  /** @throws Error when the connection breaks before the answer is whole, or nothing comes. */
  send(request: FuzzRequest): Promise<Answer>;
  close(): void;
}

/** Nothing takes the server so long. */
const PATIENCE_MS = 30_000;
const HEAD_END = Buffer.from('\r\n\r\n');

export function toWire({ method, target, headers, body }: FuzzRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  if (body !== undefined) lines.push(`content-length: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return body === undefined ? head : Buffer.concat([head, body]);
}

/** A connection that is opened again whenever the server has closed it. */
export function createWire(port: number): Wire {
  let socket: Socket | undefined;

  async function send(request: FuzzRequest): Promise<Answer> {
    socket ??= await open(port);
    const answer = await exchange(socket, toWire(request), request.method);
    if (answer.headers.get('connection') === 'close') close();
    return answer;
  }

  function close(): void {
    socket?.destroy();
    socket = undefined;
  }

  return { send, close };
}

function exchange(socket: Socket, bytes: Buffer, method: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = (settled: () => void) => {
      socket.removeAllListeners().setTimeout(0);
      socket.on('error', () => undefined);
      settled();
    };
    const fail = (reason: string) =>
      settle(() => reject(new Error(`${reason}; so far: ${preview(received)}`)));
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const read = readAnswer(received, method);
      if (read === undefined) return;
      if (read.end < received.length) fail('more came than one answer');
      else settle(() => resolve(read.answer));
    });
    socket.on('error', (error) => fail(`the connection broke (${error.message})`));
    socket.on('close', () => fail('the connection was closed'));
    socket.setTimeout(PATIENCE_MS, () => fail('no answer'));
    socket.write(bytes);
  });
}

/** Sends bytes on a connection of their own, and reads whatever comes until the server closes it. */
export async function sendBytes(port: number, bytes: Buffer): Promise<readonly Answer[]> {
  const socket = await open(port);
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    // What the server does not want to read any more, it resets.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.setTimeout(PATIENCE_MS, () => reject(new Error('the connection stays open')));
    socket.end(bytes);
  });
  const answers: Answer[] = [];
  for (let rest = Buffer.concat(chunks); rest.length > 0; ) {
    const read = readAnswer(rest, 'GET');
    if (read === undefined) throw new Error(`half an answer: ${preview(rest)}`);
    answers.push(read.answer);
    rest = rest.subarray(read.end);
  }
  return answers;
}

/** Sends bytes, and resets the connection at once or with the first that comes back. */
export async function abandon(port: number, bytes: Buffer, waits: boolean): Promise<void> {
  const socket = await open(port);
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    const leave = () => socket.resetAndDestroy();
    if (waits) socket.once('data', leave).setTimeout(100, leave);
    socket.write(bytes, () => waits || leave());
  });
}

interface Read {
  readonly answer: Answer;
  /** Where the next one begins. */
  readonly end: number;
}

/** The first whole answer in these bytes; undefined if there is more to come. */
function readAnswer(bytes: Buffer, method: string, from = 0): Read | undefined {
  const headEnd = bytes.indexOf(HEAD_END, from);
  if (headEnd === -1) return undefined;
  const [statusLine = '', ...fields] = bytes.toString('latin1', from, headEnd).split('\r\n');
  const [, code = '', reason = ''] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine) ?? [];
  if (code === '') throw new Error(`no status line: ${statusLine}`);
  const status = Number(code);
  const start = headEnd + HEAD_END.length;
  if (status < 200) return readAnswer(bytes, method, start);
  const headers = new Map<string, string>();
  for (const field of fields) {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon).toLowerCase();
    const value = field.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  const read = (body: string, end: number): Read => ({ answer: { status, reason, headers, body }, end });
  if (method === 'HEAD' || status === 204 || status === 304) return read('', start);
  if (headers.get('transfer-encoding') === 'chunked') {
    const chunked = readChunks(bytes, start);
    return chunked && read(chunked.body, chunked.end);
  }
  const end = start + Number(headers.get('content-length') ?? 0);
  return end > bytes.length ? undefined : read(bytes.toString('utf8', start, end), end);
}

function readChunks(bytes: Buffer, start: number): { body: string; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const end = line + 2 + size;
    if (end + 2 > bytes.length) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks).toString('utf8'), end: end + 2 };
    chunks.push(bytes.subarray(line + 2, end));
    at = end + 2;
  }
}

function preview(bytes: Buffer): string {
  return bytes.length === 0 ? 'nothing' : JSON.stringify(bytes.toString('latin1', 0, 300));
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
