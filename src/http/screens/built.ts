// The screens as they were built: which files a page loads, and the files themselves, compressed as the caller likes it.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
/** As Vite names what it writes: it ends in a digest of the content, and leads nowhere else. */
const ASSET = /^[\w.-]+-[\w-]{8}(\.[a-z0-9]+)$/;

const manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

export interface Entry {
  readonly script: string;
  /** What the script imports at once, to be loaded beside it. */
  readonly preloads: readonly string[];
  readonly styles: readonly string[];
}

export interface Entries {
  readonly app: Entry;
  readonly runtime: Entry;
}

export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly encoding: 'br' | 'gzip' | undefined;
}

export interface BuiltScreens {
  /** Undefined where nothing was built. */
  entries(): Promise<Entries | undefined>;
  /** @param accepted the caller's Accept-Encoding */
  asset(name: string, accepted: string): Promise<Asset | undefined>;
}

/** @param folder that the build wrote */
export function createBuiltScreens(folder: string): BuiltScreens {
  let found: Entries | undefined;
  const assets = new Map<string, Asset>();

  async function read(name: string, encoding: Asset['encoding']): Promise<Asset | undefined> {
    const type = TYPES[ASSET.exec(name)?.[1] ?? ''];
    if (type === undefined) return undefined;
    const ending = encoding === 'br' ? '.br' : encoding === 'gzip' ? '.gz' : '';
    const key = name + ending;
    const known = assets.get(key);
    if (known !== undefined) return known;
    const body = await readFile(join(folder, 'assets', key)).catch(() => undefined);
    if (body === undefined) return undefined;
    const asset = { body: new Uint8Array(body), type, encoding };
    assets.set(key, asset);
    return asset;
  }

  return {
    async entries() {
      const text =
        found === undefined && (await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => ''));
      if (text) found = readEntries(text);
      return found;
    },

    async asset(name, accepted) {
      // What is compressed already has no compressed twin.
      const wanted =
        extname(name) === '.woff2' ? [] : (['br', 'gzip'] as const).filter((one) => accepted.includes(one));
      for (const encoding of [...wanted, undefined]) {
        const asset = await read(name, encoding);
        if (asset !== undefined) return asset;
      }
      return undefined;
    },
  };
}

function readEntries(text: string): Entries {
  const chunks = manifest.parse(JSON.parse(text));
  const entry = (source: string): Entry => {
    const chunk = chunks[source];
    if (chunk === undefined) throw new Error(`The build of the screens lacks ${source}. Run: npm run build`);
    const imported = [...new Set(chunk.imports)].flatMap((name) => chunks[name] ?? []);
    return {
      script: chunk.file,
      preloads: imported.map(({ file }) => file),
      styles: [chunk, ...imported].flatMap(({ css }) => css),
    };
  };
  return { app: entry('src/main.tsx'), runtime: entry('runtime/runtime.ts') };
}
