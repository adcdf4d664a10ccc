// The Bulk endpoint (RFC 7644 §3.7).
import type { Directory } from '../directory/directory.ts';
import { bulkResponse, MAX_PAYLOAD_BYTES, parseBulk } from '../protocol/index.ts';
import { type BodyLimit, readJson } from './body.ts';
import { type Route, reply, targetOf } from './route.ts';

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
      return reply(JSON.stringify(bulkResponse(request, results)));
    },
  ];
}
