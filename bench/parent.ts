// A measured server's side of the conversation with the bench.
import type { Message } from './child.ts';

/** What the bench started this process with. */
export function readSettings<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/**
 * Says that the server is ready and answers the bench's questions until it goes away. Every server answers
 * `cpu`: the microseconds of processor time that it has used so far, all threads counted, and `memory`: the bytes
 * of it that are in RAM.
 */
export function serveParent(
  ready: unknown,
  answers: Readonly<Record<string, (detail: unknown) => unknown>> = {},
): void {
  const known: typeof answers = {
    cpu: usedMicroseconds,
    memory: () => process.memoryUsage.rss(),
    ...answers,
  };
  process.on('message', async ({ id, name, detail }: { id: number; name: string; detail: unknown }) => {
    try {
      send({ id, answer: await known[name]?.(detail) });
    } catch (error) {
      send({ id, error: String(error) });
    }
  });
  // Ends the process also when it cannot be killed by name, e.g. when the bench itself was.
  process.on('disconnect', () => process.exit());
  // An orderly exit, so that a profile is written when one was asked for.
  process.on('SIGTERM', () => process.exit());
  // Ctrl-C reaches the whole group; the bench decides when its servers end.
  process.on('SIGINT', () => undefined);
  send({ ready });
}

export function usedMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function send(message: Message): void {
  process.send?.(message);
}
