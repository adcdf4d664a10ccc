// All that a database holds, as text: for tests of what must not be in it.
import { existsSync, readFileSync } from 'node:fs';
import { openEngine } from '../../src/store/open.ts';

/** Every row of every table, by table, as SQL shows it. */
export async function rowsOf(databaseUrl: string): Promise<Map<string, string[]>> {
  const engine = openEngine(databaseUrl);
  const found = new Map<string, string[]>();
  for (const { name } of await engine.kysely.introspection.getTables()) {
    const rows = await engine.kysely
      .selectFrom(name as 'users')
      .selectAll()
      .execute();
    found.set(
      name,
      rows.map((row) => JSON.stringify(row)),
    );
  }
  await engine.close();
  return found;
}

/** The bytes of a SQLite database and of its log, as Latin-1 text: free pages included. */
export function bytesOf(file: string): string {
  return [file, `${file}-wal`, `${file}-shm`]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path).toString('latin1'))
    .join('\n');
}
