// Which errors say that the database is not to be had, or can store nothing just now: no fault of whoever asked.

/** Of the network, as Node names them. */
const NETWORK = /^E(?!RR_)[A-Z_]+$/;
/** What pg says of a connection that has ended, without a code. */
const ENDED = /^(Connection terminated|timeout expired|Client (was closed|has encountered))/;
/** PostgreSQL: no disk, no memory, no more connections; read-only, as a standby is. */
const EXHAUSTED = /^(53\w{3}|58030|25006)$/;
/** SQLite: no disk, no right to write there, somebody else who does not let go. */
const UNWRITABLE = /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|BUSY|LOCKED)/;

export function isOutage(error: unknown): boolean {
  const { code, severity, message, errors } = error as {
    readonly code?: unknown;
    readonly severity?: unknown;
    readonly message?: unknown;
    readonly errors?: readonly unknown[];
  };
  // Several addresses of one name were tried.
  if (error instanceof AggregateError) return errors?.some(isOutage) ?? false;
  // PostgreSQL ends the connection with these: it stops, has started just now, or lets nobody in.
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  if (typeof code === 'string') return [NETWORK, EXHAUSTED, UNWRITABLE].some((known) => known.test(code));
  return typeof message === 'string' && ENDED.test(message);
}
