// The Bulk endpoint (RFC 7644 §3.7).
import type { Directory } from '../directory/directory.ts';
import {
  type BulkRequest,
  type BulkResult,
  bulkResponse,
  MAX_PAYLOAD_BYTES,
  parseBulk,
} from '../protocol/index.ts';
import { type BodyLimit, readJson } from './body.ts';
import { type CallPart, noteOf } from './call-log.ts';
import { idIn, type Route, reply, targetOf } from './route.ts';

/** RFC 7644 §3.7.4: the refusal names the limit. */
const LIMIT: BodyLimit = {
  bytes: MAX_PAYLOAD_BYTES,
  remedy: 'That is maxPayloadSize; send fewer operations in one request.',
};

export function bulkRoute(options: { readonly directory: Directory; readonly baseUrl: string }): Route {
  const { directory, baseUrl } = options;
  return [
    'POST',
    '/Bulk',
    async ({ c, connection }) => {
      const target = targetOf(connection);
      const { User, Group } = target.types;
      const request = parseBulk([User, Group], await readJson(c, LIMIT), target);
      const results = await directory.bulk({ ...target, baseUrl }, request);
      noteOf(c).parts = results.flatMap((result, at) => partOf(request.operations[at], result));
      return reply(JSON.stringify(bulkResponse(request, results)));
    },
  ];
}

/** What an operation did, for the timeline of the resource that it was about. */
function partOf(
  operation: BulkRequest['operations'][number] | undefined,
  result: BulkResult | undefined,
): CallPart[] {
  if (operation === undefined || 'fault' in operation || result === undefined) return [];
  const { method, type, data } = operation;
  const subject = result.location === undefined ? '' : idIn(result.location);
  return [
    {
      method,
      path: subject === '' ? type.endpoint : `${type.endpoint}/${subject}`,
      subject,
      status: result.status,
      ...(typeof data === 'object' && data !== null && { payload: data }),
      ...(result.fault && { fault: result.fault }),
    },
  ];
}
