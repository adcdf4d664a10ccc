// Runs every row on every system of every size in turns, several short rounds each, and keeps the medians.
import { median } from './median.ts';
import type { Options } from './options.ts';
import { BUNDLES } from './rows/all.ts';
import { isCommitted, type Row } from './rows/row.ts';
import type { Scratch } from './scratch.ts';
import { type Sample, type System, type SystemName, startSystems } from './systems.ts';

/** One line of the table. */
export interface Cell {
  readonly users: number;
  readonly row: string;
  readonly title: string;
  readonly limit: Row['limit'];
  readonly mayGrow: boolean;
  readonly concurrency: number;
  readonly system: SystemName;
  /** Undefined where the system was too slow to be measured at this concurrency. */
  readonly median: Sample | undefined;
  readonly rounds: readonly Sample[];
}

/** Bytes in RAM of one system. */
export interface Memory {
  readonly system: SystemName;
  readonly users: number;
  /** With its database open, before the first row. */
  readonly open: number;
  /** After the last row. */
  readonly after: number;
}

export interface Measured {
  readonly cells: readonly Cell[];
  readonly memory: readonly Memory[];
}

/** Rows that commit take so many times the rounds: they wait for a disk that has its own moods. */
const COMMIT_ROUNDS = 2;
const PROBE_MS = 100;
/** Until V8 has compiled what a row runs: that takes some 10,000 requests, and costs several times the requests. */
const WARM_UP_MS = 2000;
const WARM_UP_CONNECTIONS = 16;
/** Where one request on each connection would take longer than this, a system is not measured. */
export const LONGEST_WAVE_S = 3;

/** @param say is told what is being measured. */
export async function measureAll(
  options: Options,
  scratch: Scratch,
  say: (text: string) => void,
): Promise<Measured> {
  const isAsked = ({ name }: Row) => options.only.length === 0 || options.only.includes(name);
  const bundles = BUNDLES.map((bundle) => bundle.filter(isAsked)).filter((bundle) => bundle.length > 0);
  if (bundles.length === 0) return { cells: [], memory: [] };
  // All sizes stand side by side: what grows with the directory shows in ratios, and they need one moment.
  const systems: System[] = [];
  for (const users of options.users) {
    say(`${users} users: filling and starting the systems`);
    systems.push(...(await startSystems({ ...options, users, scratch }, bundles.flat())));
  }
  const open = await weigh(systems);
  const cells: Cell[] = [];
  for (const bundle of bundles) {
    say(bundle.map(({ title }) => title).join(', '));
    cells.push(...(await measureBundle(bundle, systems, options)));
  }
  const after = await weigh(systems);
  for (const system of systems) await system.stop();
  const memory = systems.map((system) => ({
    system: system.name,
    users: system.users,
    open: open.get(system) as number,
    after: after.get(system) as number,
  }));
  return { cells, memory: memory.filter(isRollcall) };
}

/** Whether it is what the bench is about. */
export function isRollcall({ system }: { readonly system: SystemName }): boolean {
  return system === 'Rollcall' || system === 'Rollcall on PostgreSQL';
}

async function weigh(systems: readonly System[]): Promise<ReadonlyMap<System, number>> {
  const weights = new Map<System, number>();
  for (const system of systems) weights.set(system, await system.memory());
  return weights;
}

async function measureBundle(
  bundle: readonly Row[],
  systems: readonly System[],
  { concurrency: levels, rounds, seconds }: Options,
): Promise<Cell[]> {
  const contenders = systems.flatMap((system) =>
    bundle
      .filter((row) => row.groupSize <= system.users && system.measures(row))
      .map((row) => createContender(system, row)),
  );
  for (const contender of contenders) await contender.warmUp();
  const turns = bundle.some(isCommitted) ? rounds * COMMIT_ROUNDS : rounds;
  const cells: Cell[] = [];
  for (const concurrency of levels) {
    const here = contenders.filter(({ row }) => row.concurrency.includes(concurrency));
    const samples = new Map(here.map((contender) => [contender, [] as Sample[]]));
    for (let round = 0; round < turns; round += 1) {
      // In turns, so that whatever else the machine does meanwhile falls on all of them.
      for (const [contender, taken] of samples) {
        if (contender.keepsUp(concurrency)) taken.push(await contender.run(concurrency, seconds * 1000));
      }
    }
    for (const [{ system, row }, taken] of samples) {
      const { name, title, limit, mayGrow } = row;
      const cell = {
        users: system.users,
        row: name,
        title,
        limit,
        mayGrow,
        concurrency,
        system: system.name,
      };
      cells.push({ ...cell, median: medianOf(taken), rounds: taken });
    }
  }
  return cells;
}

/** A system in one row, with its pace as last seen. */
function createContender(system: System, row: Row) {
  let pace = Number.POSITIVE_INFINITY;

  async function run(connections: number, milliseconds: number): Promise<Sample> {
    const sample = await system.run(row, connections, milliseconds);
    pace = sample.requestsPerSecond / row.operations;
    return sample;
  }

  // Raw commits know no concurrency: there is nothing to wait for.
  const keepsUp = (connections: number) =>
    connections === 1 || system.name === 'limit' || connections / pace < LONGEST_WAVE_S;

  return {
    system,
    row,
    run,
    /** Whether one request on each connection is answered in a bearable time. */
    keepsUp,
    async warmUp(): Promise<void> {
      await run(1, PROBE_MS);
      const connections = Math.min(WARM_UP_CONNECTIONS, Math.max(...row.concurrency));
      if (keepsUp(connections)) await run(connections, WARM_UP_MS);
    },
  };
}

function medianOf(samples: readonly Sample[]): Sample | undefined {
  if (samples.length === 0) return undefined;
  const of = (figure: (sample: Sample) => number) => median(samples.map(figure));
  return {
    requests: of(({ requests }) => requests),
    requestsPerSecond: of(({ requestsPerSecond }) => requestsPerSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpu: of(({ cpu }) => cpu),
  };
}
