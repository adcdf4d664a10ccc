// A SQLite database for tests, already at the newest schema where `npm test` has brought one there for all files.
import { copyFileSync } from 'node:fs';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';

/** Makes the one that others are copies of; its path is for `ROLLCALL_TEST_SQLITE`. */
export async function migrateSqlite(file: string): Promise<void> {
  const engine = openEngine(`sqlite:${file}`);
  await migrate(engine);
  await engine.close();
}

/** Returns the URL of a new one; without one to copy it is made when it is opened, by all migrations. */
export function createSqlite(file: string): string {
  const migrated = process.env.ROLLCALL_TEST_SQLITE;
  if (migrated !== undefined) copyFileSync(migrated, file);
  return `sqlite:${file}`;
}
