// Before and after all files of a run: what they share, so that none of them makes it again.
import { type PostgresServer, startPostgresServer } from './postgres.ts';

/** Where Node keeps what it made of the sources: nearly half of the time of a file that tests little. */
const COMPILED = new URL('../../node_modules/.cache/node-compile', import.meta.url).pathname;

let server: PostgresServer | undefined;

/** Files are run by processes that inherit this environment. */
export async function globalSetup(): Promise<void> {
  process.env.NODE_COMPILE_CACHE ??= COMPILED;
  if (process.env.ROLLCALL_TEST_POSTGRES !== undefined) return;
  server = await startPostgresServer();
  process.env.ROLLCALL_TEST_POSTGRES = server.url;
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
