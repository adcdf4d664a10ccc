// Spans for OpenTelemetry, where an SDK was loaded before Rollcall: without one, nothing is loaded and nothing is done.
import type { Tracer } from '@opentelemetry/api';
import type { ShopifyCall } from '../sync/ports.ts';

type Attributes = Readonly<Record<string, string | number>>;

export interface Spans {
  /** Whether anybody takes them: else a call need not be wrapped. */
  readonly isTaken: boolean;
  /** Runs the work in a span, which ends with it. What the work begins becomes part of it. */
  run<T>(
    name: string,
    attributes: Attributes,
    work: (note: (more: Attributes) => void) => Promise<T>,
  ): Promise<T>;
  /** A call to Shopify that is over. */
  shopifyCall(call: ShopifyCall): void;
}

/** By which the API's first version knows itself in a process; an SDK sets it when it registers. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

export async function loadSpans(): Promise<Spans> {
  if (!(REGISTERED in globalThis))
    return { isTaken: false, run: (_name, _attributes, work) => work(() => {}), shopifyCall() {} };
  const { SpanStatusCode, trace } = await import('@opentelemetry/api');
  return createSpans(trace.getTracer('rollcall'), SpanStatusCode.ERROR);
}

function createSpans(tracer: Tracer, failed: number): Spans {
  return {
    isTaken: true,
    run: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes: { ...attributes } }, async (span) => {
        try {
          return await work((more) => span.setAttributes({ ...more }));
        } catch (error) {
          // Without its text, which may quote what was sent.
          span.setStatus({ code: failed, message: error instanceof Error ? error.name : 'error' });
          throw error;
        } finally {
          span.end();
        }
      }),
    shopifyCall({ operation, outcome, actualCost, attempt, durationMs }) {
      const startTime = Date.now() - durationMs;
      const attributes = {
        'graphql.operation.name': operation,
        'rollcall.outcome': outcome,
        'rollcall.points': actualCost ?? 0,
        'rollcall.attempt': attempt,
      };
      const span = tracer.startSpan(`shopify ${operation}`, { kind: CLIENT, startTime, attributes });
      if (outcome !== 'ok') span.setStatus({ code: failed, message: outcome });
      span.end();
    },
  };
}

/** `SpanKind.CLIENT` */
const CLIENT = 2;
