// Notes who calls, off the path of the calls: summed up in memory, and written once a minute.
import type { Calls, CredentialUse } from './credential-ports.ts';
import type { Scope } from './ports.ts';

const DAY_MS = 24 * 3_600_000;
const FLUSH_MS = 60_000;

export interface Usage {
  /** A SCIM call by a bearer token. */
  noteCall(scope: Scope, credentialId: string): void;
  /** That a client secret was shown. */
  noteUse(shop: string, credentialId: string): void;
  /** Writes what waits. */
  flush(): Promise<void>;
}

export interface UsageDependencies {
  readonly write: (uses: readonly CredentialUse[], calls: readonly Calls[]) => Promise<void>;
  readonly now: () => number;
  readonly onLoss: (error: unknown) => void;
}

/** Days since the epoch, UTC. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

export function createUsage({ write, now, onLoss }: UsageDependencies): Usage {
  let uses = new Map<string, CredentialUse>();
  let calls = new Map<string, Calls>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeNoted(): Promise<void> {
    if (uses.size === 0) return;
    const noted = [[...uses.values()], [...calls.values()]] as const;
    uses = new Map();
    calls = new Map();
    await write(...noted).catch(onLoss);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeNoted);
    return writing;
  }

  function noteUse(shop: string, id: string): void {
    uses.set(`${shop} ${id}`, { shop, id, at: now() });
    timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
  }

  return {
    noteUse,
    noteCall({ shop, connection }, id) {
      noteUse(shop, id);
      const at = now();
      const day = dayOf(at);
      const key = `${shop} ${connection} ${day}`;
      const before = calls.get(key)?.calls ?? 0;
      calls.set(key, { shop, connection, day, calls: before + 1, lastAt: at });
    },
    flush,
  };
}
