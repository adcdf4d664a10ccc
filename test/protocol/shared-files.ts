// Finds the folder of shared vectors and exchanges that may lie beside the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const shared = join(import.meta.dirname, '../../../shared');

/** Why the tests of a shared folder cannot run, or false when it is there. */
export function absenceOf(folder: string): string | false {
  return existsSync(join(shared, folder)) ? false : `../shared/${folder} is not beside the repository`;
}

/** Every JSON file of a shared folder by name; none when the folder is not there. */
export function readShared(folder: string): ReadonlyMap<string, unknown> {
  if (absenceOf(folder) !== false) return new Map();
  const names = readdirSync(join(shared, folder)).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(shared, folder, name), 'utf8'))]));
}
