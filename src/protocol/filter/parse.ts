// The grammar of filters and paths (RFC 7644 figures 1 and 7), by recursive descent.
import { LENIENT, type Strictness } from '../dialects.ts';
import { clip } from '../text.ts';
import { type AttributePath, type CompareOperator, type Filter, join, type PatchPath } from './ast.ts';
import {
  type Cursor,
  descend,
  expectEnd,
  expectMark,
  isMark,
  openCursor,
  syntaxError,
  takeAttributePath,
  takeKeyword,
  takeMark,
  takeOperator,
  takeSubAttribute,
  takeValue,
} from './scan.ts';

/**
 * What nearly every filter is: an attribute that equals a quoted text, without anything that is escaped or would have to
 * be looked at. The whole grammar takes six times as long for it.
 */
const PLAIN = /^(?!not )([A-Za-z]\w*)(?:\.([A-Za-z]\w*))? eq "([^"\\\0\ud800-\udfff]*)"$/;

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);

/**
 * Reads a filter. Beyond the RFC's grammar it takes unquoted words as strings, `not` without parentheses, no space
 * before a quoted value, and `emails[type eq "work"].value eq "x"`, all of which clients send. A strict reader takes of
 * these the missing space alone, which RFC 7644 prints itself.
 *
 * @example parseFilter('userName eq "bjensen"')
 *   // { kind: 'compare', path: { attribute: 'userName' }, operator: 'eq', value: 'bjensen' }
 * @throws ScimError 400 invalidFilter naming the offset, counted from 0.
 */
export function parseFilter(text: string, mode: Strictness = LENIENT): Filter {
  const cursor = openCursor(text, 'invalidFilter', mode);
  const [, attribute, sub, value] = PLAIN.exec(text) ?? [];
  if (attribute !== undefined && value !== undefined) {
    const path = sub === undefined ? { attribute } : { attribute, sub };
    return { kind: 'compare', path, operator: 'eq', value };
  }
  const filter = parseOr(cursor);
  expectEnd(cursor);
  return filter;
}

/**
 * Reads a PATCH path. Names are not resolved: parsePatch does that.
 *
 * @example parsePath('emails[type eq "work"].value') // { attribute: 'emails', filter: …, sub: 'value' }
 * @throws ScimError 400 invalidPath naming the offset, counted from 0.
 */
export function parsePath(text: string, mode: Strictness = LENIENT): PatchPath {
  const cursor = openCursor(text, 'invalidPath', mode);
  const path = takeAttributePath(cursor);
  const filter = takeValueFilter(cursor, path);
  const sub = filter === undefined ? undefined : takeSubAttribute(cursor);
  expectEnd(cursor);
  return { ...path, ...(filter === undefined ? {} : { filter }), ...(sub === undefined ? {} : { sub }) };
}

// RFC 7644 §3.4.2.2: not binds before and, and before or.
function parseOr(cursor: Cursor): Filter {
  const filters = [parseAnd(cursor)];
  while (takeKeyword(cursor, 'or')) filters.push(parseAnd(cursor));
  return join('or', filters);
}

function parseAnd(cursor: Cursor): Filter {
  const filters = [parseTerm(cursor)];
  while (takeKeyword(cursor, 'and')) filters.push(parseTerm(cursor));
  return join('and', filters);
}

function parseTerm(cursor: Cursor): Filter {
  if (isMark(cursor, '(')) return parseGroup(cursor);
  if (takeKeyword(cursor, 'not')) {
    descend(cursor);
    const filter = cursor.mode.strict ? parseGroup(cursor) : parseTerm(cursor);
    cursor.depth -= 1;
    return { kind: 'not', filter };
  }
  return parseExpression(cursor);
}

function parseGroup(cursor: Cursor): Filter {
  expectMark(cursor, '(');
  descend(cursor);
  const filter = parseOr(cursor);
  expectMark(cursor, ')');
  cursor.depth -= 1;
  return filter;
}

function parseExpression(cursor: Cursor): Filter {
  const path = takeAttributePath(cursor);
  const filter = takeValueFilter(cursor, path);
  if (filter === undefined) return parseComparison(cursor, path);
  // What is left behind it ends the text, and is refused there.
  const sub = cursor.mode.strict ? undefined : takeSubAttribute(cursor);
  if (sub === undefined) return { kind: 'valuePath', path, filter };
  // Figure 1 has no sub-attribute behind a value path, though clients match by it: one element must satisfy both.
  return {
    kind: 'valuePath',
    path,
    filter: join('and', [filter, parseComparison(cursor, { attribute: sub })]),
  };
}

function takeValueFilter(cursor: Cursor, path: AttributePath): Filter | undefined {
  const start = cursor.at;
  if (!takeMark(cursor, '[')) return undefined;
  // RFC 7643 §2.3.8: sub-attributes are not complex, so a value path cannot hold another.
  if (cursor.inValuePath) throw syntaxError(cursor, 'a value path cannot stand inside another', start);
  if (path.sub !== undefined) throw syntaxError(cursor, 'a value path belongs to an attribute', start);
  descend(cursor);
  cursor.inValuePath = true;
  const filter = parseOr(cursor);
  expectMark(cursor, ']');
  cursor.inValuePath = false;
  cursor.depth -= 1;
  return filter;
}

function parseComparison(cursor: Cursor, path: AttributePath): Filter {
  const start = cursor.at;
  const operator = takeOperator(cursor);
  if (operator === 'pr') return { kind: 'present', path };
  if (operator === undefined || !isCompareOperator(operator)) {
    const wanted = `one of ${[...OPERATORS].join(', ')} or pr expected`;
    throw syntaxError(
      cursor,
      `${wanted}${operator === undefined ? '' : `, found "${clip(operator)}"`}`,
      start,
    );
  }
  return { kind: 'compare', path, operator, value: takeValue(cursor) };
}

function isCompareOperator(word: string): word is CompareOperator {
  return OPERATORS.has(word);
}
