// The systems that are compared, each started as a process of its own and holding the same people.
import { randomBytes } from 'node:crypto';
import { type Child, startChild } from './child.ts';
import { copyFilled, filledFile, fillPostgres } from './fill.ts';
import { runLoad } from './load.ts';
import { userIdOf } from './population.ts';
import { createDatabase } from './postgres.ts';
import { MEMBERS_AT_LEAST } from './rows/groups.ts';
import { isCommitted, type Row } from './rows/row.ts';
import type { Scratch } from './scratch.ts';
import type { RawAnswer, RawQuestion } from './servers/raw.ts';
import { createUsers, type Endpoint, refuseFailure, type Target } from './target.ts';

export type SystemName = 'Rollcall' | 'Rollcall on PostgreSQL' | 'scimmy' | 'limit' | 'limit over HTTP';

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
  /** How many people it holds. */
  readonly users: number;
  measures(row: Row): boolean;
  run(row: Row, connections: number, milliseconds: number): Promise<Sample>;
  /** Bytes of it in RAM. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export interface SystemSettings {
  readonly users: number;
  readonly scratch: Scratch;
  /** A PostgreSQL server. */
  readonly database: string | undefined;
  readonly profile: string | undefined;
}

/** scimmy makes a model of every resource that it goes through: it is measured where it can keep up. */
const MOST_IN_SCIMMY = 10_000;
const ENDLESS = 1_000_000;

/** Starts all systems of one size, one after another. */
export async function startSystems(settings: SystemSettings, rows: readonly Row[]): Promise<System[]> {
  const { users, database } = settings;
  const needs = (limit: (row: Row) => boolean) => rows.some(limit);
  const systems = [await startOnSqlite(settings)];
  if (users <= MOST_IN_SCIMMY && needs(({ inScimmy }) => inScimmy)) systems.push(await startScimmy(settings));
  if (needs(({ limit }) => limit === 'server')) systems.push(await startReadLimit(settings));
  if (needs(isCommitted)) systems.push(...(await startWriteLimits(settings)));
  if (database !== undefined) systems.push(await startOnPostgres(settings, database));
  return systems;
}

async function startOnSqlite({ users, scratch, profile }: SystemSettings): Promise<System> {
  const file = scratch.file('rollcall.sqlite');
  await copyFilled(users, file);
  const child = await startChild('rollcall', { databaseUrl: `sqlite:${file}` }, profile);
  return toSystem('Rollcall', users, child, userIdOf, 'text');
}

async function startOnPostgres({ users, profile }: SystemSettings, server: string): Promise<System> {
  const { url, drop } = await createDatabase(server);
  await fillPostgres(url, users);
  const child = await startChild('rollcall', { databaseUrl: url }, profile);
  const system = toSystem('Rollcall on PostgreSQL', users, child, userIdOf, 'text');
  return { ...system, stop: () => system.stop().then(drop) };
}

async function startScimmy({ users, profile }: SystemSettings): Promise<System> {
  const child = await startChild('scimmy', { token: newToken() }, profile);
  const ids = await createUsers(child.ready as Endpoint, users);
  const system = toSystem('scimmy', users, child, (n) => ids[n] as string, 'json');
  return { ...system, measures: ({ inScimmy }) => inScimmy };
}

async function startReadLimit({ users, profile }: SystemSettings): Promise<System> {
  const file = await filledFile(users, 'replies');
  const child = await startChild('limit', { file, users, token: newToken() }, profile);
  const system = toSystem('limit', users, child, userIdOf, 'json');
  return { ...system, measures: ({ limit }) => limit === 'server' };
}

async function startWriteLimits({ users, scratch, profile }: SystemSettings): Promise<System[]> {
  const file = scratch.file('raw.sqlite');
  await copyFilled(users, file);
  const child = await startChild('raw', { file, users, token: newToken() }, profile);
  const raw: System = {
    name: 'limit',
    users,
    measures: isCommitted,
    // However many callers there are, raw commits come one after another.
    async run(row, _connections, milliseconds) {
      const question = {
        write: row.limit as RawQuestion['write'],
        milliseconds,
        maxRequests: row.groupSize === 0 ? ENDLESS : Math.max(MEMBERS_AT_LEAST, row.groupSize),
        groupSize: row.groupSize,
      } satisfies RawQuestion;
      const answer = (await child.ask('commits', question)) as RawAnswer;
      return toSample(answer, answer.cpuMicroseconds, 1);
    },
    memory: () => child.ask('memory') as Promise<number>,
    stop: child.stop,
  };
  const served = toSystem('limit over HTTP', users, child, userIdOf, 'json');
  const isServed = ({ limit, operations }: Row) =>
    (limit === 'create' || limit === 'patch') && operations === 1;
  // The same process: it ends once.
  return [raw, { ...served, measures: isServed, stop: async () => undefined }];
}

function toSystem(
  name: SystemName,
  users: number,
  child: Child,
  idOf: Target['userIdOf'],
  booleans: Target['booleans'],
): System {
  const target: Target = {
    ...(child.ready as Endpoint),
    users,
    userIdOf: idOf,
    booleans,
    nextUser: users,
    patched: 0,
    groups: new Map(),
  };
  /** What one round has made and not sent, the next begins with: each request follows from those before. */
  const waiting = new Map<Row, string[]>();
  return {
    name,
    users,
    measures: () => true,
    async run(row, connections, milliseconds) {
      const { request: make, maxRequests, onAnswer, finish } = await row.plan(target);
      const made = waiting.get(row) ?? [];
      const request = (n: number) => made.shift() ?? make(n);
      const before = (await child.ask('cpu')) as number;
      const { port } = target;
      const result = await runLoad({ port, connections, milliseconds, maxRequests, request, onAnswer });
      const used = ((await child.ask('cpu')) as number) - before;
      refuseFailure(result);
      // Groups are made anew for each round.
      if (row.groupSize === 0) waiting.set(row, [...result.unsent, ...made]);
      await finish?.();
      return toSample(result, used, row.operations);
    },
    memory: () => child.ask('memory') as Promise<number>,
    stop: child.stop,
  };
}

/** The figures of one operation, of which a request holds so many. */
function toSample(
  result: { requests: number; seconds: number; latencies: ArrayLike<number> },
  cpuMicroseconds: number,
  operations: number,
): Sample {
  const { requests, seconds, latencies } = result;
  const quantile = (share: number) => latencies[Math.min(requests - 1, Math.floor(requests * share))] ?? 0;
  return {
    requests,
    requestsPerSecond: (requests * operations) / seconds,
    p50: quantile(0.5) / operations,
    p99: quantile(0.99) / operations,
    cpu: cpuMicroseconds / requests / operations,
  };
}

function newToken(): string {
  return randomBytes(32).toString('hex');
}
