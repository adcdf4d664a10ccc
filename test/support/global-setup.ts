// Before and after all files of a run: what they share, so that none of them makes it again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgresServer } from './postgres.ts';
import { migrateSqlite } from './sqlite.ts';

/** Where Node keeps what it made of the sources: nearly half of the time of a file that tests little. */
const COMPILED = new URL('../../node_modules/.cache/node-compile', import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), 'rollcall-tests-'));
let server: PostgresServer | undefined;

/** Files are run by processes that inherit this environment. */
export async function globalSetup(): Promise<void> {
  process.env.NODE_COMPILE_CACHE ??= COMPILED;
  const migrated = join(folder, 'migrated.sqlite');
  await migrateSqlite(migrated);
  process.env.ROLLCALL_TEST_SQLITE = migrated;
  if (process.env.ROLLCALL_TEST_POSTGRES !== undefined) return;
  server = await startPostgresServer();
  process.env.ROLLCALL_TEST_POSTGRES = server.url;
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
