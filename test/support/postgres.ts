// A real PostgreSQL for tests: the one that the environment names, as `npm test` does with one for all files, else one of
// the file's own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';

export interface TestPostgres {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Drops what was made, and ends a server of the file's own. */
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<TestPostgres> {
  process.on('warning', refuseDeprecated);
  const given = process.env.ROLLCALL_TEST_POSTGRES;
  if (given !== undefined) return createDatabases(given);
  const server = await startPostgresServer();
  return { ...createDatabases(server.url), stop: server.stop };
}

/** What pg deprecates it ends with its next version: whatever test comes across it fails. */
function refuseDeprecated(warning: Error): void {
  if (warning.name === 'DeprecationWarning') throw warning;
}

export interface PostgresServer {
  /** By which databases are made. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A new one, which ends with this process if it is not stopped before. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const program = new URL('./postgres-server.ts', import.meta.url).pathname;
  // In a group of its own: what ends a whole group must leave it the time to clear up after itself.
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'exit');
  const [url] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
  if (typeof url !== 'string') throw new Error('PostgreSQL did not start; what it said is above.');
  return {
    url: url.trim(),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

let made = 0;

function createDatabases(adminUrl: string): TestPostgres {
  const names: string[] = [];

  async function administer(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  return {
    async createDatabase() {
      made += 1;
      const name = `rollcall_${process.pid}_${made}`;
      names.push(name);
      await administer(`DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`);
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: () => administer(...names.map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}
