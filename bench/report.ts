// Lays the figures out as one table, and says which aims they meet.
import { type Cell, LONGEST_WAVE_S } from './measure.ts';
import { median } from './median.ts';
import type { Sample } from './systems.ts';

/** Aligned text or Markdown; the first row is the head. */
export function formatTable(lines: readonly (readonly string[])[], markdown: boolean): string {
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
function isFigure(lines: readonly (readonly string[])[], column: number): boolean {
  return lines.slice(1).every((line) => /^[-\d.–]*$/.test(line[column] ?? ''));
}

const HEAD = [
  'row',
  'users',
  'conc.',
  'system',
  'req/s',
  'p50 ms',
  'p99 ms',
  'CPU µs',
  '÷ scimmy',
  '÷ limit',
];

export function tableOf(cells: readonly Cell[]): string[][] {
  return [
    HEAD,
    ...cells.map((cell) => {
      const { title, users, concurrency, system, median: figures } = cell;
      const first = firstOfItsKind(cells, cell);
      return [
        first ? title : '',
        first ? String(users) : '',
        first ? String(concurrency) : '',
        system,
        figure(figures?.requestsPerSecond, 0),
        figure(figures?.p50, 2),
        figure(figures?.p99, 2),
        figure(figures?.cpu, 0),
        ...(isOurs(cell) ? [figure(toScimmy(cells, cell), 2), figure(toLimit(cells, cell), 2)] : ['', '']),
      ];
    }),
  ];
}

export const NOTES = `÷ scimmy: requests per second, ours by scimmy's (in memory, nothing durable).
÷ limit: of reads the processor time per request, the limit's by ours; of writes requests per second, ours by
raw SQLite's single durable commits (which know no concurrency). All figures are medians of the rounds, the
ratios of the rounds' own ratios.
–: not measured, because one request on every connection would have taken more than ${LONGEST_WAVE_S} s.`;

/** One sentence per aim that the run has figures for. */
export function aimsOf(cells: readonly Cell[]): string[] {
  return AIMS.flatMap(({ row, concurrency, least, what }) =>
    cells
      .filter((cell) => cell.system === 'Rollcall' && cell.row === row && cell.concurrency === concurrency)
      .map((cell) => {
        const ratio = toLimit(cells, cell) ?? Number.NaN;
        const verdict = ratio >= least ? 'met    ' : 'NOT MET';
        return `${verdict}  ${ratio.toFixed(2)} (aim ${least})  ${what}, ${cell.users} users`;
      }),
  );
}

const AIMS = [
  { row: 'get', concurrency: 16, least: 0.4, what: 'get by id: CPU against the limit, concurrency 16' },
  { row: 'filter', concurrency: 16, least: 0.4, what: 'filter: CPU against the limit, concurrency 16' },
  { row: 'create', concurrency: 1, least: 0.5, what: 'durable creates against raw, concurrency 1' },
  { row: 'create', concurrency: 64, least: 2, what: 'durable creates against raw, concurrency 64' },
] as const;

function toScimmy(cells: readonly Cell[], cell: Cell): number | undefined {
  return medianRatio(cells, cell, 'scimmy', (ours, its) => ours.requestsPerSecond / its.requestsPerSecond);
}

function toLimit(cells: readonly Cell[], cell: Cell): number | undefined {
  return medianRatio(cells, cell, 'limit', (ours, its) =>
    cell.limit === 'server' ? its.cpu / ours.cpu : ours.requestsPerSecond / its.requestsPerSecond,
  );
}

/** Rounds are compared with those that ran next to them, because the machine's pace changes in the meantime. */
function medianRatio(
  cells: readonly Cell[],
  cell: Cell,
  system: Cell['system'],
  ratio: (ours: Sample, its: Sample) => number,
): number | undefined {
  const beside = cells.find((other) => other.system === system && isSameRow(other, cell));
  const ratios = cell.rounds.flatMap((ours, round) => {
    const its = beside?.rounds[round];
    return its === undefined ? [] : [ratio(ours, its)];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

function firstOfItsKind(cells: readonly Cell[], cell: Cell): boolean {
  return cells.find((other) => isSameRow(other, cell)) === cell;
}

function isSameRow(a: Cell, b: Cell): boolean {
  return a.users === b.users && a.row === b.row && a.concurrency === b.concurrency;
}

function isOurs({ system }: Cell): boolean {
  return system !== 'scimmy' && system !== 'limit';
}

function figure(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}
