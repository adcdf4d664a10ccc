// Staged uploads: signed places for files, filled by an HTTP form as on Shopify's file store.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { FaultInjector } from '../faults.ts';
import { HttpFault, readBuffer, sendXml } from '../http/messages.ts';
import type { StagedTarget, StagedUploadInput } from './port.ts';

export type Uploads = {
  stage(input: StagedUploadInput): StagedTarget;
  /** The uploaded file; undefined when none came. */
  file(key: string): Buffer | undefined;
  /** Answers POST /staged-uploads and PUT /staged-uploads/{key}. */
  receive(request: IncomingMessage, response: ServerResponse): Promise<void>;
  clear(): void;
};

type Place = { parameters: Map<string, string>; expiresAt: number; body: Buffer | undefined };

/** Somewhat more than the 100 MB that an operation takes, so that its own refusal can be met. */
const maximumBytes = 128 * 1024 * 1024;
const lifetimeMs = 24 * 60 * 60 * 1000;

export const uploadPath = '/staged-uploads';

export function createUploads(clock: Clock, faults: FaultInjector, origin: () => string): Uploads {
  const places = new Map<string, Place>();

  function stage({ filename, mimeType, httpMethod }: StagedUploadInput): StagedTarget {
    const key = `tmp/1/bulk/${randomUUID()}/${filename}`;
    const signature = randomUUID().replaceAll('-', '');
    const parameters = new Map([
      ['key', key],
      ['Content-Type', mimeType],
      ['success_action_status', '201'],
      ['acl', 'private'],
      ['x-goog-algorithm', 'GOOG4-RSA-SHA256'],
      ['x-goog-date', new Date(clock.now()).toISOString()],
      ['x-goog-signature', signature],
    ]);
    places.set(key, { parameters, expiresAt: clock.now() + lifetimeMs, body: undefined });
    const resourceUrl = `${origin()}${uploadPath}/${key}`;
    if (httpMethod === 'POST') {
      const listed = [...parameters].map(([name, value]) => ({ name, value }));
      return {
        url: `${origin()}${uploadPath}/`,
        resourceUrl: `${origin()}${uploadPath}/`,
        parameters: listed,
      };
    }
    return {
      url: `${resourceUrl}?x-goog-signature=${signature}`,
      resourceUrl,
      parameters: [
        { name: 'content_type', value: mimeType },
        { name: 'acl', value: 'private' },
      ],
    };
  }

  /** The place that the fields open; the words are those of Google's file store. */
  function open(key: string, fields: ReadonlyMap<string, string>, needed: readonly string[]): Place | string {
    const place = places.get(key);
    if (!place || needed.some((name) => fields.get(name) !== place.parameters.get(name))) {
      return 'SignatureDoesNotMatch';
    }
    return place.expiresAt < clock.now() ? 'ExpiredToken' : place;
  }

  function refuse(response: ServerResponse, code: string) {
    sendXml(response, code === 'ExpiredToken' ? 400 : 403, `<Error><Code>${code}</Code></Error>`);
  }

  async function receiveForm(request: IncomingMessage, response: ServerResponse) {
    const form = await readForm(request);
    const fields = new Map<string, string>();
    let file: Blob | undefined;
    for (const [name, value] of form) {
      // What follows the file is not read, as on the real file store.
      if (typeof value !== 'string') {
        if (name === 'file') file = value;
        break;
      }
      fields.set(name, value);
    }
    if (!file) return sendXml(response, 400, '<Error><Code>InvalidArgument</Code></Error>');
    const key = fields.get('key') ?? '';
    const place = open(key, fields, [...(places.get(key)?.parameters.keys() ?? [])]);
    if (typeof place === 'string') return refuse(response, place);
    place.body = Buffer.from(await file.arrayBuffer());
    const location = `${origin()}${uploadPath}/${key}`;
    return sendXml(
      response,
      201,
      `<PostResponse><Location>${location}</Location><Bucket>staged-uploads</Bucket><Key>${key}</Key></PostResponse>`,
    );
  }

  async function receivePut(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', origin());
    const key = decodeURIComponent(url.pathname.slice(uploadPath.length + 1));
    const body = await readBuffer(request, maximumBytes);
    const place = open(key, new Map(url.searchParams), ['x-goog-signature']);
    if (typeof place === 'string') return refuse(response, place);
    place.body = body;
    return sendXml(response, 200, '');
  }

  return {
    stage,
    file: (key) => places.get(key)?.body,
    async receive(request, response) {
      if (faults.strike(['upload_503'], [])) {
        return sendXml(response, 503, '<Error><Code>ServiceUnavailable</Code></Error>');
      }
      return request.method === 'PUT' ? receivePut(request, response) : receiveForm(request, response);
    },
    clear: () => places.clear(),
  };
}

async function readForm(request: IncomingMessage): Promise<FormData> {
  const body = await readBuffer(request, maximumBytes);
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  try {
    return await new Response(new Uint8Array(body), { headers }).formData();
  } catch {
    throw new HttpFault(400, 'The upload is not a multipart form');
  }
}
