// Ratios between lines of the table: of rounds that ran next to each other, because the machine's pace changes.
import type { Cell } from './measure.ts';
import { median } from './median.ts';
import type { Sample } from './systems.ts';

/** The median of the rounds' own ratios; undefined where one of the two was not measured. */
export function medianRatio(
  ours: Cell | undefined,
  theirs: Cell | undefined,
  ratio: (ours: Sample, theirs: Sample) => number,
): number | undefined {
  const ratios = (ours?.rounds ?? []).flatMap((sample, round) => {
    const beside = theirs?.rounds[round];
    return beside === undefined ? [] : [ratio(sample, beside)];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

/** Requests per second, by scimmy's. */
export function toScimmy(cells: readonly Cell[], cell: Cell): number | undefined {
  const scimmy = findCell(cells, { ...cell, system: 'scimmy' });
  return medianRatio(cell, scimmy, (ours, its) => ours.requestsPerSecond / its.requestsPerSecond);
}

/** Of reads the processor time of the limit by ours, of writes requests per second by the limit's. */
export function toLimit(cells: readonly Cell[], cell: Cell): number | undefined {
  const limit = findCell(cells, { ...cell, system: 'limit' });
  return medianRatio(cell, limit, (ours, its) =>
    cell.limit === 'server' ? its.cpu / ours.cpu : ours.requestsPerSecond / its.requestsPerSecond,
  );
}

/** Of writes requests per second, by those of the same commits behind a bare server. */
export function toServed(cells: readonly Cell[], cell: Cell): number | undefined {
  const served = findCell(cells, { ...cell, system: 'limit over HTTP' });
  return medianRatio(cell, served, (ours, its) => ours.requestsPerSecond / its.requestsPerSecond);
}

export function p50Ratio(ours: Cell | undefined, theirs: Cell | undefined): number | undefined {
  return medianRatio(ours, theirs, (one, other) => one.p50 / other.p50);
}

export type Key = Pick<Cell, 'users' | 'row' | 'concurrency' | 'system'>;

export function findCell(cells: readonly Cell[], key: Key): Cell | undefined {
  return cells.find((cell) => cell.system === key.system && isSameRow(cell, key));
}

export function isSameRow(a: Omit<Key, 'system'>, b: Omit<Key, 'system'>): boolean {
  return a.users === b.users && a.row === b.row && a.concurrency === b.concurrency;
}
