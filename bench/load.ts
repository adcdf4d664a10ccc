// Sends requests over keep-alive connections, one in flight on each, and times every answer.
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type Answer, createAnswerReader } from './answer-reader.ts';

export interface Load {
  readonly port: number;
  readonly connections: number;
  /** No request starts later than this. */
  readonly milliseconds: number;
  /** Nor more than these. */
  readonly maxRequests: number;
  /** The text of the n-th request, from 0; latin1. */
  readonly request: (n: number) => string;
  /** Keeps the bodies of answers and passes them on with the number of their request. */
  readonly onAnswer?: ((answer: Answer, n: number) => void) | undefined;
  /** Once it is aborted, no request starts. */
  readonly signal?: AbortSignal;
}

export interface LoadResult {
  readonly requests: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Milliseconds, ascending. */
  readonly latencies: Float64Array;
  /** The first answer that was not 2xx, if there was one. */
  readonly failure: string | undefined;
  /** Requests that were made and not sent. */
  readonly unsent: readonly string[];
}

interface Made {
  readonly n: number;
  readonly text: string;
}

/** A connection without an answer for this long is broken. */
const PATIENCE_MS = 30_000;

/** Resolves when the last answer is in. @throws Error when a connection breaks or falls silent. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(load.port)));
  const latencies: number[] = [];
  let failure: string | undefined;
  let made = 0;
  let end = 0;
  const unsent: string[] = [];
  const begin = performance.now();

  function make(): Made | undefined {
    if (made === load.maxRequests) return undefined;
    const n = made;
    made += 1;
    return { n, text: load.request(n) };
  }

  function drive(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let sent: Made | undefined;
      let next: Made | undefined;
      let sentAt = 0;
      const read = createAnswerReader(load.onAnswer !== undefined, (answer) => {
        end = performance.now();
        latencies.push(end - sentAt);
        if (answer.status >= 300) failure ??= `${answer.status} ${answer.body}`.trim();
        load.onAnswer?.(answer, sent?.n ?? 0);
        send();
      });
      function send(): void {
        sent = next ?? make();
        const now = performance.now();
        if (sent === undefined || now - begin > load.milliseconds || load.signal?.aborted) {
          if (sent !== undefined) unsent.push(sent.text);
          resolve();
          return;
        }
        sentAt = performance.now();
        socket.write(sent.text, 'latin1');
        // What it takes to make a request is no time of the server's; but some follow from the answer.
        next = load.onAnswer === undefined ? make() : undefined;
      }
      socket.on('data', read);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('The server closed a connection.')));
      socket.setTimeout(PATIENCE_MS, () => reject(new Error('The server does not answer.')));
      send();
    });
  }

  try {
    await Promise.all(sockets.map(drive));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (end - begin) / 1000;
  return {
    requests: latencies.length,
    seconds,
    latencies: Float64Array.from(latencies).sort(),
    failure,
    unsent,
  };
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
