// Before and after all files of a run: one PostgreSQL for them, unless the environment names one.
import { type PostgresServer, startPostgresServer } from './postgres.ts';

let server: PostgresServer | undefined;

export async function globalSetup(): Promise<void> {
  if (process.env.ROLLCALL_TEST_POSTGRES !== undefined) return;
  server = await startPostgresServer();
  // Files are run by processes that inherit it.
  process.env.ROLLCALL_TEST_POSTGRES = server.url;
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
