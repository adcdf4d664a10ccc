// Versions as entity tags, and requests that hold only for some of them (RFC 7644 §3.14, RFC 9110 §13).
import { badRequest, preconditionFailed } from './errors.ts';

/** What If-Match or If-None-Match lists: any version, or these tags without `W/` and quotes. */
export type EntityTags = '*' | readonly string[];

export interface Preconditions {
  readonly ifMatch?: EntityTags;
  readonly ifNoneMatch?: EntityTags;
}

/** RFC 7644 §3.14 prints a tag whose last quote is missing, and clients were written by it. */
const LISTED = /[ \t,]*(?:W\/)?"([\x21\x23-\x7e\x80-\uffff]*)(?:"|$)[ \t]*(?=,|$)/iy;
const NOTHING_ELSE = /^[ \t,]*$/;

/** The tag of a version: weak, since two representations of it differ in the attributes that were asked for. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * The value of If-Match or If-None-Match, or the `version` of a Bulk operation.
 *
 * @example parseEntityTags('W/"3", "4"', 'If-Match') // ['3', '4']
 * @param name what it is, for the message.
 * @throws ScimError 400 invalidSyntax
 */
export function parseEntityTags(text: string, name: string): EntityTags {
  if (text.trim() === '*') return '*';
  const tags: string[] = [];
  LISTED.lastIndex = 0;
  for (let end = 0; end < text.length; end = LISTED.lastIndex) {
    const tag = LISTED.exec(text)?.[1];
    if (tag === undefined && tags.length > 0 && NOTHING_ELSE.test(text.slice(end))) break;
    if (tag === undefined) throw malformed(name);
    tags.push(tag);
  }
  if (tags.length === 0) throw malformed(name);
  return tags;
}

/**
 * Whether a reader already holds this version, so that 304 answers it. Tags are compared weakly: ours are all weak.
 */
export function isHeld({ ifNoneMatch }: Preconditions, version: number): boolean {
  return ifNoneMatch !== undefined && lists(ifNoneMatch, version);
}

/**
 * RFC 7644 §3.14: the version that the caller knows is the one that is there. Also for readers.
 *
 * @throws ScimError 412
 */
export function requireMatch({ ifMatch }: Preconditions, version: number): void {
  if (ifMatch === undefined || lists(ifMatch, version)) return;
  throw preconditionFailed(
    `The resource is at version ${entityTag(version)}, which If-Match does not name. Read it again, then repeat the change.`,
  );
}

/**
 * What a write needs: If-Match names the version, If-None-Match does not.
 *
 * @throws ScimError 412
 */
export function requireWritable(preconditions: Preconditions, version: number): void {
  requireMatch(preconditions, version);
  if (!isHeld(preconditions, version)) return;
  throw preconditionFailed(`If-None-Match names version ${entityTag(version)}, and the resource is at it.`);
}

function lists(tags: EntityTags, version: number): boolean {
  return tags === '*' || tags.includes(String(version));
}

function malformed(name: string) {
  return badRequest('invalidSyntax', `${name} must be * or a list of entity tags such as ${entityTag(1)}.`);
}
