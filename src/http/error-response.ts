// A SCIM error as an HTTP answer (RFC 7644 §3.12).
import { errorMessage, type ScimError } from '../protocol/index.ts';

export function errorResponse(error: ScimError, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(errorMessage(error)), {
    status: error.status,
    headers: {
      'content-type': 'application/scim+json',
      // RFC 9110 §11.6.1: a 401 says how to authenticate.
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
      // The rest of the body is not read, so the connection cannot carry another request.
      ...(error.status === 413 && { connection: 'close' }),
      ...headers,
    },
  });
}
