// Reading requests and writing answers on node:http, with a limit on what is read.
import type { IncomingMessage, ServerResponse } from 'node:http';

const maximumBodyBytes = 2 * 1024 * 1024;

/** A fault of the caller that is answered with this status and a message. */
export class HttpFault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'HttpFault';
    this.status = status;
  }
}

/** The whole body as text; more than 2 MiB is refused with 413. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBuffer(request, maximumBodyBytes)).toString('utf8');
}

/** The whole body; more than the maximum is refused with 413. */
export async function readBuffer(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maximumBytes) throw new HttpFault(413, 'Request body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as a JSON object; an empty body counts as an empty object, anything else is refused with 400. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readBody(request);
  return parseJsonObject(text || '{}');
}

/** Parses a JSON object; anything else is refused with 400. */
export function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpFault(400, 'Required parameter missing or invalid: the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpFault(400, 'Required parameter missing or invalid: the body is not a JSON object');
  }
  return value as Record<string, unknown>;
}

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** Answers with an HTML page. */
export function sendHtml(response: ServerResponse, status: number, body: string): void {
  sendText(response, status, 'text/html; charset=utf-8', body);
}

/** Answers as a file store does. */
export function sendXml(response: ServerResponse, status: number, body: string): void {
  sendText(response, status, 'application/xml; charset=utf-8', body);
}

/** Answers with a body of any type. */
export function sendText(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
