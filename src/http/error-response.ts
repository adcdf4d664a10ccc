// A SCIM error as an HTTP answer (RFC 7644 §3.12).
import { errorMessage, ScimError } from '../protocol/index.ts';
import { ENCODED_BODY } from './negotiation.ts';

/** 429, with the time after which it may be tried again. */
export class RetryLater extends ScimError {
  readonly seconds: number;
  constructor(detail: string, seconds: number) {
    super({ status: 429 }, detail);
    this.seconds = seconds;
  }
}

/** 415, with what would have been taken. */
export class EncodedBody extends ScimError {
  constructor() {
    super({ status: 415 }, ENCODED_BODY.message);
  }
}

/** 405, with what would have been possible. */
export class WrongMethod extends ScimError {
  readonly allow: string;
  constructor(allow: string) {
    super({ status: 405 }, `Only ${allow} is possible on this path.`);
    this.allow = allow;
  }
}

export function errorResponse(error: ScimError, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(errorMessage(error)), {
    status: error.status,
    headers: {
      'content-type': 'application/scim+json',
      // RFC 9110 §11.6.1: a 401 says how to authenticate.
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
      // In whole seconds: of the two forms of RFC 9110 §10.2.3, Okta reads this one alone.
      ...(error instanceof RetryLater && { 'retry-after': String(error.seconds) }),
      ...(error instanceof EncodedBody && ENCODED_BODY.headers),
      ...(error instanceof WrongMethod && { allow: error.allow }),
      // The rest of the body is not read, so the connection cannot carry another request.
      ...(error.status === 413 && { connection: 'close' }),
      ...headers,
    },
  });
}
