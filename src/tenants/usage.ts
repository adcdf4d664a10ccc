// Notes who calls, off the path of the calls: summed up in memory, and written once a minute.
import { createTally } from '../tally.ts';
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

/** Changed as calls come in. */
type Noted<T> = { -readonly [K in keyof T]: T[K] };

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
  const uses = createTally<Noted<CredentialUse>>();
  const calls = createTally<Noted<Calls>>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeNoted(): Promise<void> {
    const used = uses.take();
    if (used.length > 0) await write(used, calls.take()).catch(onLoss);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeNoted);
    return writing;
  }

  function noteUse(shop: string, id: string): void {
    const at = now();
    uses.at([shop, id], () => ({ shop, id, at })).at = at;
    timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
  }

  return {
    noteUse,
    noteCall({ shop, connection }, id) {
      noteUse(shop, id);
      const at = now();
      const day = dayOf(at);
      const noted = calls.at([shop, connection, day], () => ({
        shop,
        connection,
        day,
        calls: 0,
        lastAt: at,
      }));
      noted.calls += 1;
      noted.lastAt = at;
    },
    flush,
  };
}
