// What counts as text, and how it is compared where case does not matter (RFC 7643 §2.3.1, caseExact false).

const ASCII = /^[\0-\x7f]*$/;
const NOT_TEXT = /[\0\p{Surrogate}]/u;
const WIDE_OR_NARROW = /[\u3000\uff01-\uffee]/g;

/**
 * The key under which two spellings are the same: stored beside unique values and used by every comparison.
 *
 * RFC 7644 §5 asks for PRECIS (now RFC 8265, UsernameCaseMapped): full-width and half-width forms become ordinary
 * ones, letters lower case, the whole NFC. Two choices keep it stable: no locale takes part, and the Greek final
 * sigma counts as a sigma, because lower-casing would otherwise depend on the letters that follow. Never change
 * this without a migration: stored keys were made with it. `foldCase(foldCase(x)) === foldCase(x)`.
 *
 * @example foldCase('Ｊoe@Example.com') === 'joe@example.com'
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .replace(WIDE_OR_NARROW, (letter) => letter.normalize('NFKC'))
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFC');
}

/** Whether a string is Unicode text that every store gives back as it came: no NUL, no half of a surrogate pair. */
export function isText(value: string): boolean {
  return !NOT_TEXT.test(value);
}

/** Order by code point, as stores compare text; plain comparison goes by UTF-16 units, which differ beyond U+FFFF. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    // Halves of a pair stand for what comes after everything else, although their units do not.
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Text of a caller's as it may stand in an error: not longer than a line. */
export function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
