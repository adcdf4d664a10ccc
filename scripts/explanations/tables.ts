// The codes of the sync as Markdown tables, between the marks of a document.
import { EXPLANATIONS, type Explanation } from '../../src/sync/explanations.ts';

/** The document with its tables as they must be. */
export function writeExplanations(document: string): string {
  const entries = Object.entries(EXPLANATIONS);
  const users = entries.filter(([, { state }]) => state !== 'shop');
  const shops = entries.filter(([, { state }]) => state === 'shop');
  return between(
    between(document, 'users', [
      '| code | state | cause | remedy |',
      '|---|---|---|---|',
      ...users.map(([code, explanation]) => row(code, explanation, true)),
    ]),
    'shops',
    [
      '| code | cause | remedy |',
      '|---|---|---|',
      ...shops.map(([code, explanation]) => row(code, explanation, false)),
    ],
  );
}

function row(code: string, { state, cause, remedy }: Explanation, withState: boolean): string {
  return `| \`${code}\` |${withState ? ` ${state} |` : ''} ${cause} | ${remedy} |`;
}

/** @throws Error when the document has no such marks */
function between(document: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the document has no place for the codes of ${name}`);
  return `${document.slice(0, from + begin.length)}${lines.join('\n')}\n${document.slice(to)}`;
}
