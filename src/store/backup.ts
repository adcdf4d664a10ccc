// Copies a SQLite database while it is in use: whole, checked, and on disk before it bears its name.
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import SQLite from 'better-sqlite3';

export class BackupError extends Error {}

/** @throws BackupError with the remedy */
export function backUp(databaseUrl: string, target: string): void {
  if (/^postgres(ql)?:/.test(databaseUrl)) {
    throw new BackupError(
      'PostgreSQL is backed up with its own tools: pg_dump --format=custom --file FILE "$DATABASE_URL"',
    );
  }
  const source = databaseUrl.replace(/^sqlite:(\/\/)?/, '');
  if (!existsSync(source)) throw new BackupError(`There is no database at ${source}. Check DATABASE_URL.`);
  if (existsSync(target)) throw new BackupError(`${target} is there already. Choose another name.`);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    copy(source, unfinished);
  } catch (error) {
    const { message } = error as Error;
    throw new BackupError(
      `${source} cannot be copied to ${target}: ${message}. Check both, and the room on disk.`,
    );
  }
  check(unfinished);
  sync(unfinished);
  renameSync(unfinished, target);
  sync(dirname(resolve(target)));
}

/** One transaction that reads: whoever writes meanwhile does not wait, and is not in the copy. */
function copy(source: string, target: string): void {
  const database = new SQLite(source, { readonly: true });
  try {
    database.prepare('VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
}

function check(file: string): void {
  const database = new SQLite(file, { readonly: true });
  try {
    const answer = database.pragma('integrity_check', { simple: true });
    if (answer !== 'ok') throw new BackupError(`The copy is damaged, and so may be the database: ${answer}`);
  } finally {
    database.close();
  }
}

/** SQLite leaves a copy of this kind to the system's memory. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
