// A running Rollcall to play exchanges against, with a clock that they can move.
import { after, before } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';

export interface Stage {
  /** Only while tests run. */
  harness(): Harness;
  /** Lets time pass. */
  wait(seconds: number): void;
}

/** Opens a stage for the tests of the suite that calls it. */
export function setStage(): Stage {
  let harness: Harness;
  let passed = 0;
  before(async () => {
    harness = await startHarness({ working: false, now: () => Date.now() + passed });
  });
  after(() => harness.close());
  return {
    harness: () => harness,
    wait(seconds) {
      passed += seconds * 1000;
    },
  };
}
