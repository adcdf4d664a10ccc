// Carries the Dockerfile out without a container engine: its own instructions, in a scratch folder, on this machine's
// Node; then starts what came of it as a user that can write nothing but its data, and asks for its health.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePort } from '../test/support/free-port.ts';
import { readDockerfile, type Stage } from './try-image/dockerfile.ts';

const HOME = new URL('..', import.meta.url).pathname;
const NOBODY = 65534;
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-image-'));
chmodSync(scratch, 0o755);
/** The instructions' node is the image's: 24, which is that of the project. */
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;

const stages = readDockerfile(readFileSync(join(HOME, 'Dockerfile'), 'utf8'));
const roots = new Map<string, string>();
for (const [index, stage] of stages.entries()) {
  const root = join(scratch, `stage${index}`);
  mkdirSync(root);
  roots.set(stage.name ?? String(index), root);
  buildStage(stage, root);
}
const last = stages.at(-1) as Stage;
const health = await start(last, roots.get(last.name ?? String(stages.length - 1)) as string);
rmSync(scratch, { recursive: true, force: true });
console.log(health === 0 ? 'The image’s steps work, and it is healthy.' : 'It is not healthy.');
process.exitCode = health;

function buildStage({ steps }: Stage, root: string): void {
  let folder = root;
  for (const { instruction, text } of steps) {
    console.log(`${instruction} ${text}`);
    if (instruction === 'WORKDIR') {
      folder = join(root, text);
      mkdirSync(folder, { recursive: true });
    } else if (instruction === 'COPY') copy(text, folder);
    // What prepares the image's own file system is done for it below.
    else if (instruction === 'RUN' && !text.startsWith('install ')) {
      execFileSync('sh', ['-c', text], {
        cwd: folder,
        stdio: 'inherit',
        env: { ...process.env, PATH },
      });
    }
  }
}

function copy(text: string, folder: string): void {
  const words = text.split(/\s+/);
  const from = words[0]?.startsWith('--from=')
    ? roots.get(words.shift()?.slice('--from='.length) ?? '')
    : HOME;
  const target = words.pop() as string;
  if (from === HOME && words[0] === '.') {
    copySources(folder);
    return;
  }
  for (const source of words) {
    const isFolder = target.endsWith('/') || words.length > 1;
    cpSync(join(from ?? HOME, source), join(folder, target, isFolder ? basename(source) : ''), {
      recursive: true,
    });
  }
}

/** What is tracked, less what .dockerignore leaves out. */
function copySources(folder: string): void {
  const ignored = readFileSync(join(HOME, '.dockerignore'), 'utf8').split('\n');
  const tracked = execFileSync('git', ['ls-files'], { cwd: HOME, encoding: 'utf8' }).trim().split('\n');
  for (const file of tracked) {
    if (!ignored.includes(file.split('/')[0] as string)) cpSync(join(HOME, file), join(folder, file));
  }
}

/** Returns the exit code of the image's own health check. */
async function start({ steps }: Stage, root: string): Promise<number> {
  const of = (name: string) =>
    steps.filter(({ instruction }) => instruction === name).map(({ text }) => text);
  const data = join(scratch, 'data');
  mkdirSync(data);
  chownSync(data, NOBODY, NOBODY);
  execFileSync('chmod', ['-R', 'a-w,a+rX', root]);
  const env = {
    ...Object.fromEntries(of('ENV').map((text) => text.split('=') as [string, string])),
    PATH,
    NODE_COMPILE_CACHE: join(data, 'compiled'),
    DATABASE_URL: `sqlite:${join(data, 'rollcall.sqlite')}`,
    ROLLCALL_PORT: String(await freePort()),
    ROLLCALL_ADMIN_TOKEN: 'a'.repeat(32),
    SHOPIFY_SHOP: 'example.myshopify.com',
    SHOPIFY_ADMIN_ORIGIN: 'http://127.0.0.1:9',
    SHOPIFY_ACCESS_TOKEN: 'shpat_of_nobody',
  };
  const [program = '', ...args] = [...of('ENTRYPOINT'), ...of('CMD')].flatMap(
    (text) => JSON.parse(text) as string[],
  );
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const cwd = join(root, of('WORKDIR').at(-1) ?? '/');
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], ...identity });
  await once(child.stdout, 'data');
  const [, check = '[]'] = /CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0] ?? '') ?? [];
  const [tool = '', ...options] = JSON.parse(check) as string[];
  const [code] = await once(spawn(tool, options, { env, stdio: 'inherit', ...identity }), 'exit');
  child.kill('SIGTERM');
  const [ended] = await once(child, 'exit');
  return code || ended;
}
