// Reads the smallest parts of filters and paths: words, attribute names, comparison values.
import { isBareWord, type Strictness } from '../dialects.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { clip, isText } from '../text.ts';
import type { AttributePath, CompareValue } from './ast.ts';

/** UTF-16 units in a filter or path; the longest seen from a provider is under 300. */
export const MAX_TEXT = 8_192;
/** How deep groups, negations and value paths may nest; no client needs more than three. */
const MAX_DEPTH = 64;

export interface Cursor {
  readonly text: string;
  /** What malformed text is called: table 9 of RFC 7644 tells filters from paths. */
  readonly fault: 'invalidFilter' | 'invalidPath';
  readonly mode: Strictness;
  at: number;
  depth: number;
  /** Inside the brackets of a value path. */
  inValuePath: boolean;
}

const SPACE = /\s*/y;
const WORD = /[^\s()[\]"]+/y;
const LETTERS = /[A-Za-z]+/y;
const NAME = /^[A-Za-z$][\w$-]*$/;
const QUOTED = /"(?:[^"\\]|\\.)*"/sy;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Starts reading; refuses text beyond any honest length before looking at it. */
export function openCursor(text: string, fault: Cursor['fault'], mode: Strictness): Cursor {
  if (text.length > MAX_TEXT) {
    throw badRequest(
      fault,
      `The ${noun(fault)} is ${text.length} characters long; at most ${MAX_TEXT} are taken.`,
    );
  }
  return { text, fault, mode, at: 0, depth: 0, inValuePath: false };
}

/** The error for what stands at an offset (counted from 0). */
export function syntaxError(cursor: Cursor, message: string, at: number = cursor.at): ScimError {
  return badRequest(cursor.fault, `The ${noun(cursor.fault)} is malformed at offset ${at}: ${message}.`);
}

function noun(fault: Cursor['fault']): string {
  return fault === 'invalidFilter' ? 'filter' : 'path';
}

/** Goes one level down; the caller comes up again by `cursor.depth -= 1`. */
export function descend(cursor: Cursor): void {
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) throw syntaxError(cursor, `nested deeper than ${MAX_DEPTH} levels`);
}

/** Takes what the pattern matches here, after spaces, or undefined. */
function take(cursor: Cursor, pattern: RegExp): string | undefined {
  skipSpace(cursor);
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

function skipSpace(cursor: Cursor): void {
  SPACE.lastIndex = cursor.at;
  cursor.at += SPACE.exec(cursor.text)?.[0].length ?? 0;
}

type Mark = '(' | ')' | '[' | ']';

/** Whether a character is next, after spaces. */
export function isMark(cursor: Cursor, mark: Mark): boolean {
  skipSpace(cursor);
  return cursor.text[cursor.at] === mark;
}

/** Takes one character if it is next, after spaces. */
export function takeMark(cursor: Cursor, mark: Mark): boolean {
  if (!isMark(cursor, mark)) return false;
  cursor.at += 1;
  return true;
}

/** Takes a character or fails. */
export function expectMark(cursor: Cursor, mark: Mark): void {
  if (!takeMark(cursor, mark)) throw syntaxError(cursor, `"${mark}" expected${found(cursor)}`);
}

/** Fails unless everything was read. */
export function expectEnd(cursor: Cursor): void {
  skipSpace(cursor);
  if (cursor.at < cursor.text.length) throw syntaxError(cursor, `nothing more expected${found(cursor)}`);
}

/** Takes a keyword (`and`, `or`, `not`) in any case if it is the next whole word. */
export function takeKeyword(cursor: Cursor, keyword: string): boolean {
  const start = cursor.at;
  if (take(cursor, WORD)?.toLowerCase() === keyword) return true;
  cursor.at = start;
  return false;
}

/** Takes an operator's letters, lower case; a value in quotes may follow at once (RFC 7644 figure 4 prints so). */
export function takeOperator(cursor: Cursor): string | undefined {
  return take(cursor, LETTERS)?.toLowerCase();
}

/** Takes `[URN:]name[.sub]`; the URN ends at the last colon, because versions in URNs have dots. */
export function takeAttributePath(cursor: Cursor): AttributePath {
  skipSpace(cursor);
  const start = cursor.at;
  const word = take(cursor, WORD);
  if (word === undefined) throw syntaxError(cursor, `an attribute name expected${found(cursor)}`);
  const colon = word.lastIndexOf(':');
  const names = word.slice(colon + 1).split('.');
  const [attribute = '', sub] = names;
  if (colon === 0 || names.length > 2 || !names.every((name) => NAME.test(name))) {
    throw syntaxError(cursor, `"${clip(word)}" is not an attribute name`, start);
  }
  return {
    ...(colon === -1 ? {} : { urn: word.slice(0, colon) }),
    attribute,
    ...(sub === undefined ? {} : { sub }),
  };
}

/** Takes `.sub` directly behind a value path, or nothing. */
export function takeSubAttribute(cursor: Cursor): string | undefined {
  if (cursor.text[cursor.at] !== '.') return undefined;
  const start = cursor.at + 1;
  const name = take(cursor, WORD)?.slice(1) ?? '';
  if (!NAME.test(name)) throw syntaxError(cursor, 'a sub-attribute name expected', start);
  return name;
}

/** Takes a comparison value: JSON, or a bare word as text. */
export function takeValue(cursor: Cursor): CompareValue {
  skipSpace(cursor);
  const start = cursor.at;
  const quoted = take(cursor, QUOTED);
  const word = quoted === undefined ? take(cursor, WORD) : undefined;
  if (quoted === undefined && (word === undefined || /^(?:and|or)$/i.test(word))) {
    throw syntaxError(cursor, `a value expected${found(cursor, start)}`, start);
  }
  const value = quoted === undefined ? readWord(word ?? '') : readQuoted(quoted);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw syntaxError(cursor, `the number ${clip(word ?? '')} is too large`);
  if (typeof value === 'string' && word !== undefined && !isBareWord(word, cursor.mode))
    throw syntaxError(cursor, 'strings stand in double quotes', start);
  if (cursor.mode.strict && quoted !== undefined && !isJson(quoted))
    throw syntaxError(cursor, 'a string is written as in JSON', start);
  if (typeof value === 'string' && !isText(value)) {
    throw syntaxError(cursor, 'the value holds a character that is not text', start);
  }
  return value;
}

function readWord(word: string): CompareValue {
  switch (word.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
  }
  if (!NUMBER.test(word)) return word;
  const number = Number(word);
  return number === 0 ? 0 : number; // no negative zero: it would not survive printing
}

/** A JSON string; a backslash that JSON does not know stands for itself, as in "DOMAIN\user". */
function readQuoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  return inner.replace(
    /\\(?:u[\da-fA-F]{4}|["\\/bfnrt])/g,
    (sequence) => JSON.parse(`"${sequence}"`) as string,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function found(cursor: Cursor, at: number = cursor.at): string {
  const rest = cursor.text.slice(at, at + 20);
  return rest === '' ? ', the text ends' : `, found ${JSON.stringify(rest)}`;
}
