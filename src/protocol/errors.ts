// SCIM's errors (RFC 7644 §3.12): the only thing that `protocol/` throws.
import type { JsonObject } from './json.ts';
import { ERROR } from './messages.ts';

/** RFC 7644 table 9 and RFC 9865 §2.1: the scimTypes that go with status 400. */
export type BadRequestType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

type PlainStatus = 401 | 403 | 404 | 405 | 406 | 409 | 412 | 413 | 415 | 429 | 500 | 501 | 503;

/** The legal pairs: 400 always says which fault it is, 409 whether it is uniqueness, the rest speak for themselves. */
type ScimFault =
  | { readonly status: 400; readonly scimType: BadRequestType }
  | { readonly status: 409; readonly scimType: 'uniqueness' }
  | { readonly status: PlainStatus; readonly scimType?: never };

/** An answer of 4xx or 5xx with its SCIM error body; `detail` is written for the person who reads the provider's log. */
export class ScimError extends Error {
  readonly status: ScimFault['status'];
  readonly scimType?: BadRequestType;
  readonly detail: string;

  constructor(fault: ScimFault, detail: string) {
    super(detail);
    this.name = 'ScimError';
    this.status = fault.status;
    if (fault.scimType !== undefined) this.scimType = fault.scimType;
    this.detail = detail;
  }
}

/** 400: the request itself is at fault, `scimType` says how. */
export function badRequest(scimType: BadRequestType, detail: string): ScimError {
  return new ScimError({ status: 400, scimType }, detail);
}

/** 409: a value that must be unique is taken. */
export function conflict(detail: string): ScimError {
  return new ScimError({ status: 409, scimType: 'uniqueness' }, detail);
}

/** 401: no token, or one that is not known. The caller adds WWW-Authenticate. */
export const unauthorized = plain(401);
/** 403: the token is good, the act is not allowed. */
export const forbidden = plain(403);
/** 404: no such resource or endpoint. */
export const notFound = plain(404);
/** 406: nothing in Accept can be served. */
export const notAcceptable = plain(406);
/** 409: what the request refers to could not be created (RFC 7644 §3.7.1). */
export const unresolved = plain(409);
/** 412: If-Match or If-None-Match did not hold. */
export const preconditionFailed = plain(412);
/** 413: more than this service takes in one request. */
export const payloadTooLarge = plain(413);
/** 415: a body that is neither application/scim+json nor application/json. */
export const unsupportedMediaType = plain(415);
/** 429: the caller adds Retry-After in whole seconds. */
export const tooManyRequests = plain(429);
/** 500: a fault of ours; the detail must not leak what it was. */
export const internal = plain(500);
/** 503: not now, and not by this process. */
export const unavailable = plain(503);
/** 501: defined by the RFC, not offered here. */
export const notImplemented = plain(501);

function plain(status: PlainStatus): (detail: string) => ScimError {
  return (detail) => new ScimError({ status }, detail);
}

/** The same error with words put before its detail, such as the PATCH operation that met it. */
export function prefixError(error: ScimError, prefix: string): ScimError {
  const fault = { status: error.status, scimType: error.scimType } as ScimFault;
  return new ScimError(fault, `${prefix}${error.detail}`);
}

/** The body of an error answer (RFC 7644 §3.12); `status` is a string there. */
export function errorMessage(error: ScimError): JsonObject {
  return {
    schemas: [ERROR],
    status: String(error.status),
    ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
    detail: error.detail,
  };
}
