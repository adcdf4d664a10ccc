// What is there now, asked of the store when the metrics are read: the outbox, shops, leases, tokens.
import type { Registry } from 'prom-client';
import type { TelemetryStore } from './ports.ts';

export interface StockDependencies {
  readonly store: TelemetryStore;
  readonly now: () => number;
  /** The name under which this process holds leases. */
  readonly owner: () => string;
}

const ENDING_DAYS = [7, 30];
const DAY_MS = 24 * 3_600_000;
const MAX_TOKENS = 10_000;

/** Makes the gauges, and returns what brings them up to date. Every process tells the same of the store. */
export function createStock(
  { Gauge }: typeof import('prom-client'),
  registry: Registry,
  { store, now, owner }: StockDependencies,
): () => Promise<void> {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const rows = gauge('rollcall_outbox_rows', 'Rows of the outbox.', ['state', 'priority']);
  const age = gauge('rollcall_outbox_oldest_due_seconds', 'Since when the first due row is due.', [
    'priority',
  ]);
  const shops = gauge('rollcall_shops', 'Shops known.');
  const stopped = gauge('rollcall_shops_stopped', 'Shops that cannot be synced now, by code.', ['code']);
  const leases = gauge('rollcall_leases', 'Shops under a lease, here and elsewhere.', ['holder']);
  const ending = gauge('rollcall_tokens_ending', 'Providers’ tokens that end within so many days.', ['days']);
  const soonest = gauge('rollcall_token_soonest_end_seconds', 'Until the first provider’s token ends.');
  return async () => {
    const at = now();
    const queues = await store.queues(at);
    rows.reset();
    age.reset();
    for (const { state, priority, rows: count, dueSince } of queues) {
      rows.set({ state, priority }, count);
      if (state === 'pending') age.set({ priority }, dueSince === null ? 0 : (at - dueSince) / 1000);
    }
    const known = await store.shops(at);
    shops.set(known.shops);
    stopped.reset();
    for (const code of known.alerts) stopped.inc({ code });
    leases.set({ holder: 'here' }, 0);
    leases.set({ holder: 'elsewhere' }, 0);
    for (const { owner: holder, shops: count } of known.leases) {
      leases.inc({ holder: holder === owner() ? 'here' : 'elsewhere' }, count);
    }
    const ends = await store.tokenEnds(at, MAX_TOKENS);
    for (const days of ENDING_DAYS) {
      ending.set({ days: String(days) }, ends.filter((end) => end - at < days * DAY_MS).length);
    }
    if (ends[0] === undefined) soonest.remove();
    else soonest.set((ends[0] - at) / 1000);
  };
}
