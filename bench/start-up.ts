// How long `rollcall serve` takes from its start until it says that it is ready, on a database that is there already.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/free-port.ts';
import { copyFilled } from './fill.ts';
import { median } from './median.ts';
import type { Options } from './options.ts';
import { SHOP } from './population.ts';
import type { Scratch } from './scratch.ts';

/** Milliseconds, medians. */
export interface StartUp {
  readonly users: number;
  /** Nothing of the program was compiled before. */
  readonly cold: number;
  readonly warm: number;
}

const COMMAND = fileURLToPath(new URL('../rollcall', import.meta.url));
const STARTS = 5;
const POLL_MS = 2;
const PATIENCE_MS = 30_000;

/** Of the smallest directory and the largest. */
export async function measureStartUps({ users }: Options, scratch: Scratch): Promise<StartUp[]> {
  const startUps: StartUp[] = [];
  for (const size of new Set([Math.min(...users), Math.max(...users)])) {
    const file = scratch.file('start-up.sqlite');
    await copyFilled(size, file);
    const cold: number[] = [];
    const warm: number[] = [];
    for (let n = 0; n < STARTS; n += 1) {
      const folder = scratch.file('compiled');
      mkdirSync(folder);
      cold.push(await start(file, folder));
      warm.push(await start(file, folder));
    }
    startUps.push({ users: size, cold: median(cold), warm: median(warm) });
  }
  return startUps;
}

/** @throws Error when it ends, or is not ready in time. */
async function start(file: string, compiled: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const server = spawn(COMMAND, ['serve'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compiled,
      DATABASE_URL: `sqlite:${file}`,
      ROLLCALL_PORT: String(port),
      ROLLCALL_ADMIN_TOKEN: 'for-nobody-but-the-bench-as-long-as-asked',
      SHOPIFY_SHOP: SHOP,
      SHOPIFY_ADMIN_ORIGIN: 'http://127.0.0.1:9',
      SHOPIFY_ACCESS_TOKEN: 'unused',
    },
  });
  const ended = once(server, 'exit');
  try {
    while (!(await isReady(port))) {
      if (server.exitCode !== null) throw new Error(`rollcall serve ended (${server.exitCode}).`);
      if (performance.now() - began > PATIENCE_MS) throw new Error('rollcall serve is not ready.');
      await sleep(POLL_MS);
    }
    return performance.now() - began;
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
