// The SQLite engine: one writer whose concurrent transactions share a commit, and a reader beside it.
import { setImmediate as turn } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Engine, Session } from './engine.ts';
import type { Database } from './schema.ts';
import { bind, type CompiledStatement, type SqlParameters, type Statement } from './statement.ts';

/** How many writes share one commit at most. */
const BATCH = 64;
/** How long a transaction that may wait does so for others to go with. */
const WAIT_MS = 20;
/** Pages in the write-ahead log before it is copied back: rarer copies make durable commits cheaper. */
const CHECKPOINT_PAGES = 8000;
const BUSY_MS = 5000;
/** Of the pages that each connection keeps in memory: the upper levels of the indexes of a million users. */
const CACHE_KIB = 8000;

interface Job {
  readonly work: (session: Session) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Settle = () => void;

/** Opens (or creates) the database file. */
export function openSqlite(file: string): Engine {
  const writer = new SQLite(file, { timeout: BUSY_MS });
  writer.pragma('journal_mode = WAL');
  // FULL: the log is on disk before a commit returns, so that an acknowledged write survives a power cut.
  writer.pragma('synchronous = FULL');
  // Savepoints keep the pages they may have to restore in a temporary file, unless told otherwise.
  writer.pragma('temp_store = MEMORY');
  writer.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  writer.pragma('foreign_keys = ON');
  // What is erased is overwritten, so that no free page holds it (RULES 28).
  writer.pragma('secure_delete = ON');
  const reader = new SQLite(file, { readonly: true, timeout: BUSY_MS });
  for (const connection of [writer, reader]) connection.pragma(`cache_size = -${CACHE_KIB}`);

  const kysely = new Kysely<Database>({ dialect: new SqliteDialect({ database: writer }) });
  const snapshot = createSnapshot(reader);
  const transact = createGroupCommit(writer, kysely, snapshot.leave);

  return {
    dialect: 'sqlite',
    kysely,
    read: createSession(reader, kysely, snapshot.enter),
    transact,
    async scrub() {
      // Between two batches, and without a reader that still needs the log.
      await turn();
      snapshot.leave();
      writer.pragma('wal_checkpoint(TRUNCATE)');
    },
    async close() {
      snapshot.leave();
      reader.close();
      await kysely.destroy();
      if (writer.open) writer.close();
    },
  };
}

/**
 * Collects the transactions that arrive in one turn of the event loop, or while many write in several, into one commit.
 * The statements are synchronous, so a batch runs to its COMMIT within one turn: nobody else can come between.
 */
function createGroupCommit(
  writer: SQLite.Database,
  kysely: Kysely<Database>,
  onCommit: () => void,
): Engine['transact'] {
  const begin = writer.prepare('BEGIN IMMEDIATE');
  const commit = writer.prepare('COMMIT');
  const rollback = writer.prepare('ROLLBACK');
  const save = writer.prepare('SAVEPOINT job');
  const release = writer.prepare('RELEASE job');
  const undo = writer.prepare('ROLLBACK TO job');
  const queue: Job[] = [];
  /** Those that may wait: they go with the next batch, or by themselves where none comes soon. */
  const waiting: Job[] = [];
  let scheduled = false;
  let hasWritten = false;
  /** The last batch held several jobs. */
  let isBusy = false;
  /** How many waited a turn ago. */
  let gathered = 0;
  const session = createSession(writer, kysely, (writes) => {
    hasWritten ||= writes;
  });

  /**
   * Runs jobs together and says how each is to be told. Savepoints would cost a tenth of the processor time of a
   * batch, and few jobs fail after they have written: those batches are run again, with a savepoint each.
   */
  async function runBatch(jobs: readonly Job[]): Promise<readonly Settle[]> {
    try {
      return await commitTogether(jobs, runJob);
    } catch (error) {
      if (jobs.length === 1) return rejectAll(jobs, error);
    }
    return commitTogether(jobs, runInSavepoint).catch((error) => rejectAll(jobs, error));
  }

  async function commitTogether(
    jobs: readonly Job[],
    run: (job: Job) => Promise<Settle>,
  ): Promise<readonly Settle[]> {
    const turn = watchTurn();
    try {
      begin.run();
      const settle: Settle[] = [];
      for (const job of jobs) settle.push(await run(job));
      if (turn.isOver()) throw new Error('a transaction waited for something other than its own statements');
      commit.run();
      onCommit();
      return settle;
    } catch (error) {
      abandon();
      throw error;
    } finally {
      turn.forget();
    }
  }

  async function runJob(job: Job): Promise<Settle> {
    hasWritten = false;
    try {
      const value = await job.work(session);
      return () => job.resolve(value);
    } catch (error) {
      // Whoever has only read leaves nothing to be undone.
      if (hasWritten) throw error;
      return () => job.reject(error);
    }
  }

  async function runInSavepoint(job: Job): Promise<Settle> {
    save.run();
    try {
      const value = await job.work(session);
      release.run();
      return () => job.resolve(value);
    } catch (error) {
      undo.run();
      release.run();
      return () => job.reject(error);
    }
  }

  async function flush(): Promise<void> {
    // A commit costs little more for many than for one: where many write, a batch grows while each turn brings more.
    if (isBusy && queue.length > gathered && queue.length < BATCH) {
      gathered = queue.length;
      setImmediate(flush);
      return;
    }
    gathered = 0;
    isBusy = queue.length > 1;
    // Every reply, refusals included, follows the COMMIT: a refusal may rest on what the batch wrote.
    for (const settle of await runBatch([...queue.splice(0, BATCH), ...waiting.splice(0)])) settle();
    scheduled = false;
    schedule();
  }

  function rejectAll(jobs: readonly Job[], error: unknown): readonly Settle[] {
    return jobs.map((job) => () => job.reject(error));
  }

  function abandon(): void {
    try {
      if (writer.inTransaction) rollback.run();
    } catch {
      // A connection that cannot roll back is broken; BEGIN will say so to the next batch.
    }
  }

  function wait(job: Job): void {
    waiting.push(job);
    setTimeout(() => {
      queue.push(...waiting.splice(0));
      schedule();
    }, WAIT_MS);
  }

  function schedule(): void {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    setImmediate(flush);
  }

  return <T>(work: (session: Session) => Promise<T>, { mayWait = false } = {}) =>
    new Promise<T>((resolve, reject) => {
      const job = { work, resolve: resolve as (value: unknown) => void, reject };
      if (mayWait) return wait(job);
      queue.push(job);
      schedule();
    });
}

/**
 * Hides the values of places from SQLite's planner. Built with STAT4, it would look at those in LIMIT, in ranges and
 * in joins, and plan the statement anew for each run: three times the time of a page (measured). No plan of ours
 * depends on a value.
 */
export function planOnce(sql: string): string {
  return sql.replaceAll('?', '+?');
}

/** Tells whether the event loop has turned since. */
function watchTurn(): { isOver(): boolean; forget(): void } {
  let over = false;
  const immediate = setImmediate(() => {
    over = true;
  });
  return { isOver: () => over, forget: () => clearImmediate(immediate) };
}

/**
 * The reads of one turn of the event loop share a transaction: each would otherwise take and drop the file's locks,
 * which costs more than the read. It ends with a commit of ours, so that whoever wrote reads what was written.
 */
function createSnapshot(reader: SQLite.Database): { enter(): void; leave(): void } {
  const begin = reader.prepare('BEGIN');
  const end = reader.prepare('COMMIT');
  // Asking the connection costs as much as half a read.
  let isOpen = false;
  function leave(): void {
    if (!isOpen) return;
    isOpen = false;
    end.run();
  }
  return {
    leave,
    enter() {
      if (isOpen) return;
      begin.run();
      isOpen = true;
      setImmediate(leave);
    },
  };
}

function createSession(
  connection: SQLite.Database,
  kysely: Kysely<Database>,
  enter: (writes: boolean) => void,
): Session {
  interface Prepared {
    readonly compiled: CompiledStatement;
    readonly native: SQLite.Statement;
    readonly writes: boolean;
  }
  const prepared = new Map<Statement<SqlParameters, unknown>, Prepared>();

  function prepare<P extends SqlParameters, R>(statement: Statement<P, R>): Prepared {
    const key = statement as unknown as Statement<SqlParameters, unknown>;
    let entry = prepared.get(key);
    if (entry === undefined) {
      const compiled = statement.compile(kysely, 'sqlite');
      const native = connection.prepare(planOnce(compiled.sql));
      entry = { compiled, native, writes: !native.readonly };
      prepared.set(key, entry);
    }
    return entry;
  }

  return {
    async all<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P) {
      const { compiled, native, writes } = prepare(statement);
      enter(writes);
      return native.all(bind(compiled, parameters)) as R[];
    },
    async first<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P) {
      const { compiled, native, writes } = prepare(statement);
      enter(writes);
      return native.get(bind(compiled, parameters)) as R | undefined;
    },
    async run(statement, parameters) {
      const { compiled, native, writes } = prepare(statement);
      enter(writes);
      return native.run(bind(compiled, parameters)).changes;
    },
  };
}
