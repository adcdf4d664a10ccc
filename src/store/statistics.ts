// Has PostgreSQL count what the sync joins as soon as it has grown: until it has, it takes one index for as good as
// another, and autovacuum comes by once a minute, in which an import may be half done.
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Engine } from './engine.ts';

export interface Statistics {
  start(): void;
  stop(): Promise<void>;
}

const EVERY_MS = 5_000;
const TABLES = ['outbox', 'users', 'claims', 'links', 'bulk_creates'];

/** Counts each table that is twice as large as when it was last counted; returns their names. */
export async function countGrown(engine: Engine): Promise<readonly string[]> {
  if (engine.dialect !== 'postgres') return [];
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname in (${sql.join(TABLES)})
      and pg_relation_size(oid) > 2 * relpages::bigint * current_setting('block_size')::bigint
    order by relname`.execute(engine.kysely);
  // Another process that counts the same is not waited for.
  for (const { name } of rows) await sql`analyze (skip_locked) ${sql.table(name)}`.execute(engine.kysely);
  return rows.map(({ name }) => name);
}

export function createStatistics(engine: Engine, onFailure: (error: unknown) => void): Statistics {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function keepCounting(): Promise<void> {
    while (!stopping.signal.aborted) {
      await countGrown(engine).catch(onFailure);
      await pause(EVERY_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    start() {
      if (engine.dialect === 'postgres') running ??= keepCounting();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
