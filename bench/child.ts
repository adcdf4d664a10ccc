// Starts a measured server as a process of its own, asks it things over IPC, and sees that it ends.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child {
  /** What the server said when it was ready. */
  readonly ready: unknown;
  /** Resolves with the server's answer. @throws Error when the server fails or ends. */
  ask(name: string, detail?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** What goes over IPC; `error` where a question failed. */
export type Message =
  | { readonly ready: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };

const STOP_MS = 3000;
const running = new Set<ChildProcess>();

// Whatever ends the bench ends its servers; they also end by themselves when the IPC channel closes.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * @param script name of a file in `servers/`, or where another one is
 * @param settings handed to it
 * @param profiles folder that gets a CPU profile when the server ends
 */
export async function startChild(script: string | URL, settings: unknown, profiles?: string): Promise<Child> {
  const path = fileURLToPath(
    script instanceof URL ? script : new URL(`servers/${script}.ts`, import.meta.url),
  );
  const name = `--cpu-prof-name=${script}-${Date.now()}.cpuprofile`;
  // As ./rollcall starts a server.
  const execArgv = ['--max-semi-space-size=16'];
  if (profiles !== undefined) execArgv.push('--cpu-prof', `--cpu-prof-dir=${profiles}`, name);
  const child = fork(path, [JSON.stringify(settings)], { execArgv });
  running.add(child);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    const error = new Error(`The server ${script} ended (${code}).`);
    for (const { reject } of waiting.values()) reject(error);
    return error;
  });

  const ready = await new Promise<unknown>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if ('ready' in message) return resolve(message.ready);
      const asker = waiting.get(message.id);
      waiting.delete(message.id);
      if ('error' in message) asker?.reject(new Error(`${script}: ${message.error}`));
      else asker?.resolve(message.answer);
    });
    void ended.then(reject);
  });

  return {
    ready,
    ask: (name, detail) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        child.send({ id: asked, name, detail }, (error) => error && reject(error));
      }),
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(late);
    },
  };
}
