// Rounds, by themselves: who asks when, and what begins of it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRounds } from '../src/rounds.ts';

describe('rounds', () => {
  const NEVER_MS = 1_000_000;

  it('GIVEN a round under way WHEN several ask THEN they share one more, behind it', async () => {
    const begun: boolean[] = [];
    let end: (() => void) | undefined;
    const first = new Promise<void>((resolve) => {
      end = resolve;
    });
    const rounds = createRounds({
      everyMs: NEVER_MS,
      round: async (isInTurn) => {
        begun.push(isInTurn);
        if (begun.length === 1) await first;
      },
      onFailure: (error) => assert.fail(String(error)),
    });
    rounds.wake();
    rounds.start();
    await new Promise((resolve) => setImmediate(resolve));
    for (let n = 0; n < 3; n += 1) rounds.wake();
    assert.deepEqual(begun, [true]);
    end?.();
    await rounds.run();
    assert.deepEqual(begun, [true, true]);
    rounds.wake();
    await rounds.stop();
    assert.deepEqual(begun, [true, true], 'what was asked for is left once they stop');
  });

  it('GIVEN a round that fails WHEN another is asked for THEN it is told, and the other is run', async () => {
    const told: unknown[] = [];
    const rounds = createRounds({
      everyMs: NEVER_MS,
      round: async () => {
        if (told.length === 0) throw new Error('no');
      },
      onFailure: (error) => told.push(error),
    });
    await rounds.run();
    await rounds.run();
    assert.equal(told.length, 1);
    assert.equal(rounds.isOn(), false);
    await rounds.stop();
    assert.ok(rounds.signal.aborted);
  });

  it('GIVEN rounds WHEN they are woken THEN the round knows that its time had not come', async () => {
    const begun: boolean[] = [];
    const rounds = createRounds({
      everyMs: NEVER_MS,
      round: async (isInTurn) => begun.push(isInTurn),
      onFailure: (error) => assert.fail(String(error)),
    });
    rounds.start();
    await new Promise((resolve) => setImmediate(resolve));
    rounds.wake();
    rounds.wake();
    await new Promise((resolve) => setImmediate(resolve));
    rounds.wake();
    await rounds.run();
    assert.deepEqual(begun, [true, false, true]);
    await rounds.stop();
  });
});
