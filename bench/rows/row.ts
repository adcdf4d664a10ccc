// What a row of the table is: requests of one kind, as identity providers send them.
import type { Answer } from '../answer-reader.ts';
import type { RawWrite } from '../servers/raw.ts';
import { requestText, type Target } from '../target.ts';

export interface Row {
  readonly name: string;
  readonly title: string;
  /** Connections at which it is measured. */
  readonly concurrency: readonly number[];
  /** What its limit is: a bare server for reads, raw commits for writes. */
  readonly limit: 'server' | RawWrite | 'none';
  /** Whether scimmy is measured too: with its index by name it can keep up in these. */
  readonly inScimmy: boolean;
  /** Members of the group that it is about, else 0: such a group belongs to directories that are as large. */
  readonly groupSize: number;
  /** Operations in one request; the figures are for one of them. */
  readonly operations: number;
  /** Whether its time may grow with the directory: where matches are counted, or places counted off. */
  readonly mayGrow: boolean;
  /** Prepares one round. */
  plan(target: Target): Promise<Plan>;
}

export interface Plan {
  readonly request: (n: number) => string;
  readonly maxRequests: number;
  readonly onAnswer?: (answer: Answer) => void;
  /** Ends what the round began. */
  readonly finish?: () => Promise<unknown>;
}

export const EVERY_LEVEL = [1, 16, 64];
export const FEW_AND_SOME = [1, 16];
export const ONE_BY_ONE = [1];

/** Whether each of its requests ends in a durable commit. */
export function isCommitted({ limit }: Row): boolean {
  return limit !== 'server' && limit !== 'none';
}

type Described = Pick<Row, 'name' | 'title' | 'plan'> & Partial<Row>;

/** A row with what is so of most. */
export function row(described: Described): Row {
  return {
    concurrency: FEW_AND_SOME,
    limit: 'none',
    inScimmy: false,
    groupSize: 0,
    operations: 1,
    mayGrow: false,
    ...described,
  };
}

/** A row of which each request stands for itself. */
export function each(
  described: Omit<Described, 'plan'>,
  request: (target: Target, n: number) => string,
): Row {
  return row({
    ...described,
    plan: async (target) => ({
      request: (n) => request(target, n),
      maxRequests: Number.POSITIVE_INFINITY,
    }),
  });
}

export function get(described: Omit<Described, 'plan'>, pathOf: (target: Target, n: number) => string): Row {
  return each(described, (target, n) => requestText(target, 'GET', pathOf(target, n)));
}
