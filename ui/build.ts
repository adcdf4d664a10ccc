// Builds the screens into ui/dist, unless what lies there was built from the very same files.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const FOLDER = import.meta.dirname;
const BUILT = join(FOLDER, 'dist');
/** In the folder that was built: the digest of what it was built from. */
const STAMP = 'built-from';
const SOURCES = ['src', 'runtime', 'package.json', 'vite.config.ts', 'build.ts', '../package-lock.json'];
/** What is worth compressing; fonts and pictures are compressed already. */
const TEXTS = new Set(['.js', '.css', '.svg', '.json']);

/** Returns whether there was anything to build. Two that build at once do no harm: each puts its own in place whole. */
export async function buildUi(): Promise<boolean> {
  const digest = digestOf(SOURCES.flatMap(filesOf));
  if (readStamp() === digest) return false;
  const scratch = mkdtempSync(join(FOLDER, '.building-'));
  try {
    process.env.UI_OUT_DIR = scratch;
    await build({ root: FOLDER, logLevel: 'warn' });
    for (const file of filesOf(scratch)) if (TEXTS.has(extname(file))) compress(file);
    writeFileSync(join(scratch, STAMP), digest);
    putInPlace(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return true;
}

/** Another that builds at once may put its own in place between the two steps: then both are taken again. */
function putInPlace(built: string): void {
  const before = `${built}-before`;
  while (!didRename(built, BUILT, ['ENOTEMPTY', 'EEXIST'])) {
    if (didRename(BUILT, before, ['ENOENT'])) rmSync(before, { recursive: true, force: true });
  }
}

/** False where that failed in one of these ways. */
function didRename(from: string, to: string, ways: readonly string[]): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (ways.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function compress(file: string): void {
  const text = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
}

function readStamp(): string | undefined {
  try {
    return readFileSync(join(BUILT, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(FOLDER.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/** A file itself, or all below a folder, in a fixed order. */
function filesOf(path: string): string[] {
  const full = path.startsWith('/') ? path : join(FOLDER, path);
  if (extname(full) !== '') return [full];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

if (process.argv[1] === import.meta.filename) await buildUi();
