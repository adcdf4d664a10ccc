// Lays the figures out as tables.
import { isSameRow, toLimit, toScimmy, toServed } from './compare.ts';
import { type Cell, isRollcall, LONGEST_WAVE_S, type Memory } from './measure.ts';
import type { StartUp } from './start-up.ts';

type Lines = readonly (readonly string[])[];

/** Aligned text or Markdown; the first row is the head. */
export function formatTable(lines: Lines, markdown: boolean): string {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const text = lines.map((line) =>
    line.map((field, i) =>
      isFigure(lines, i) ? field.padStart(widths[i] ?? 0) : field.padEnd(widths[i] ?? 0),
    ),
  );
  if (!markdown) return text.map((fields) => fields.join('  ').trimEnd()).join('\n');
  const rule = widths.map((width, i) =>
    isFigure(lines, i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const [head, ...rest] = text;
  return [head ?? [], rule, ...rest].map((fields) => `| ${fields.join(' | ')} |`).join('\n');
}

/** Columns of figures are aligned to the right. */
function isFigure(lines: Lines, column: number): boolean {
  return lines.slice(1).every((line) => /^[-\d.–]*$/.test(line[column] ?? ''));
}

const HEAD = [
  'row',
  'conc.',
  'users',
  'system',
  'req/s',
  'p50 ms',
  'p99 ms',
  'CPU µs',
  '÷ scimmy',
  '÷ limit',
  '÷ HTTP',
];

export function tableOf(cells: readonly Cell[]): Lines {
  return [
    HEAD,
    ...cells.toSorted(byRow(cells)).map((cell, i, sorted) => {
      const { title, users, concurrency, system, median: figures } = cell;
      const above = sorted[i - 1];
      const isFirst = above?.row !== cell.row || above.concurrency !== concurrency;
      return [
        isFirst ? title : '',
        isFirst ? String(concurrency) : '',
        above !== undefined && isSameRow(above, cell) ? '' : String(users),
        system,
        figure(figures?.requestsPerSecond, 0),
        figure(figures?.p50, 2),
        figure(figures?.p99, 2),
        figure(figures?.cpu, 0),
        isRollcall(cell) ? figure(toScimmy(cells, cell), 2) : '',
        isRollcall(cell) || cell.system === 'limit over HTTP' ? figure(toLimit(cells, cell), 2) : '',
        isRollcall(cell) ? figure(toServed(cells, cell), 2) : '',
      ];
    }),
  ];
}

/** Rows of one bundle are measured in turns, and shown one after the other. */
function byRow(cells: readonly Cell[]): (a: Cell, b: Cell) => number {
  const rows = [...new Set(cells.map(({ row }) => row))];
  return (a, b) =>
    rows.indexOf(a.row) - rows.indexOf(b.row) || a.concurrency - b.concurrency || a.users - b.users;
}

export const NOTES = `÷ scimmy: requests per second, ours by scimmy's (in memory, nothing durable).
÷ limit: of reads the processor time per request, the limit's by ours; of writes requests per second, ours by
raw SQLite's single durable commits (which know no concurrency). "limit over HTTP" makes the same commits behind a
bare server, one for each request: what HTTP alone leaves of the limit; ÷ HTTP: requests per second, ours by those of
that server. All figures are medians of the rounds, the ratios of the rounds' own ratios. Of a Bulk the figures are those
of one operation.
–: not measured, because one request on every connection would have taken more than ${LONGEST_WAVE_S} s.`;

export function memoryTable(memory: readonly Memory[]): Lines {
  return [
    ['MB in RAM', 'users', 'open', 'after the rows'],
    ...memory.map(({ system, users, open, after }) => [
      system,
      String(users),
      megabytes(open),
      megabytes(after),
    ]),
  ];
}

export function startUpTable(startUps: readonly StartUp[]): Lines {
  return [
    ['ms until ready', 'users', 'cold', 'warm'],
    ...startUps.map(({ users, cold, warm }) => [
      'rollcall serve',
      String(users),
      figure(cold, 0),
      figure(warm, 0),
    ]),
  ];
}

function megabytes(bytes: number): string {
  return figure(bytes / 1e6, 0);
}

function figure(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}
