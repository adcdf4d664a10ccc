// What the bench may be told on its command line.
import { parseArgs } from 'node:util';
import { BUNDLES } from './rows/all.ts';

export interface Options {
  /** Length of one round of one system in one row. */
  readonly seconds: number;
  readonly rounds: number;
  readonly users: readonly number[];
  readonly concurrency: readonly number[];
  /** Names of rows and other parts; all when empty. */
  readonly only: readonly string[];
  /** A PostgreSQL server on which Rollcall is measured too, in a database made for it. */
  readonly database: string | undefined;
  /** Start such a server for it. */
  readonly postgres: boolean;
  /** How many times faster than real time the convergence runs. */
  readonly speed: number;
  /** How many users join in it. */
  readonly joiners: number;
  /** Shops in which nothing happens. */
  readonly shops: number;
  /** Rows a second that a bulk operation is assumed to work through. */
  readonly bulkRows: number;
  readonly markdown: boolean;
  /** File for the raw figures. */
  readonly json: string | undefined;
  /** Folder for a CPU profile of every server. */
  readonly profile: string | undefined;
}

const ROW_NAMES = BUNDLES.flat().map(({ name }) => name);
const PARTS = [...ROW_NAMES, 'start-up', 'convergence', 'leaver', 'reconcile', 'idle'];

export const USAGE = `npm run bench -- [flags]
  --seconds 0.5         length of one round of one system in one row
  --rounds 3            rounds, taken in turns by the systems; the median counts
  --users 1000,10000,100000,1000000
                        how many users are there
  --concurrency 1,16,64 connections with one request in flight on each
  --only get,filter     parts of it: ${PARTS.join(' ').replace(/(.{60,80}) /g, '$1\n                        ')}
  --database URL        measures Rollcall on this PostgreSQL too (postgres://…)
  --postgres            the same on one that is started for it
  --speed 20            how much faster than real time the convergence runs
  --joiners 10000       how many users join in it
  --shops 10000         how many shops are idle, of one connection each
  --bulk-rows 50        rows a second that one bulk operation of Shopify's is assumed to work through
  --markdown            prints Markdown
  --json FILE           writes every round's figures
  --profile DIR         writes a CPU profile of every server`;

/** @throws Error naming the flag that cannot be understood */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '0.5' },
      rounds: { type: 'string', default: '3' },
      users: { type: 'string', default: '1000,10000,100000,1000000' },
      concurrency: { type: 'string', default: '1,16,64' },
      only: { type: 'string', default: '' },
      database: { type: 'string' },
      postgres: { type: 'boolean', default: false },
      speed: { type: 'string', default: '20' },
      joiners: { type: 'string', default: '10000' },
      shops: { type: 'string', default: '10000' },
      'bulk-rows': { type: 'string', default: '50' },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  return {
    seconds: readNumber('seconds', values.seconds),
    rounds: readNumber('rounds', values.rounds),
    users: values.users.split(',').map((text) => readNumber('users', text)),
    concurrency: values.concurrency.split(',').map((text) => readNumber('concurrency', text)),
    only: values.only.split(',').filter(isPart),
    database: values.database,
    postgres: values.postgres,
    speed: readNumber('speed', values.speed),
    joiners: readNumber('joiners', values.joiners),
    shops: readNumber('shops', values.shops),
    bulkRows: readNumber('bulk-rows', values['bulk-rows']),
    markdown: values.markdown,
    json: values.json,
    profile: values.profile,
  };
}

function isPart(name: string): boolean {
  if (name !== '' && !PARTS.includes(name))
    throw new Error(`--only knows no "${name}", but ${PARTS.join(', ')}.`);
  return name !== '';
}

function readNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${flag} needs a number above 0, not "${text}".`);
  return value;
}
