// A database with Rollcall's own tables and indexes, filled directly: what the limits are measured on.
import SQLite from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { migrate } from '../src/store/migrate.ts';
import { openEngine } from '../src/store/open.ts';
import { SHOP, userNameOf } from './population.ts';

export const CONNECTION = 'limit';

export interface Tables {
  readonly writer: SQLite.Database;
  /** By number. */
  readonly userIds: readonly string[];
  readonly statements: WriteStatements;
}

export type WriteStatements = ReturnType<typeof prepareWrites>;

/**
 * Makes the tables and puts the users in.
 * @param bodyOf text of a user's body column
 */
export async function createTables(
  file: string,
  users: number,
  bodyOf: (n: number, id: string) => string,
): Promise<Tables> {
  const engine = openEngine(`sqlite:${file}`);
  await migrate(engine);
  await engine.close();
  const writer = new SQLite(file);
  // As src/store/sqlite.ts has it: the limit has every advantage that Rollcall has.
  writer.pragma('journal_mode = WAL');
  writer.pragma('synchronous = FULL');
  writer.pragma('wal_autocheckpoint = 8000');
  const statements = prepareWrites(writer);
  const userIds: string[] = [];
  writer.transaction(() => {
    statements.insertCounts.run(SHOP, CONNECTION);
    for (let n = 0; n < users; n += 1) {
      const id = uuidv7();
      userIds.push(id);
      insertUser(statements, n, id, bodyOf(n, id));
    }
  })();
  writer.pragma('wal_checkpoint(TRUNCATE)');
  return { writer, userIds, statements };
}

/** The rows that Rollcall writes when a user is created, inside the caller's transaction. */
export function insertUser(statements: WriteStatements, n: number, id: string, body: string): void {
  const now = Date.now();
  const { next_seq: seq } = statements.takeSeq.get(SHOP, CONNECTION) as { next_seq: number };
  const name = userNameOf(n).toLowerCase();
  statements.insertUser.run(SHOP, CONNECTION, id, seq, 1, name, `person-${n}`, 1, body, now, now);
  markDirty(statements, 'user', id, 5, now);
}

export function markDirty(
  statements: WriteStatements,
  kind: 'user' | 'group',
  id: string,
  priority: number,
  now: number,
): void {
  statements.markDirty.run(SHOP, kind, CONNECTION, id, priority, now, now);
}

function prepareWrites(writer: SQLite.Database) {
  return {
    insertCounts: writer.prepare(
      'insert into connection_counts (shop, connection, next_seq, users, groups) values (?, ?, 1, 0, 0)',
    ),
    takeSeq: writer.prepare(
      `update connection_counts set next_seq = next_seq + 1, users = users + 1
       where shop = ? and connection = ? returning next_seq`,
    ),
    insertUser: writer.prepare(
      `insert into users (shop, connection, id, seq, version, name_key, external_id, active, body,
       created_at, modified_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    markDirty: writer.prepare(
      `insert into outbox (shop, kind, connection, subject, version, priority, due_at, attempts, state, created_at)
       values (?, ?, ?, ?, 1, ?, ?, 0, 'pending', ?)
       on conflict (shop, kind, connection, subject) do update set version = outbox.version + 1,
       priority = min(outbox.priority, excluded.priority), due_at = excluded.due_at, state = 'pending'`,
    ),
  };
}
