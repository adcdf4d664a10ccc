// Runs every row on every system in turns, several short rounds each, and keeps the medians.
import { median } from './median.ts';
import type { Options } from './options.ts';
import { ROWS, type Row } from './rows.ts';
import type { Scratch } from './scratch.ts';
import { type Sample, type System, type SystemName, startSystems } from './systems.ts';

/** One line of the table. */
export interface Cell {
  readonly users: number;
  readonly row: string;
  readonly title: string;
  readonly limit: Row['limit'];
  readonly concurrency: number;
  readonly system: SystemName;
  /** Undefined where the system was too slow to be measured at this concurrency. */
  readonly median: Sample | undefined;
  readonly rounds: readonly Sample[];
}

const WARM_UP_MS = 300;
const WARM_UP_CONNECTIONS = 16;
/** Where one request on each connection would take longer than this, a system is not measured. */
export const LONGEST_WAVE_S = 3;

/** @param say is told what is being measured. */
export async function measureAll(
  options: Options,
  scratch: Scratch,
  say: (text: string) => void,
): Promise<Cell[]> {
  const rows = ROWS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  if (rows.length === 0) return [];
  const cells: Cell[] = [];
  for (const users of options.users) {
    say(`${users} users: starting and filling the systems`);
    const { database, profile } = options;
    const systems = await startSystems({ users, scratch, database, profile });
    // A group of 10,000 belongs to the larger directory.
    for (const row of rows.filter(({ groupSize }) => groupSize <= users)) {
      say(`${users} users: ${row.title}`);
      cells.push(...(await measureRow(row, users, systems, options)));
    }
    for (const system of systems) await system.stop();
  }
  return cells;
}

async function measureRow(
  row: Row,
  users: number,
  systems: readonly System[],
  { concurrency: levels, rounds, seconds }: Options,
): Promise<Cell[]> {
  const contenders = systems.filter((system) => system.measures(row)).map(createContender);
  for (const contender of contenders) await contender.warmUp(row);
  const cells: Cell[] = [];
  for (const concurrency of levels) {
    const samples = new Map(contenders.map((contender) => [contender, [] as Sample[]]));
    for (let round = 0; round < rounds; round += 1) {
      // In turns, so that whatever else the machine does meanwhile falls on all of them.
      for (const [contender, taken] of samples) {
        if (contender.keepsUp(concurrency)) taken.push(await contender.run(row, concurrency, seconds * 1000));
      }
    }
    for (const [{ name }, taken] of samples) {
      const { title, limit } = row;
      const cell = { users, row: row.name, title, limit, concurrency, system: name };
      cells.push({ ...cell, median: medianOf(taken), rounds: taken });
    }
  }
  return cells;
}

/** A system in one row, with its pace as last seen. */
function createContender({ name, run }: System) {
  let pace = Number.POSITIVE_INFINITY;

  async function runAndNote(row: Row, connections: number, milliseconds: number): Promise<Sample> {
    const sample = await run(row, connections, milliseconds);
    pace = sample.requestsPerSecond;
    return sample;
  }

  const keepsUp = (connections: number) => connections === 1 || connections / pace < LONGEST_WAVE_S;

  return {
    name,
    run: runAndNote,
    /** Whether one request on each connection is answered in a bearable time. */
    keepsUp,
    async warmUp(row: Row): Promise<void> {
      await runAndNote(row, 1, WARM_UP_MS);
      if (keepsUp(WARM_UP_CONNECTIONS)) await runAndNote(row, WARM_UP_CONNECTIONS, WARM_UP_MS);
    },
  };
}

function medianOf(samples: readonly Sample[]): Sample | undefined {
  if (samples.length === 0) return undefined;
  return {
    requests: median(samples.map((sample) => sample.requests)),
    requestsPerSecond: median(samples.map((sample) => sample.requestsPerSecond)),
    p50: median(samples.map((sample) => sample.p50)),
    p99: median(samples.map((sample) => sample.p99)),
    cpu: median(samples.map((sample) => sample.cpu)),
  };
}
