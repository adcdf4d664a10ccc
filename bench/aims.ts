// Says which aims a run meets: one sentence for each that it has figures for, by the size that does worst.
import { findCell, p50Ratio, toLimit, toScimmy, toServed } from './compare.ts';
import type { Cell, Measured } from './measure.ts';
import type { StartUp } from './start-up.ts';

interface Aim {
  readonly what: string;
  /** What is aimed at, as a bound from below or from above; without one it is only shown. */
  readonly bound?: { readonly least: number } | { readonly most: number };
  readonly unit?: string;
  /** What was found, and of what. */
  readonly found: readonly Finding[];
  /** Digits behind the point. */
  readonly digits?: number;
}

interface Finding {
  readonly of: string;
  readonly value: number;
}

/** More is not shown of those that do worst. */
const SHOWN = 4;
const GROWTH = 1.5;
const MEGABYTE = 1e6;

export function aimsOf(measured: Measured, startUps: readonly StartUp[]): string[] {
  const ours = measured.cells.filter(({ system }) => system === 'Rollcall');
  const aims = [
    ...LIMIT_AIMS.map((aim) => ({ ...aim, found: ofLimit(measured.cells, ours, aim) })),
    ...['create', 'patch'].map((row) => servedShown(measured.cells, ours, row)),
    {
      what: 'page of 100: rate against scimmy’s',
      bound: { least: 20 },
      found: perSize(ours, 'page', (cell) => toScimmy(measured.cells, cell)),
    },
    memberAim(ours),
    ...growthAims(ours),
    {
      what: 'get by id while a group of 100k is read: p50 against that without',
      bound: { most: 2 },
      found: perSize(ours, 'get-beside', (cell) =>
        p50Ratio(cell, findCell(ours, { ...cell, row: 'get-alone' })),
      ),
    },
    ...memoryAims(measured.memory),
    {
      what: 'ready after the start, compile cache warm',
      bound: { most: 800 },
      unit: ' ms',
      digits: 0,
      found: startUps.map(({ users, warm }) => ({ of: `${short(users)} users`, value: warm })),
    },
  ] satisfies Aim[];
  return aims.flatMap(sentenceOf);
}

function sentenceOf({ what, bound, unit = '', found, digits = 2 }: Aim): string[] {
  const isLeast = bound !== undefined && 'least' in bound;
  const worstFirst = found.toSorted((a, b) => (isLeast ? a.value - b.value : b.value - a.value));
  const worst = worstFirst[0];
  if (worst === undefined) return [];
  const shown = worstFirst.slice(0, SHOWN).map(({ of, value }) => `${of}: ${value.toFixed(digits)}${unit}`);
  const text = `${what} – ${shown.join('; ')}`;
  if (bound === undefined) return [`shown    ${text}`];
  const limit = isLeast ? bound.least : (bound as { most: number }).most;
  const isMet = isLeast ? worst.value >= limit : worst.value <= limit;
  return [
    `${isMet ? 'met    ' : 'NOT MET'}  ${text} (aim: at ${isLeast ? 'least' : 'most'} ${limit}${unit})`,
  ];
}

interface LimitAim {
  readonly row: string;
  readonly concurrency: number;
  readonly bound: { readonly least: number };
  readonly what: string;
}

const LIMIT_AIMS: readonly LimitAim[] = [
  ...[0.4, 0.5].flatMap((least) => [
    cpuAim('get', 'get by id', least),
    cpuAim('filter', 'filter userName', least),
  ]),
  cpuAim('get-joined', 'get by id, in 3 groups', 0.5),
  cpuAim('filter-externalId', 'filter externalId', 0.5),
  cpuAim('filter-emails.value', 'filter emails.value', 0.5),
  cpuAim('filter-displayName', 'filter displayName', 0.5),
  ...[0.5, 0.6].map((least) => rawAim('create', 'durable creates', 1, least)),
  ...[2, 2.5].map((least) => rawAim('create', 'durable creates', 64, least)),
  rawAim('patch', 'durable PATCHes', 1, 0.6),
  rawAim('patch', 'durable PATCHes', 64, 2.5),
];

function cpuAim(row: string, title: string, least: number): LimitAim {
  const what = `${title}: the limit’s CPU against ours, concurrency 16`;
  return { row, concurrency: 16, bound: { least }, what };
}

function rawAim(row: string, title: string, concurrency: number, least: number): LimitAim {
  return {
    row,
    concurrency,
    bound: { least },
    what: `${title} against raw ones, concurrency ${concurrency}`,
  };
}

function ofLimit(all: readonly Cell[], ours: readonly Cell[], { row, concurrency }: LimitAim): Finding[] {
  return ours
    .filter((cell) => cell.row === row && cell.concurrency === concurrency)
    .flatMap((cell) => finding(`${short(cell.users)} users`, toLimit(all, cell)));
}

/** What an aim that is set against raw commits may expect of anything that is called over HTTP. */
function servedShown(all: readonly Cell[], ours: readonly Cell[], row: string): Aim {
  const one = ours.filter((cell) => cell.row === row && cell.concurrency === 1);
  const found = one.flatMap((cell) => {
    const size = `${short(cell.users)} users`;
    const served = findCell(all, { ...cell, system: 'limit over HTTP' });
    return [
      ...finding(`a bare server’s against raw, ${size}`, served && toLimit(all, served)),
      ...finding(`ours against the bare server’s, ${size}`, toServed(all, cell)),
    ];
  });
  return { what: `${row} over HTTP, concurrency 1`, found };
}

function perSize(ours: readonly Cell[], row: string, ratioOf: (cell: Cell) => number | undefined): Finding[] {
  return ours
    .filter((cell) => cell.row === row)
    .flatMap((cell) => finding(`${short(cell.users)} users, concurrency ${cell.concurrency}`, ratioOf(cell)));
}

function memberAim(ours: readonly Cell[]): Aim {
  return {
    what: 'add a member to a group of 100k: p50 against that of a group of 100',
    bound: { most: GROWTH },
    found: perSize(ours, 'member-100k', (cell) =>
      p50Ratio(cell, findCell(ours, { ...cell, row: 'member-100' })),
    ),
  };
}

/** The largest directory against the smallest one, where they are far enough apart. */
function growthAims(ours: readonly Cell[]): Aim[] {
  const sizes = ours.map(({ users }) => users);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (!(most > least)) return [];
  const grown = (mayGrow: boolean) =>
    ours
      .filter((cell) => cell.users === most && cell.mayGrow === mayGrow)
      .flatMap((cell) =>
        finding(
          `${cell.title} (${cell.concurrency})`,
          p50Ratio(cell, findCell(ours, { ...cell, users: least })),
        ),
      );
  const what = `p50 at ${short(most)} users against that at ${short(least)}`;
  return [
    { what, bound: { most: GROWTH }, found: grown(false) },
    { what: `${what}, of what may grow`, found: grown(true) },
  ];
}

function memoryAims(memory: Measured['memory']): Aim[] {
  const ours = memory.filter(({ system }) => system === 'Rollcall').toSorted((a, b) => a.users - b.users);
  const [least, most] = [ours[0], ours.at(-1)];
  if (least === undefined || most === undefined || least === most) return [];
  const sizes = `${short(most.users)} users against ${short(least.users)}`;
  return [
    {
      what: `RAM at ${sizes}`,
      bound: { most: 40 },
      unit: ' MB',
      digits: 0,
      found: [
        { of: 'open', value: (most.open - least.open) / MEGABYTE },
        { of: 'after the rows', value: (most.after - least.after) / MEGABYTE },
      ],
    },
    {
      what: `RAM at ${short(most.users)} users`,
      bound: { most: 300 },
      unit: ' MB',
      digits: 0,
      found: [{ of: 'after the rows', value: Math.max(most.open, most.after) / MEGABYTE }],
    },
  ];
}

function finding(of: string, value: number | undefined): Finding[] {
  return value === undefined ? [] : [{ of, value }];
}

/** 1k, 1M. */
function short(users: number): string {
  if (users >= 1e6) return `${users / 1e6}M`;
  return users >= 1000 ? `${users / 1000}k` : String(users);
}
