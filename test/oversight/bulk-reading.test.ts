// How a bulk query is looked after while it runs.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CUSTOMERS, createBulkReader } from '../../src/oversight/bulk-reading.ts';
import type { SurveyStore, TakenSurvey } from '../../src/oversight/survey-port.ts';
import type { BulkReadGateway } from '../../src/sync/ports.ts';

it('GIVEN an operation that runs for a while WHEN it is looked at THEN the next look is at a whole millisecond, which every engine stores', async () => {
  const sentAt = 1_000;
  const running = { operationId: 'gid://1', isOver: false, isComplete: false, url: null };
  const gateway = { look: async () => running } as unknown as BulkReadGateway;
  const taken = { survey: { id: 'survey' } } as TakenSurvey;
  for (const [age, pace] of [
    [3, 1_000],
    [12_345, 1_235],
    [1_000_000, 15_000],
  ] as const) {
    const now = () => sentAt + age;
    const reader = createBulkReader({ store: {} as SurveyStore, now, options: { leaving: false } });
    const step = await reader.step(gateway, taken, { ...CUSTOMERS, operationId: 'gid://1', sentAt });
    assert.deepEqual(step, { do: 'wait', until: now() + pace });
  }
});
