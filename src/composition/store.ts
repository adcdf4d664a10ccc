// The database: opened by its URL, and brought up to date.
import { ConfigError } from '../config.ts';
import type { Engine } from '../store/engine.ts';
import { migrate } from '../store/migrate.ts';
import { openEngine } from '../store/open.ts';
import type { Spans } from '../telemetry/spans.ts';

export async function openStore(databaseUrl: string): Promise<{ engine: Engine; migrated: string[] }> {
  let engine: Engine | undefined;
  try {
    engine = openEngine(databaseUrl);
    return { engine, migrated: await migrate(engine) };
  } catch (error) {
    await engine?.close();
    const reason = (error as Error).message.replace(/\.?$/, '.');
    throw new ConfigError([`The database cannot be used: ${reason} Check DATABASE_URL.`]);
  }
}

/** Each transaction becomes a part of whatever began it. */
export function traceTransactions(engine: Engine, spans: Spans): Engine {
  if (!spans.isTaken) return engine;
  return { ...engine, transact: (work) => spans.run('transaction', {}, () => engine.transact(work)) };
}
