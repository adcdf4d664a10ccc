// A folder for the run's databases, gone when the bench ends, however it ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch {
  /** A path that nobody has used in this run. */
  file(name: string): string;
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  let made = 0;
  return {
    file(name) {
      made += 1;
      return join(folder, `${made}-${name}`);
    },
  };
}
