import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/sync/decide.ts';

const backoff = { baseMs: 1_000, capMs: 300_000 };
const first = { attempts: 1, leaving: false, isShopDown: false };
const failure = (
  kind: 'throttled' | 'unavailable' | 'rejected' | 'unauthorized' | 'misconfigured',
  retryAfterMs: number | null = null,
) => ({
  kind,
  retryAfterMs,
});

describe('decide', () => {
  it('GIVEN a leaver WHEN a try fails THEN the next is sooner, and never more than half a minute away', () => {
    const at = (attempts: number) => {
      const decision = decide(failure('unavailable'), { attempts, leaving: true, isShopDown: false }, 0, 1);
      return decision.do === 'retry' ? decision.at : undefined;
    };
    assert.deepEqual([at(1), at(2), at(30)], [250, 500, 30_000]);
  });

  it('GIVEN Shopify unavailable WHEN tries go on THEN the pause doubles up to a cap, with full jitter', () => {
    const pauses = [1, 2, 3, 10, 20].map((attempts) =>
      decide(failure('unavailable'), { attempts, leaving: false, isShopDown: false }, 0, 1, backoff),
    );
    assert.deepEqual(
      pauses,
      [1_000, 2_000, 4_000, 300_000, 300_000].map((at) => ({ do: 'retry', at })),
    );
    assert.deepEqual(decide(failure('unavailable'), first, 0, 0.25, backoff), { do: 'retry', at: 250 });
  });

  it('GIVEN many tries WHEN a joiner fails again THEN it is left to a person, a leaver never', () => {
    const tried = { attempts: 25, leaving: false, isShopDown: false };
    assert.deepEqual(decide(failure('unavailable'), tried, 0, 1, backoff), { do: 'dead' });
    assert.equal(
      decide(failure('unavailable'), { ...tried, leaving: true, isShopDown: false }, 0, 1, backoff).do,
      'retry',
    );
  });

  it('GIVEN a refusal that nobody foresaw WHEN it repeats THEN it is given up sooner', () => {
    assert.equal(decide(failure('rejected'), first, 0, 1, backoff).do, 'retry');
    assert.deepEqual(
      decide(failure('rejected'), { attempts: 8, leaving: false, isShopDown: false }, 0, 1, backoff),
      {
        do: 'dead',
      },
    );
    assert.deepEqual(
      decide({ kind: 'bug' }, { attempts: 8, leaving: false, isShopDown: false }, 0, 1, backoff),
      { do: 'dead' },
    );
  });

  it('RULES 24: GIVEN trouble of the shop WHEN a call fails THEN the shop pauses, and no row is to blame', () => {
    for (const kind of ['unauthorized', 'misconfigured'] as const) {
      assert.deepEqual(
        decide(failure(kind), { attempts: 100, leaving: false, isShopDown: false }, 0, 1, backoff),
        {
          do: 'pause',
        },
      );
    }
  });

  it('GIVEN Shopify says how long WHEN it throttles THEN exactly that is waited', () => {
    assert.deepEqual(decide(failure('throttled', 2_000), first, 500, 0, backoff), { do: 'retry', at: 2_500 });
  });
});
