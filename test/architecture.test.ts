// Keeps the import rules of docs/architecture.md, and the source free of cycles.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, it } from 'node:test';

const SOURCE = new URL('../src/', import.meta.url).pathname;

/** For each folder: the folders whose files it may import; a `/ports.ts` or other file narrows it to that file. */
const ALLOWED: Record<string, readonly string[]> = {
  protocol: [],
  notices: [],
  directory: ['elapsed.ts', 'protocol'],
  tenants: ['elapsed.ts', 'protocol', 'tally.ts'],
  access: ['rounds.ts', 'vault.ts'],
  sync: ['notices', 'protocol'],
  oversight: ['notices', 'protocol', 'rounds.ts', 'sync'],
  status: [],
  timeline: ['rounds.ts', 'tally.ts'],
  rehearsal: [
    'rounds.ts',
    'sync/ports.ts',
    'sync/explanations.ts',
    'sync/gateway-failure.ts',
    'sync/bug.ts',
    'tenants/ports.ts',
    'tenants/settings.ts',
    'oversight/certificate-port.ts',
    'timeline/ports.ts',
  ],
  telemetry: ['elapsed.ts', 'sync/ports.ts'],
  audit: ['timeline/redact.ts'],
  alerts: ['notices', 'outbound.ts', 'rounds.ts', 'sync/bug.ts'],
  privacy: ['audit/audit.ts', 'rounds.ts', 'sync/bug.ts', 'sync/email-key.ts'],
  store: [
    'protocol',
    'tally.ts',
    'access/ports.ts',
    'vault.ts',
    'directory/keys.ts',
    'directory/guard.ts',
    'directory/ports.ts',
    'directory/computed.ts',
    'directory/representation.ts',
    'tenants/ports.ts',
    'tenants/credential-ports.ts',
    'tenants/ending.ts',
    'tenants/ending-ports.ts',
    'tenants/settings.ts',
    'sync/ports.ts',
    'status/ports.ts',
    'status/people.ts',
    'status/health.ts',
    'oversight/ports.ts',
    'oversight/survey-port.ts',
    'oversight/certificate-port.ts',
    'rehearsal/ports.ts',
    'timeline/ports.ts',
    'telemetry/ports.ts',
    'audit/ports.ts',
    'privacy/ports.ts',
    'alerts/ports.ts',
  ],
  shopify: [
    'notices',
    'access/ports.ts',
    'access/principal.ts',
    'vault.ts',
    'sync/ports.ts',
    'protocol',
    'config.ts',
  ],
  http: [
    'notices',
    'ids.ts',
    'access',
    'protocol',
    'directory',
    'tenants',
    'status',
    'oversight',
    'rehearsal',
    'timeline',
    'telemetry',
    'audit',
    'privacy',
    'alerts',
    'sync/explanations.ts',
    'sync/gateway-failure.ts',
  ],
  simulators: [],
  demo: ['rollcall.ts', 'config.ts', 'shopify/topics.ts', 'http', 'simulators', 'tenants/ports.ts'],
};

/** Packages that only some folders may know. */
const PACKAGES: Record<string, readonly string[]> = {
  hono: ['http', 'simulators'],
  '@hono/node-server': ['http', 'simulators'],
  kysely: ['store'],
  'better-sqlite3': ['store'],
  pg: ['store'],
  graphql: ['simulators'],
  nodemailer: ['alerts'],
  '@shopify/shopify-api': ['shopify'],
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const imports = files.flatMap(importsOf);

describe('architecture', () => {
  it('GIVEN the import rules WHEN a folder imports another THEN the rules allow it', () => {
    const broken = imports
      .filter(({ target }) => !target.startsWith('npm:'))
      .filter(({ file, target }) => {
        const [from, to] = [folderOf(file), folderOf(target)];
        const allowed = ALLOWED[from];
        return allowed !== undefined && from !== to && !allowed.includes(to) && !allowed.includes(target);
      });
    assert.deepEqual(
      broken.map(({ file, target }) => `${file} imports ${target}`),
      [],
    );
  });

  it('GIVEN the composition root WHEN it is read THEN all it takes from elsewhere are types', () => {
    const taken = imports.filter(({ file, typeOnly }) => file === 'rollcall.ts' && !typeOnly);
    assert.deepEqual([...new Set(taken.map(({ target }) => folderOf(target)))], ['composition']);
  });

  it('GIVEN protocol WHEN it is read THEN it imports no package and nothing of node', () => {
    const broken = imports.filter(
      ({ file, target }) => folderOf(file) === 'protocol' && target.startsWith('npm:'),
    );
    assert.deepEqual(broken, []);
  });

  it('GIVEN a package of one floor WHEN it is imported THEN it is on that floor', () => {
    const broken = imports.filter(({ file, target }) => {
      const name = target
        .replace('npm:', '')
        .split('/')
        .slice(0, target.includes('@') ? 2 : 1)
        .join('/');
      const homes = PACKAGES[name];
      return target.startsWith('npm:') && homes !== undefined && !homes.includes(folderOf(file));
    });
    assert.deepEqual(
      broken.map(({ file, target }) => `${file} imports ${target}`),
      [],
    );
  });

  it('GIVEN the simulators WHEN one is read THEN it imports nothing of the other', () => {
    const broken = imports.filter(
      ({ file, target }) =>
        file.startsWith('simulators/') &&
        !target.startsWith('npm:') &&
        !target.startsWith(secondFolderOf(file)),
    );
    assert.deepEqual(broken, []);
  });

  it('GIVEN the source WHEN process is named THEN it is in cli.ts', () => {
    const named = files.filter((file) => /(?<![\w.])process\.(?!uptime)/.test(code(file)));
    assert.deepEqual(named, ['cli.ts']);
  });

  it('GIVEN the source WHEN imports are followed THEN there is no cycle', () => {
    const graph = new Map(files.map((file) => [file, [] as string[]]));
    for (const { file, target } of imports) if (!target.startsWith('npm:')) graph.get(file)?.push(target);
    assert.deepEqual(findCycle(graph), []);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(type\s)?[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/g,
  );
  return [...found].map(([, typeOnly, from, dynamic]) => {
    const specifier = (from ?? dynamic) as string;
    const target = specifier.startsWith('.')
      ? relative(SOURCE, normalize(join(SOURCE, dirname(file), specifier)))
      : `npm:${specifier}`;
    return { file, target, typeOnly: typeOnly !== undefined };
  });
}

function folderOf(file: string): string {
  return file.split('/')[0] as string;
}

function secondFolderOf(file: string): string {
  return `${file.split('/').slice(0, 2).join('/')}/`;
}

/** The source without its comments. */
function code(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
}

/** The files of one cycle, or none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(file: string): string[] {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  }
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
