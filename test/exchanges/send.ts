// Sends a request with exactly the headers that are given: fetch adds some of its own, and no client sends those.
import { request } from 'node:http';

const SCIM_ROOT = '/scim/v2';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/**
 * @param request method and path; spaces and quotes may stand as they are read. Below the SCIM root, unless the path
 *   begins with `/scim/` itself.
 */
export function send(
  origin: string,
  token: string,
  line: string,
  body: unknown,
  headers: Readonly<Record<string, string | null>>,
): Promise<Answer> {
  const space = line.indexOf(' ');
  const path = line.slice(space + 1);
  const url = new URL(origin + (path.startsWith('/scim/') ? path : SCIM_ROOT + path));
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const sent: Record<string, string | number> = { authorization: `Bearer ${token}` };
  if (text !== undefined) {
    sent['content-type'] = 'application/scim+json';
    sent['content-length'] = Buffer.byteLength(text);
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) delete sent[name.toLowerCase()];
    else sent[name.toLowerCase()] = value;
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: line.slice(0, space), headers: sent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode = 0 } = incoming;
        resolve({ status: statusCode, headers: incoming.headers, body: read(Buffer.concat(chunks)) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

function read(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return bytes.toString('utf8');
  }
}
