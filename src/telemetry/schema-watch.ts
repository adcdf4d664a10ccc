// Looks now and then whether the database is still one that this program can go on with: a newer one may have changed it.
import type { TelemetryStore } from './ports.ts';

export interface SchemaWatch {
  /** Why this process must not go on; undefined while it may. */
  fault(): string | undefined;
  start(): void;
  stop(): void;
}

export interface SchemaWatchDependencies {
  readonly store: Pick<TelemetryStore, 'schemaFault'>;
  /** Called once: it does not get better without another start. */
  readonly onFault: (fault: string) => void;
}

const LOOK_MS = 5_000;

export function createSchemaWatch({ store, onFault }: SchemaWatchDependencies): SchemaWatch {
  let found: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    // A database that does not answer is for others to tell.
    found = await store.schemaFault().catch(() => undefined);
    if (found === undefined) return;
    clearInterval(timer);
    onFault(found);
  }

  return {
    fault: () => found,
    start() {
      timer ??= setInterval(look, LOOK_MS).unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
