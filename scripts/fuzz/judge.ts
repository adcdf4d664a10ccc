// What is wrong with an answer, whatever was asked: statuses, error bodies, headers, lists, versions, secrets.
import { STATUS_CODES } from 'node:http';
import { type FuzzRequest, ROOT } from './requests.ts';
import { SECRET } from './values.ts';
import type { Answer } from './wire.ts';

const SCIM = 'application/scim+json';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** RFC 7644 table 9 and RFC 9865 §2.1. */
const SCIM_TYPES = new Set([
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
]);

type Json = Readonly<Record<string, unknown>>;

/** What is wrong, or undefined; the request is undefined where what was sent was none. */
export function judge(answer: Answer, request?: FuzzRequest): string | undefined {
  const { status, reason, headers, body } = answer;
  if (reason !== STATUS_CODES[status]) return `the status text is "${reason}"`;
  const isMe = request?.target.startsWith(`${ROOT}/Me`) || request?.target.includes('/Me');
  if (status >= 500 && !(status === 501 && isMe)) return `status ${status}`;
  if (body.includes(SECRET) || [...headers.values()].some((value) => value.includes(SECRET)))
    return 'a password leaked';
  if (request !== undefined && !isScim(request.target)) return undefined;
  if (status === 204 || status === 304)
    return headers.has('content-type') ? 'a type without a body' : undefined;
  if (headers.get('content-type') !== SCIM) return `the type is ${headers.get('content-type')}`;
  if (status === 401 && !headers.has('www-authenticate')) return '401 without WWW-Authenticate';
  if (status === 405 && !headers.has('allow')) return '405 without Allow';
  if (request?.method === 'HEAD') return undefined;
  const parsed = parse(body);
  if (parsed === undefined) return 'the body is no JSON object';
  return status >= 400 ? judgeError(parsed, status) : judgeSuccess(parsed, answer, request);
}

/** What the SCIM endpoint does not answer has its own forms. */
function isScim(target: string): boolean {
  return target.startsWith(`${ROOT}/`) && !target.includes('..') && !target.includes('%2e');
}

/** The first fault of an error, which a Bulk also holds. */
function judgeError(error: Json, status: number): string | undefined {
  const { schemas, detail, scimType } = error;
  if (!Array.isArray(schemas) || schemas[0] !== ERROR || schemas.length !== 1)
    return 'the error names no Error schema';
  if (error.status !== String(status)) return `the error says status ${error.status}`;
  if (typeof detail !== 'string' || detail === '') return 'the error has no detail';
  if (detail.length > 1000) return 'the detail is longer than anybody reads';
  if (/\[object|undefined|SQLITE|TypeError|node:internal/.test(detail))
    return `the detail shows what it should not: ${detail}`;
  const isKnown = typeof scimType === 'string' && SCIM_TYPES.has(scimType);
  return (status === 400 || scimType !== undefined) && !isKnown
    ? `status ${status} with scimType ${scimType}`
    : undefined;
}

function judgeSuccess(
  body: Json,
  { status, headers }: Answer,
  request: FuzzRequest | undefined,
): string | undefined {
  if (!Array.isArray(body.schemas) || body.schemas.length === 0) return 'the body names no schemas';
  if (body.schemas[0] === LIST) return judgeList(body);
  if (status === 201 && !headers.has('location')) return '201 without Location';
  if (Array.isArray(body.Operations)) return judgeBulk(body.Operations as Json[]);
  const version = (body.meta as Json | undefined)?.version;
  if (version !== undefined && version !== headers.get('etag'))
    return `version ${version} but ETag ${headers.get('etag')}`;
  const isOne = request !== undefined && /\/(Users|Groups)\//.test(request.target);
  return isOne && typeof body.id !== 'string' ? 'a resource without id' : undefined;
}

function judgeList({ totalResults, itemsPerPage, Resources }: Json): string | undefined {
  if (!Array.isArray(Resources) || itemsPerPage !== Resources.length)
    return 'itemsPerPage is not what there is';
  if (typeof totalResults !== 'number' || totalResults < Resources.length)
    return `totalResults ${totalResults} of ${Resources.length}`;
  const ids = Resources.map(({ id }) => id);
  return new Set(ids).size < ids.length ? 'a resource is listed twice' : undefined;
}

function judgeBulk(operations: readonly Json[]): string | undefined {
  for (const { status, response, location, method } of operations) {
    const code = Number(status);
    if (code >= 500) return `an operation has status ${status}`;
    if (code >= 400) {
      const fault = judgeError((response ?? {}) as Json, code);
      if (fault !== undefined) return `of an operation, ${fault}`;
    } else if (typeof location !== 'string' || typeof method !== 'string')
      return 'an operation without location or method';
  }
  return undefined;
}

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
