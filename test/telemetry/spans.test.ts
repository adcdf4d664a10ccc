// Spans as an SDK of OpenTelemetry gets them that was registered before Rollcall started.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, before, describe, it } from 'node:test';
import { type Context, context, ROOT_CONTEXT, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { type Harness, startHarness } from '../support/rollcall.ts';

interface Recorded {
  readonly name: string;
  readonly parent: string | undefined;
  readonly attributes: Record<string, unknown>;
}

/** The least that an SDK does: keeps what is current, and records what ended. */
function registerRecorder(): Recorded[] {
  const current = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => current.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => current.run(active, () => work.call(self as never, ...args)),
    bind: (_active, target) => target,
    enable: () => context as never,
    disable: () => context as never,
  });
  const ended: Recorded[] = [];
  const names = new WeakMap<object, string>();
  function startSpan(name: string, options: SpanOptions = {}, active: Context = context.active()): Span {
    const parent = trace.getSpan(active);
    const attributes: Record<string, unknown> = { ...options.attributes };
    const span = {
      setAttributes(more: object) {
        Object.assign(attributes, more);
      },
      setStatus: () => span,
      end: () => ended.push({ name, parent: parent && names.get(parent), attributes }),
    } as unknown as Span;
    names.set(span, name);
    return span;
  }
  const startActiveSpan = (name: string, options: SpanOptions, work: (span: Span) => unknown) => {
    const span = startSpan(name, options);
    return context.with(trace.setSpan(context.active(), span), () => work(span));
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan }) as never });
  return ended;
}

describe('spans', () => {
  const ended = registerRecorder();
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(async () => {
    await harness.close();
    trace.disable();
    context.disable();
  });

  it('GIVEN an SDK WHEN a user is created THEN the call, its transaction and the calls to Shopify are told, and nobody', async () => {
    const body = { userName: 'ann@x.example', emails: [{ type: 'work', value: 'ann@x.example' }] };
    const { headers } = await harness.scim('POST', '/Users', body);
    await harness.rollcall.sync.drain();
    const call = ended.find(({ name }) => name === 'http POST');
    assert.deepEqual(call?.attributes, {
      'http.request.method': 'POST',
      'http.response.status_code': 201,
      'rollcall.request_id': headers.get('x-request-id'),
    });
    assert.ok(ended.some(({ name, parent }) => name === 'transaction' && parent === 'http POST'));
    const toShopify = ended.find(({ name }) => name.startsWith('shopify '));
    assert.equal(toShopify?.attributes['rollcall.outcome'], 'ok');
    assert.doesNotMatch(JSON.stringify(ended), /ann@/);
  });
});
