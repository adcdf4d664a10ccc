// What every part stands on: configuration, database, the other processes, keys, clock and log.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Engine } from '../store/engine.ts';
import { createMarks, type Marks } from '../store/erased-marks.ts';
import type { Peers } from '../sync/ports.ts';
import { loadSpans, type Spans } from '../telemetry/spans.ts';
import type { Vault } from '../vault.ts';
import { openVault } from './keys.ts';
import { createLog, nameOf } from './log.ts';
import { type NewsDesk, openNews } from './news.ts';
import { openStore, traceTransactions } from './store.ts';

export interface Ground {
  readonly config: Config;
  readonly engine: Engine;
  readonly peers: Peers;
  readonly news: NewsDesk;
  readonly vault: Vault;
  /** By which a person is known again who was erased. */
  readonly marks: Marks;
  readonly spans: Spans;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

/** What a caller may supply in place of the real thing. */
export interface GroundOverrides {
  /** Milliseconds since the epoch; also paces the calls to Shopify. */
  readonly now?: () => number;
  readonly log?: Logger;
}

export async function openGround(config: Config, overrides: GroundOverrides): Promise<Ground> {
  const { now = Date.now, log = createLog(config.logLevel) } = overrides;
  const { engine } = await openStore(config.databaseUrl);
  const spans = await loadSpans();
  const vault = openVault(config);
  const { peers, news } = openNews({
    url: config.databaseUrl,
    onFailure: (error) => log.warn(nameOf(error), 'other processes are not heard, only found by looking'),
  });
  return {
    config,
    engine: traceTransactions(engine, spans),
    peers,
    news,
    vault,
    marks: createMarks(vault),
    spans,
    now,
    log,
  };
}
