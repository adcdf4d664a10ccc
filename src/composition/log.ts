// The log, and what may go into it.
import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

/** Nothing logs these; should something begin to, they are blotted out. */
const NEVER_LOGGED = ['authorization', 'token', 'secret', 'password', 'email', 'phone', 'userName', 'body'];

export function createLog(level: Config['logLevel']): Logger {
  const paths = NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: paths });
}

/** An error's text may quote what was being written. */
export function nameOf(error: unknown): object {
  return error instanceof Error ? { error: error.name } : {};
}
