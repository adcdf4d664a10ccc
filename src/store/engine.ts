// What the store needs of a database engine: a reading session, transactions, and Kysely for its schema.
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Dialect, SqlParameters, Statement } from './statement.ts';

/** Runs statements, each as one round trip. */
export interface Session {
  /** All rows. */
  all<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P): Promise<R[]>;
  /** The first row, if there is one. */
  first<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined>;
  /** How many rows were changed. */
  run<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P): Promise<number>;
}

export interface TransactOptions {
  /** Nobody waits for it: it need not have a commit of its own, if others come within some milliseconds. */
  readonly mayWait?: boolean;
}

export interface Engine {
  readonly dialect: Dialect;
  /** For migrations, and to compile statements. */
  readonly kysely: Kysely<Database>;
  /** Reads what is committed; on SQLite a read-only connection of its own. */
  readonly read: Session;
  /**
   * Runs `work` in one durable transaction and resolves once it is committed; a throw rolls `work` back.
   * `work` may await nothing but its session: on SQLite several works share one commit. It may be run more than once,
   * where it met with another: what it does beside its session must bear that.
   */
  transact<T>(work: (session: Session) => Promise<T>, options?: TransactOptions): Promise<T>;
  /** Takes what was deleted out of files that are this engine's own, as far as the engine does not do so by itself. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}
