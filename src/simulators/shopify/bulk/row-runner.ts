// Works through the rows of one bulk operation at a set speed of simulator time.
import type { Clock } from '../clock.ts';
import { createRandom } from '../random.ts';

export type RowRunner = {
  start(): void;
  cancel(): void;
  /** Ends without a word, because the store is emptied. */
  stop(): void;
};

export type RowRunnerParts = {
  clock: Clock;
  /** Results of several rows at once come in no certain order; without a seed they keep theirs. */
  seed: number | undefined;
  rowsPerSecond: number;
  inputs: readonly string[];
  /** How many rows are run before the operation fails; undefined lets it succeed. */
  failAfter: number | undefined;
  run(input: string, index: number): string;
  onProgress(count: number): void;
  onEnd(status: 'CANCELED' | 'COMPLETED' | 'FAILED', lines: string[]): void;
};

/** Rows that are run before other requests have their turn. */
const batch = 50;
/** Rows of a failed operation that took effect without being reported. */
const unreported = 3;

export function createRowRunner(parts: RowRunnerParts): RowRunner {
  const { clock, inputs, failAfter, rowsPerSecond } = parts;
  const random = parts.seed === undefined ? () => 1 : createRandom(parts.seed);
  const last = failAfter ?? inputs.length;
  const lines: string[] = [];
  let startedAt = 0;
  let ended = false;

  function end(status: 'CANCELED' | 'COMPLETED' | 'FAILED', reported: string[]) {
    ended = true;
    parts.onEnd(status, reported);
  }

  /** Puts a result among the latest ones, wherever chance will have it. */
  function report(line: string) {
    const back = Math.min(lines.length, Math.floor((1 - random()) * 10));
    lines.splice(lines.length - back, 0, line);
  }

  function step() {
    if (ended) return;
    const due = Math.min(last, Math.floor(((clock.now() - startedAt) / 1000) * rowsPerSecond));
    const until = Math.min(due, lines.length + batch);
    while (lines.length < until) {
      const index = lines.length;
      report(parts.run(inputs[index] ?? '', index));
    }
    parts.onProgress(lines.length);
    if (lines.length === last) {
      if (failAfter === undefined) return end('COMPLETED', lines);
      return end('FAILED', lines.slice(0, Math.max(0, lines.length - unreported)));
    }
    if (lines.length < due) setImmediate(step);
    else clock.after(1000 / Math.min(rowsPerSecond, 20), step);
  }

  return {
    start() {
      startedAt = clock.now();
      step();
    },
    cancel() {
      if (!ended) end('CANCELED', lines);
    },
    stop() {
      ended = true;
    },
  };
}
