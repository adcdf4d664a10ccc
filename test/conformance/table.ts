// Writes docs/conformance.md from the declared rows.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chapter, Rfc, Row } from './requirement.ts';

const TITLES: Readonly<Record<Rfc, string>> = {
  7643: 'RFC 7643: core schema',
  7644: 'RFC 7644: protocol',
  9865: 'RFC 9865: cursor pagination',
};
const RFCS: readonly Rfc[] = [7643, 7644, 9865];
const VERDICTS: readonly Row['verdict'][] = ['pass', 'deviation', 'not applicable'];

/** A row with its chapter and the id by which its test is found: unique, and stable while its section is. */
export interface Entry {
  readonly id: string;
  readonly chapter: Chapter;
  readonly row: Row;
}

/** Every row in order of RFC and section; rows of one section in the order of their declaration. */
export function listEntries(chapters: readonly Chapter[]): readonly Entry[] {
  const all = chapters.flatMap((chapter) => chapter.rows.map((row) => ({ chapter, row })));
  all.sort((a, b) => a.row.rfc - b.row.rfc || compareSections(a.row.section, b.row.section));
  const counts = new Map<string, number>();
  return all.map(({ chapter, row }) => {
    const place = `${row.rfc}-${row.section}`;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    return { id: `${place}-${count}`, chapter, row };
  });
}

/** The whole document. */
export function renderConformance(chapters: readonly Chapter[]): string {
  const entries = listEntries(chapters);
  const tables = RFCS.map((rfc) => renderRfc(rfc, entries));
  return [renderHead(entries), ...tables, renderSettled(chapters)].join('\n\n');
}

function renderHead(entries: readonly Entry[]): string {
  const count = (rfc: Rfc, verdict: Row['verdict']) =>
    entries.filter(({ row }) => row.rfc === rfc && row.verdict === verdict).length;
  const counts = RFCS.map((rfc) => `| ${TITLES[rfc]} | ${VERDICTS.map((v) => count(rfc, v)).join(' | ')} |`);
  return `# Conformance

Written by \`npm run conformance\` from \`test/conformance/\`; do not edit it here. \`npm test\` runs every row's test, and fails when this page is not what the tests say.

One row for each thing that RFC 7643, RFC 7644 or RFC 9865 asks of a service provider by MUST (also SHALL, REQUIRED) or SHOULD (also RECOMMENDED), in our own words. A *pass* is shown by its test. The test of a *deviation* shows what Rollcall does instead; the reason stands beside it. *Strict* rows hold for a connection whose switch \`strict\` is on. What binds clients only has no row, unless a provider's part in it is easily misread.

To run the test of one row: \`node --test --test-name-pattern '7644-3.4.2-1 ' test/conformance/conformance.test.ts\`.

| | ${VERDICTS.join(' | ')} |
|---|---|---|---|
${counts.join('\n')}`;
}

function renderRfc(rfc: Rfc, entries: readonly Entry[]): string {
  const rows = entries.filter(({ row }) => row.rfc === rfc).map(renderEntry);
  return `## ${TITLES[rfc]}

| id | level | requirement | result | test |
|---|---|---|---|---|
${rows.join('\n')}`;
}

function renderEntry({ id, chapter, row }: Entry): string {
  const verdict = chapter.strict && row.verdict === 'pass' ? 'pass (strict)' : row.verdict;
  const result = row.verdict === 'pass' ? verdict : `**${verdict}**: ${row.why}`;
  const test = row.verdict === 'not applicable' ? '' : linkTo(chapter);
  return `| ${[id, row.level, row.text, result, test].map(escapeCell).join(' | ')} |`;
}

function renderSettled(chapters: readonly Chapter[]): string {
  const lines = chapters.flatMap((chapter) =>
    (chapter.settled ?? []).map(({ text }) => `| ${escapeCell(text)} | ${linkTo(chapter)} |`),
  );
  return `## Settled where the world disagrees

The RFCs leave these open, or clients and servers read them differently.

| what Rollcall does | test |
|---|---|
${lines.join('\n')}
`;
}

function linkTo({ url, title }: Chapter): string {
  return `[${title}](../test/conformance/${basename(fileURLToPath(url))})`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function compareSections(a: string, b: string): number {
  const [left, right] = [a, b].map((section) => section.split('.').map(Number));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? -1) - (right?.[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
