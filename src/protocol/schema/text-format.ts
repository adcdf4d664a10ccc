// What the types of RFC 7643 §2.3 that are written as strings ask of the text.
import { parseDateTime } from './date-time.ts';
import type { AttributeType } from './types.ts';

const BASE64 = /^[A-Za-z0-9+/_-]*(={0,2})$/;
const NOT_IN_URI = /[\s<>"{}|\\^`\p{Cc}]|%(?![0-9a-f]{2})/iu;

/** What text of this type must be, as words for an error; undefined when it is that. */
export function wantedFormat(type: AttributeType, text: string): string | undefined {
  switch (type) {
    case 'dateTime':
      return parseDateTime(text) === undefined ? 'a dateTime such as "2026-01-31T08:00:00Z"' : undefined;
    case 'binary':
      return isBase64(text) ? undefined : 'base64';
    case 'reference':
      // RFC 7643 §2.3.7: absolute or relative. Letters beyond ASCII are let through, as in an IRI.
      return NOT_IN_URI.test(text) ? 'a URI' : undefined;
    default:
      return undefined;
  }
}

/** RFC 7643 §2.3.6: either alphabet of RFC 4648; lines may be broken, as xsd:base64Binary has it. */
function isBase64(text: string): boolean {
  const joined = text.replace(/\s/g, '');
  const padding = BASE64.exec(joined)?.[1]?.length;
  if (padding === undefined) return false;
  return padding > 0 ? joined.length % 4 === 0 : joined.length % 4 !== 1;
}
