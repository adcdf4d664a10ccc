// What shops cost in which nothing happens: the rounds that look for alerts, reconciliations that are due, and events to be
// forgotten, over many shops of one connection each.
import { performance } from 'node:perf_hooks';
import { createWatch } from '../src/alerts/watch.ts';
import { newId } from '../src/ids.ts';
import { createSurveys } from '../src/oversight/surveys.ts';
import { createWatchStore } from '../src/store/alert-store.ts';
import type { Engine, Session } from '../src/store/engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { openEngine } from '../src/store/open.ts';
import { createSurveyStore } from '../src/store/survey-store.ts';
import { createTenantStore } from '../src/store/tenant-store.ts';
import { createTimelineStore } from '../src/store/timeline-store.ts';
import { DEFAULT_SETTINGS } from '../src/tenants/settings.ts';
import { createRetention } from '../src/timeline/retention.ts';
import type { Options } from './options.ts';
import { createDatabase } from './postgres.ts';
import type { Scratch } from './scratch.ts';

export interface IdleTimes {
  readonly engine: string;
  readonly shops: number;
  readonly rounds: readonly IdleRound[];
}

interface IdleRound {
  readonly name: string;
  readonly seconds: number;
  readonly statements: number;
  readonly transactions: number;
}

const HOUR_MS = 3_600_000;

export async function measureIdle(
  { shops, database }: Pick<Options, 'shops' | 'database'>,
  scratch: Scratch,
): Promise<IdleTimes[]> {
  const url = `sqlite:${scratch.file('idle.sqlite')}`;
  const measured = [{ engine: 'SQLite', shops, rounds: await measureOn(url, shops) }];
  if (database !== undefined) {
    const own = await createDatabase(database);
    measured.push({ engine: 'PostgreSQL', shops, rounds: await measureOn(own.url, shops) });
    await own.drop();
  }
  return measured;
}

export function describeIdle({ engine, shops, rounds }: IdleTimes): string {
  const told = rounds.map(
    ({ name, seconds, statements, transactions }) =>
      `${name} ${seconds.toFixed(2)} s (${statements} statements, ${transactions} transactions)`,
  );
  return `Idle: ${shops} shops on ${engine}, a round of each: ${told.join(', ')}.`;
}

async function measureOn(url: string, shops: number): Promise<IdleRound[]> {
  const { engine, counts } = counted(openEngine(url));
  await migrate(engine);
  await fill(engine, shops);
  const fail = (error: unknown) => {
    throw error;
  };
  const watch = createWatch({
    store: createWatchStore(engine, { newId, operatorEndpoint: null }),
    now: Date.now,
    log: { error: (fields, message) => fail(new Error(`${message} ${JSON.stringify(fields)}`)) },
    onNews: () => undefined,
  });
  const surveys = createSurveys({
    store: createSurveyStore(engine),
    now: Date.now,
    newId,
    onBegin: () => undefined,
  });
  const retention = createRetention({
    store: createTimelineStore(engine),
    now: Date.now,
    onFailure: fail,
  });
  const rounds: IdleRound[] = [];
  for (const [name, work] of [
    ['alerts', watch.drain],
    ['reconciliations', surveys.beginDue],
    ['retention', retention.run],
  ] as const) {
    const before = { ...counts };
    const began = performance.now();
    await work();
    rounds.push({
      name,
      seconds: (performance.now() - began) / 1000,
      statements: counts.statements - before.statements,
      transactions: counts.transactions - before.transactions,
    });
  }
  await engine.close();
  return rounds;
}

async function fill(engine: Engine, shops: number): Promise<void> {
  const store = createTenantStore(engine);
  const at = Date.now() - HOUR_MS;
  for (let n = 0; n < shops; n += 1) {
    await store.ensureConnection(
      {
        shop: `shop-${String(n).padStart(6, '0')}.myshopify.com`,
        id: n.toString(16).padStart(12, '0'),
        name: 'Identity provider',
        provider: 'entra',
        rank: 1,
        scimProvisioning: true,
        newCustomerCreation: true,
        linkPolicy: 'link',
        domains: [],
        strict: false,
        schemas: [],
        settings: DEFAULT_SETTINGS,
        ending: null,
      },
      at,
    );
  }
}

function counted(engine: Engine) {
  const counts = { statements: 0, transactions: 0 };
  const count = (session: Session): Session => ({
    all: (statement, parameters) => {
      counts.statements += 1;
      return session.all(statement, parameters);
    },
    first: (statement, parameters) => {
      counts.statements += 1;
      return session.first(statement, parameters);
    },
    run: (statement, parameters) => {
      counts.statements += 1;
      return session.run(statement, parameters);
    },
  });
  return {
    counts,
    engine: {
      ...engine,
      read: count(engine.read),
      transact: <T>(work: (session: Session) => Promise<T>) => {
        counts.transactions += 1;
        return engine.transact((session) => work(count(session)));
      },
    } satisfies Engine,
  };
}
