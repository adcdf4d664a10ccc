// A SCIM endpoint under measurement, and the requests that it is sent.
import type { Answer } from './answer-reader.ts';
import { type LoadResult, runLoad } from './load.ts';
import { SCIM_ROOT, userBody } from './population.ts';

export interface Target {
  readonly port: number;
  readonly token: string;
  /** How many people it began with. */
  readonly users: number;
  /** The id of person number n. */
  readonly userIdOf: (n: number) => string;
  /** How it takes the booleans of a PATCH: as Entra's default dialect writes them, or as JSON only. */
  readonly booleans: 'text' | 'json';
  /** Number of the next person to create. */
  nextUser: number;
  /** How many PATCHes were sent to users. */
  patched: number;
  /** The groups that rows write to and read, by the size that they began with. */
  readonly groups: Map<number, MadeGroups>;
}

/** Groups of one size, made for the measuring. */
export interface MadeGroups {
  readonly ids: readonly string[];
  /** Members that were added to them since. */
  added: number;
}

export type Endpoint = Pick<Target, 'port' | 'token'>;

/** The text of a request, as Entra sends it: no User-Agent, SCIM media type. */
export function requestText(
  { token }: Pick<Target, 'token'>,
  method: string,
  path: string,
  body?: unknown,
): string {
  const head = `${method} ${SCIM_ROOT}${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nAccept: application/scim+json\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const text = JSON.stringify(body);
  return `${head}Content-Type: application/scim+json; charset=utf-8\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

const SEED_CONNECTIONS = 32;

/** Creates the first people over SCIM and returns their ids. */
export async function createUsers(target: Endpoint, count: number): Promise<string[]> {
  const ids: string[] = [];
  const result = await runLoad({
    port: target.port,
    connections: SEED_CONNECTIONS,
    milliseconds: Number.POSITIVE_INFINITY,
    maxRequests: count,
    request: (n) => requestText(target, 'POST', '/Users', userBody(n)),
    onAnswer: ({ body }, n) => {
      ids[n] = idOf(body);
    },
  });
  refuseFailure(result);
  return ids;
}

/** Sends one request and returns the body of its answer. */
export async function sendOne({ port }: Pick<Target, 'port'>, request: string): Promise<string> {
  let answer = '';
  const result = await runLoad({
    port,
    connections: 1,
    milliseconds: Number.POSITIVE_INFINITY,
    maxRequests: 1,
    request: () => request,
    onAnswer: ({ body }: Answer) => {
      answer = body;
    },
  });
  refuseFailure(result);
  return answer;
}

export function idOf(body: string): string {
  return String((JSON.parse(body) as { id?: unknown }).id);
}

/** A figure counts only if every answer was a success. */
export function refuseFailure({ failure }: LoadResult): void {
  if (failure !== undefined) throw new Error(`A request was refused: ${failure.slice(0, 500)}`);
}
