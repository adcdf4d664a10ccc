// The systems that are compared, each started as a process of its own and filled with the same people.
import { randomBytes } from 'node:crypto';
import { startChild } from './child.ts';
import { runLoad } from './load.ts';
import { createDatabase } from './postgres.ts';
import type { Row } from './rows.ts';
import type { Scratch } from './scratch.ts';
import type { RawAnswer, RawQuestion } from './servers/raw.ts';
import { createUsers, refuseFailure, type Target } from './target.ts';

export type SystemName = 'Rollcall' | 'Rollcall on PostgreSQL' | 'scimmy' | 'limit';

/** One round's figures. */
export interface Sample {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server's process per request, in microseconds. */
  readonly cpu: number;
}

export interface System {
  readonly name: SystemName;
  measures(row: Row): boolean;
  run(row: Row, connections: number, milliseconds: number): Promise<Sample>;
  stop(): Promise<void>;
}

export interface SystemSettings {
  readonly users: number;
  readonly scratch: Scratch;
  readonly database: string | undefined;
  readonly profile: string | undefined;
}

/** Starts all systems, one after another. */
export async function startSystems(settings: SystemSettings): Promise<System[]> {
  const { users, scratch, database, profile } = settings;
  const token = randomBytes(32).toString('hex');
  const systems = [
    await startRollcall('Rollcall', `sqlite:${scratch.file('rollcall.sqlite')}`, users, profile),
    await startServer('scimmy', 'scimmy', { token }, users, 'json', profile),
    await startReadLimit(scratch.file('limit.sqlite'), users, token, profile),
    await startWriteLimit(scratch.file('raw.sqlite'), users, profile),
  ];
  if (database === undefined) return systems;
  const { url, drop } = await createDatabase(database);
  const postgres = await startRollcall('Rollcall on PostgreSQL', url, users, profile);
  const stop = () => postgres.stop().then(drop);
  return [...systems, { ...postgres, stop }];
}

function startRollcall(name: SystemName, databaseUrl: string, users: number, profile: string | undefined) {
  return startServer(name, 'rollcall', { databaseUrl }, users, 'text', profile);
}

async function startServer(
  name: SystemName,
  script: string,
  settings: unknown,
  users: number,
  booleans: Target['booleans'],
  profile: string | undefined,
): Promise<System> {
  const child = await startChild(script, settings, profile);
  const ready = child.ready as { port: number; token: string };
  const userIds = await createUsers(ready, users);
  const target: Target = { ...ready, userIds, booleans, nextUser: users, patched: 0 };
  const cpu = () => child.ask('cpu') as Promise<number>;
  const run = createRunner(target, cpu);
  return { name, measures: () => true, run, stop: child.stop };
}

async function startReadLimit(file: string, users: number, token: string, profile: string | undefined) {
  const child = await startChild('limit', { file, users, token }, profile);
  const ready = child.ready as { port: number; token: string; userIds: string[] };
  const target: Target = { ...ready, booleans: 'json', nextUser: users, patched: 0 };
  const run = createRunner(target, () => child.ask('cpu') as Promise<number>);
  const measures = (row: Row) => row.limit === 'server';
  return { name: 'limit', measures, run, stop: child.stop } satisfies System;
}

async function startWriteLimit(file: string, users: number, profile: string | undefined) {
  const child = await startChild('raw', { file, users }, profile);
  const measures = (row: Row) => row.limit !== 'server';
  return {
    name: 'limit',
    measures,
    // However many callers there are, raw commits come one after another.
    async run(row, _connections, milliseconds) {
      const question = {
        write: row.limit === 'server' ? 'create' : row.limit,
        milliseconds,
        maxRequests: row.groupSize === 0 ? 1_000_000 : row.groupSize,
        groupSize: row.groupSize,
      } satisfies RawQuestion;
      const answer = (await child.ask('commits', question)) as RawAnswer;
      return toSample(answer, answer.cpuMicroseconds);
    },
    stop: child.stop,
  } satisfies System;
}

function createRunner(target: Target, cpu: () => Promise<number>): System['run'] {
  return async (row, connections, milliseconds) => {
    const { request, maxRequests, finish } = await row.plan(target);
    const before = await cpu();
    const result = await runLoad({ port: target.port, connections, milliseconds, maxRequests, request });
    const used = (await cpu()) - before;
    refuseFailure(result);
    await finish?.();
    return toSample(result, used);
  };
}

function toSample(
  result: { requests: number; seconds: number; latencies: ArrayLike<number> },
  cpuMicroseconds: number,
): Sample {
  const { requests, seconds, latencies } = result;
  const quantile = (share: number) => latencies[Math.min(requests - 1, Math.floor(requests * share))] ?? 0;
  return {
    requests,
    requestsPerSecond: requests / seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpu: cpuMicroseconds / requests,
  };
}
