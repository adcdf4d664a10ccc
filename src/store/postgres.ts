// The PostgreSQL engine: a pool, named prepared statements, and transactions retried when they collide.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Engine, Session } from './engine.ts';
import type { Database } from './schema.ts';
import { bind, type CompiledStatement, type SqlParameters, type Statement } from './statement.ts';

const POOL_SIZE = 16;
/** For the server to answer a new connection. */
const CONNECT_MS = 5000;
/** What a prepared statement was planned for has been changed, by a migration of a newer Rollcall. */
const STALE_PLAN = '0A000';
/**
 * Serialization failure, deadlock, and a unique key lost to a concurrent transaction (a name, a first connection):
 * run again, and the transaction sees what it collided with.
 */
const COLLISIONS = new Set(['40001', '40P01', '23505', STALE_PLAN]);
const TRIES = 5;
const INT8 = 20;
/** A server that is gone without a word is noticed so long after it last said one, and some seconds of asking. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/**
 * For a process to go on with a transaction: what it waits for is never anything else. One that stands still would keep the
 * locks of what it was in for as long, and with them whoever writes the same, or would take its lease.
 */
const STALL_MS = 10_000;

/**
 * The pool would have this time end the wait for one of its connections too. Of a Bulk's 64 writes that lock one row that is
 * long where commits take 100 ms, and nothing is wrong: who waits for a turn waits as long as those before it take.
 */
class Client extends pg.Client {
  constructor(options?: pg.ClientConfig) {
    super({ ...options, ...KEEP_ALIVE, connectionTimeoutMillis: CONNECT_MS });
  }
}

/** Connects lazily; `url` is a `postgres://` address. */
export function openPostgres(url: string, stallMs = STALL_MS): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    Client,
    types: {
      // Counters and times stay far below 2^53, so a bigint reads as a number, as on SQLite.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // A dropped connection is replaced by the pool; without a listener it would end the process. The pool listens to idle
  // ones alone: one that is dropped within a transaction has the next statement fail, and tells of it besides.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  const kysely = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const compiled: Compiled = new Map();
  const plans: Plans = { generation: 0 };
  // Together with BEGIN it costs no round trip, and it needs no session of its own at a pooler.
  const begin = `BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${stallMs}`;

  async function transact<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transactOnce(pool, begin, { compiled, plans }, kysely, work);
      } catch (error) {
        if (attempt === TRIES || !COLLISIONS.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
  }

  return {
    dialect: 'postgres',
    kysely,
    read: createSession(pool, kysely, { compiled, plans }),
    transact,
    // Dead rows are the server's to clear away: autovacuum does.
    scrub: async () => undefined,
    close: () => kysely.destroy(),
  };
}

type Compiled = Map<Statement<SqlParameters, unknown>, CompiledStatement>;

/** Part of the names of prepared statements. */
interface Plans {
  generation: number;
}

interface Statements {
  readonly compiled: Compiled;
  readonly plans: Plans;
}

async function transactOnce<T>(
  pool: pg.Pool,
  begin: string,
  statements: Statements,
  kysely: Kysely<Database>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const value = await work(createSession(client, kysely, statements));
    await client.query('COMMIT');
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function createSession(
  client: pg.Pool | pg.PoolClient,
  kysely: Kysely<Database>,
  { compiled, plans }: Statements,
): Session {
  async function query<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P) {
    const key = statement as unknown as Statement<SqlParameters, unknown>;
    let entry = compiled.get(key);
    if (entry === undefined) {
      entry = statement.compile(kysely, 'postgres');
      compiled.set(key, entry);
    }
    const { sql } = entry;
    const values = bind(entry, parameters);
    const ask = () => client.query({ name: `${statement.name}.${plans.generation}`, text: sql, values });
    const asked = plans.generation;
    try {
      return await ask();
    } catch (error) {
      if ((error as { code?: string }).code !== STALE_PLAN) throw error;
      // Under other names everything is planned anew. A transaction has failed with it, and is run again.
      if (plans.generation === asked) plans.generation += 1;
      if (!(client instanceof pg.Pool)) throw error;
      return ask();
    }
  }

  return {
    async all<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P) {
      return (await query(statement, parameters)).rows as R[];
    },
    async first<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P) {
      return (await query(statement, parameters)).rows[0] as R | undefined;
    },
    async run(statement, parameters) {
      return (await query(statement, parameters)).rowCount ?? 0;
    },
  };
}
