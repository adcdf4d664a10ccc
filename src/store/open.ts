// Chooses the engine by the database's URL.
import type { Engine } from './engine.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens a store engine.
 * @param url `postgres://…`, or `sqlite:` with a file's path.
 */
export function openEngine(url: string): Engine {
  return /^postgres(ql)?:/.test(url) ? openPostgres(url) : openSqlite(url.replace(/^sqlite:(\/\/)?/, ''));
}
