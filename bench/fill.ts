// Fills a database with the population directly: a million people in about a minute. SQLite files are kept for later runs.
import { createHash } from 'node:crypto';
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SQLite from 'better-sqlite3';
import pg from 'pg';
import { createCredentialStore } from '../src/store/credential-store.ts';
import { createEndingStore } from '../src/store/ending-store.ts';
import type { Engine } from '../src/store/engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { openEngine } from '../src/store/open.ts';
import { createTenantStore } from '../src/store/tenant-store.ts';
import { createTenants } from '../src/tenants/tenants.ts';
import { CONNECTION, SHOP } from './population.ts';
import { type Batch, batchesOf, countsOf, withReplies } from './tables.ts';

/** What the users' body column holds: what Rollcall stores, or what it replies. */
export type Content = 'stored' | 'replies';

const CACHE_KIBIBYTES = 1_000_000;

/** A filled SQLite file, made now or by an earlier run. It is everybody's: copy it before writing to it. */
export async function filledFile(users: number, content: Content): Promise<string> {
  const folder = join(tmpdir(), 'rollcall-bench-cache', await versionOf());
  const file = join(folder, `${users}-${content}.sqlite`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  await fillSqlite(draft, users, content);
  renameSync(draft, file);
  return file;
}

/** A copy to write to; where the file system can, it shares the pages that are not written to. */
export async function copyFilled(users: number, to: string): Promise<void> {
  copyFileSync(await filledFile(users, 'stored'), to, constants.COPYFILE_FICLONE);
}

/** Changes when the tables do, or what they are filled with. */
async function versionOf(): Promise<string> {
  const file = join(tmpdir(), `rollcall-bench-schema-${process.pid}.sqlite`);
  await prepare(`sqlite:${file}`);
  const db = new SQLite(file);
  const schema = db.prepare('select sql from sqlite_master order by name').pluck().all();
  // What a connection begins with is kept in it as JSON.
  const connections = db.prepare('select * from connections').all();
  for (const connection of connections) Object.assign(connection as object, { created_at: 0, updated_at: 0 });
  db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const sources = ['fill.ts', 'population.ts', 'tables.ts', '../src/directory/representation.ts'].map(
    (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'),
  );
  return createHash('sha256')
    .update(JSON.stringify([schema, connections, sources]))
    .digest('hex')
    .slice(0, 12);
}

async function fillSqlite(file: string, users: number, content: Content): Promise<void> {
  await prepare(`sqlite:${file}`);
  const db = new SQLite(file);
  // Not from one to the other at once.
  db.pragma('journal_mode = DELETE');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
  db.exec('begin');
  const insert = createInserter(db);
  for (const batch of batchesOf(users)) {
    insert(content === 'stored' ? batch : await withReplies(batch, users));
  }
  const counts = Object.entries(countsOf(users));
  db.prepare(`update connection_counts set ${counts.map(([column]) => `${column} = ?`).join()}`).run(
    counts.map(([, value]) => value),
  );
  db.exec('commit');
  // Kept in the file: whoever opens it goes on with it.
  db.pragma('journal_mode = WAL');
  db.close();
}

function createInserter(db: SQLite.Database): (batch: Batch) => void {
  const statements = new Map<string, SQLite.Statement>();
  return (batch) => {
    for (const [table, rows] of Object.entries(batch)) {
      for (const row of rows) {
        const columns = Object.keys(row);
        const known = statements.get(table);
        const statement =
          known ??
          db.prepare(`insert into ${table} (${columns}) values (${columns.map((column) => `@${column}`)})`);
        statements.set(table, statement);
        statement.run(row);
      }
    }
  };
}

/** Fills an empty PostgreSQL database. */
export async function fillPostgres(url: string, users: number): Promise<void> {
  await prepare(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  for (const batch of batchesOf(users)) {
    for (const [table, rows] of Object.entries(batch)) {
      if (rows.length === 0) continue;
      const columns = Object.keys(rows[0] as object);
      await client.query(
        `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    }
  }
  const counts = Object.entries(countsOf(users)).map(([column, value]) => `${column} = ${value}`);
  await client.query(`update connection_counts set ${counts}`);
  await client.query('commit');
  // What autovacuum would do within minutes; the planner needs it.
  await client.query('vacuum analyze');
  await client.end();
}

/** The tables, and in them the shop and its connection. */
async function prepare(url: string): Promise<void> {
  const engine: Engine = openEngine(url);
  await migrate(engine);
  const tenants = createTenants({
    store: createTenantStore(engine),
    credentialStore: createCredentialStore(engine),
    endingStore: createEndingStore(engine),
    now: Date.now,
    newId: () => CONNECTION,
  });
  await tenants.ensureConnection(SHOP, { scimProvisioning: true, newCustomerCreation: true });
  await engine.close();
}
