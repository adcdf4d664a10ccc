// A pause that does not keep the process alive.
import { setTimeout } from 'node:timers/promises';

/** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) }).catch(
    () => undefined,
  );
}
