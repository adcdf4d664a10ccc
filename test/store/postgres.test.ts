import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { sql } from 'kysely';
import type { Engine, Session } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { isOutage } from '../../src/store/outage.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { insertShop } from '../../src/store/tenant-statements.ts';
import { startPostgres } from '../support/postgres.ts';
import { storeBattery } from './battery.ts';
import { groupBattery } from './group-battery.ts';
import { guardBattery } from './guard-battery.ts';
import { guardProperties } from './guard-properties.ts';
import { installationBattery } from './installation-battery.ts';
import { listBattery } from './list-battery.ts';
import { listProperties } from './list-properties.ts';
import { migrationBattery } from './migration-battery.ts';
import { peopleBattery } from './people-battery.ts';
import { planBattery } from './plan-battery.ts';

const postgres = await startPostgres();
after(() => postgres.stop());

installationBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
storeBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
groupBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
guardBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()), countWaiting);
guardProperties('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
listBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
listProperties('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
migrationBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
planBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));
peopleBattery('PostgreSQL', async () => openEngine(await postgres.createDatabase()));

it('GIVEN every connection of PostgreSQL in use for a minute WHEN another transaction comes THEN it waits for its turn', async ({
  mock,
}) => {
  const engine = openEngine(await postgres.createDatabase());
  const one = () => engine.transact(async () => 'done');
  await Promise.all(Array.from({ length: 16 }, one));
  mock.timers.enable({ apis: ['setTimeout'] });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const holding = Array.from({ length: 16 }, () => engine.transact(() => held));
  const waiting = one();
  mock.timers.tick(60_000);
  release();
  await Promise.all(holding);
  assert.equal(await waiting, 'done');
  await engine.close();
});

it('GIVEN a transaction that asks nothing just then WHEN PostgreSQL ends its connection THEN it alone fails', async () => {
  const url = await postgres.createDatabase();
  const [engine, other] = [openEngine(url), openEngine(url)];
  const others = sql`from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  const cutOff = engine.transact(async () => {
    await sql`select pg_terminate_backend(pid) ${others}`.execute(other.kysely);
    while ((await sql`select pid ${others}`.execute(other.kysely)).rows.length > 0);
    return 'done';
  });
  await assert.rejects(cutOff);
  assert.equal(await engine.transact(async () => 'done'), 'done');
  await Promise.all([engine.close(), other.close()]);
});

it('GIVEN a process that stands still within a transaction WHEN another writes the same THEN it need not wait for it', {
  timeout: 60_000,
}, async () => {
  const url = await postgres.createDatabase();
  const [still, other] = [openPostgres(url, 2_000), openEngine(url)];
  await migrate(other);
  const write = ({ run }: Session) => run(insertShop, { shop: 'example.myshopify.com', now: 1 });
  const { promise: asleep, resolve: wake } = Promise.withResolvers<void>();
  const { promise: hasWritten, resolve: tell } = Promise.withResolvers<void>();
  const stopped = still.transact(async (session) => {
    await write(session);
    tell();
    await asleep;
  });
  await hasWritten;
  assert.equal(await other.transact(write), 1);
  wake();
  await assert.rejects(stopped, isOutage);
  assert.equal(await still.transact(write), 0);
  await Promise.all([still.close(), other.close()]);
});

/** Transactions that wait for a lock that another one has. */
async function countWaiting({ kysely }: Engine): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(kysely);
  return rows[0]?.count ?? 0;
}
