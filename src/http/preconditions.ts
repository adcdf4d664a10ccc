// Reads If-Match and If-None-Match.
import type { Context } from 'hono';
import { type Preconditions, parseEntityTags } from '../protocol/index.ts';

/**
 * Undefined where a request has neither, as nearly all.
 *
 * @throws ScimError 400 invalidSyntax
 */
export function readPreconditions({ req }: Context): Preconditions | undefined {
  const ifMatch = req.header('if-match');
  const ifNoneMatch = req.header('if-none-match');
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return {
    ...(ifMatch !== undefined && { ifMatch: parseEntityTags(ifMatch, 'If-Match') }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch: parseEntityTags(ifNoneMatch, 'If-None-Match') }),
  };
}
