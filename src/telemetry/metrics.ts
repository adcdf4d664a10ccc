// Numbers for Prometheus: counted as things happen, and asked of the store when they are read. No series is of one shop,
// since there may be ten thousand.
import type { Counter, Histogram, Registry } from 'prom-client';
import type { ShopifyCall, TryEntry } from '../sync/ports.ts';
import { createStock, type StockDependencies } from './stock.ts';

/** One answered call of a provider. */
export interface ScimCall {
  readonly provider: string;
  readonly method: string;
  /** As the table of routes has it, such as `/Users/:id`. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface Metrics {
  /** Begins to count, a moment later: loading takes a while, which the start has not. */
  start(): void;
  scimCall(call: ScimCall): void;
  shopifyCall(call: ShopifyCall): void;
  /** A try of the sync's for one user, and how long ago the directory took in what it was for. */
  tried(entry: TryEntry): void;
  /** In Prometheus' text format. */
  read(): Promise<{ readonly type: string; readonly text: string }>;
}

/** By then a process is ready, and has answered its first calls. */
const START_MS = 1_000;
/** What a load balancer and an operator can tell apart, in seconds. */
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SHOPIFY_SECONDS = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 15];
/** The promise is two seconds. */
const LEAVER_SECONDS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300, 3600];

interface Instruments {
  readonly registry: Registry;
  readonly measure: () => Promise<void>;
  readonly scimCalls: Counter<'provider' | 'operation' | 'status'>;
  readonly scimSeconds: Histogram<'operation'>;
  readonly shopifyCalls: Counter<'operation' | 'result'>;
  readonly shopifySeconds: Histogram<'operation'>;
  readonly points: Counter;
  readonly tries: Counter<'next' | 'code'>;
  readonly leaverSeconds: Histogram;
}

export function createMetrics(dependencies: StockDependencies): Metrics {
  let loading: Promise<Instruments> | undefined;
  let instruments: Instruments | undefined;

  function load(): Promise<Instruments> {
    loading ??= createInstruments(dependencies).then((made) => {
      instruments = made;
      return made;
    });
    return loading;
  }

  return {
    start() {
      setTimeout(() => void load(), START_MS).unref();
    },
    scimCall({ provider, method, path, status, durationMs }) {
      const operation = `${method} ${path}`;
      instruments?.scimCalls.inc({ provider, operation, status });
      instruments?.scimSeconds.observe({ operation }, durationMs / 1000);
    },
    shopifyCall({ operation, outcome, actualCost, durationMs }) {
      instruments?.shopifyCalls.inc({ operation, result: outcome });
      instruments?.shopifySeconds.observe({ operation }, durationMs / 1000);
      instruments?.points.inc(actualCost ?? 0);
    },
    tried({ next, code, leaving, waitedMs }) {
      instruments?.tries.inc({ next, code: code ?? 'none' });
      if (leaving && next === 'clear') instruments?.leaverSeconds.observe(waitedMs / 1000);
    },
    async read() {
      const { registry, measure } = await load();
      await measure();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

async function createInstruments(dependencies: StockDependencies): Promise<Instruments> {
  const prometheus = await import('prom-client');
  const { Counter, Histogram } = prometheus;
  const registry = new prometheus.Registry();
  const registers = [registry];
  prometheus.collectDefaultMetrics({ register: registry });
  return {
    registry,
    measure: createStock(prometheus, registry, dependencies),
    scimCalls: new Counter({
      name: 'rollcall_scim_calls_total',
      help: 'SCIM calls answered, by provider, operation and status.',
      labelNames: ['provider', 'operation', 'status'],
      registers,
    }),
    scimSeconds: new Histogram({
      name: 'rollcall_scim_call_seconds',
      help: 'How long SCIM calls took to answer.',
      labelNames: ['operation'],
      buckets: CALL_SECONDS,
      registers,
    }),
    shopifyCalls: new Counter({
      name: 'rollcall_shopify_calls_total',
      help: 'Calls to Shopify, by operation and result (ok, refused, or the code of what went wrong).',
      labelNames: ['operation', 'result'],
      registers,
    }),
    shopifySeconds: new Histogram({
      name: 'rollcall_shopify_call_seconds',
      help: 'How long Shopify took to answer.',
      labelNames: ['operation'],
      buckets: SHOPIFY_SECONDS,
      registers,
    }),
    points: new Counter({
      name: 'rollcall_shopify_points_total',
      help: 'Points of the cost buckets that Shopify counted.',
      registers,
    }),
    tries: new Counter({
      name: 'rollcall_tries_total',
      help: 'Tries for single users, by what becomes of the work (clear, again, retry, dead, release) and code.',
      labelNames: ['next', 'code'],
      registers,
    }),
    leaverSeconds: new Histogram({
      name: 'rollcall_leaver_seconds',
      help: 'From the write that a user leaves to the end of the last rung, its grace included.',
      buckets: LEAVER_SECONDS,
      registers,
    }),
  };
}
