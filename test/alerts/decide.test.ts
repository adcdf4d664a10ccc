import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideAlerts } from '../../src/alerts/decide.ts';
import { ALERT_KINDS, type Alert, type Condition } from '../../src/alerts/ports.ts';
import { SEED } from '../support/seed.ts';

const MINUTE = 60_000;
const condition = (kind: Condition['kind'], mark = '', details = {}): Condition => {
  return { kind, connection: 'entra', subject: '', details, mark };
};
const alert = (kind: Condition['kind'], more: Partial<Alert> = {}): Alert => ({
  ...condition(kind),
  shop: 'example.myshopify.com',
  id: '1',
  openedAt: 0,
  toldAt: 0,
  clearSince: null,
  resolvedAt: null,
  ...more,
});

describe('what becomes of alerts', () => {
  it('GIVEN something that is so WHEN it is seen again THEN it is raised once', () => {
    const held = condition('leavers_held', '3', { count: 3 });
    assert.deepEqual(decideAlerts([], [held], 0), { raise: [held], update: [], resolve: [] });
    const open = alert('leavers_held', { mark: '3', details: { count: 3 } });
    assert.deepEqual(decideAlerts([open], [held], MINUTE), { raise: [], update: [], resolve: [] });
  });

  it('GIVEN that more users fail WHEN an hour has not passed THEN what is new is kept, and told together after it', () => {
    const open = alert('users_failed', { mark: '1 0' });
    const more = condition('users_failed', '9 5', { count: 9 });
    const soon = decideAlerts([open], [more], 59 * MINUTE).update;
    assert.deepEqual(
      soon.map(({ isTold, alert: { mark, details } }) => ({ isTold, mark, details })),
      [{ isTold: false, mark: '1 0', details: { count: 9 } }],
    );
    const [later] = decideAlerts([soon[0]?.alert as Alert], [more], 60 * MINUTE).update;
    assert.deepEqual([later?.isTold, later?.alert.mark, later?.alert.toldAt], [true, '9 5', 60 * MINUTE]);
  });

  it('GIVEN trouble that comes and goes WHEN it is over for a moment THEN nothing is said of it', () => {
    const open = alert('shopify_access_lost');
    const [over] = decideAlerts([open], [], MINUTE).update;
    assert.equal(over?.alert.clearSince, MINUTE);
    const waiting = over?.alert as Alert;
    assert.deepEqual(decideAlerts([waiting], [], 2 * MINUTE), { raise: [], update: [], resolve: [] });
    const [back] = decideAlerts([waiting], [condition('shopify_access_lost')], 2 * MINUTE).update;
    assert.deepEqual([back?.isTold, back?.alert.clearSince], [false, null]);
    const [resolved] = decideAlerts([waiting], [], 3 * MINUTE).resolve;
    assert.equal(resolved?.resolvedAt, 3 * MINUTE);
  });

  it('GIVEN any course of things WHEN decided step by step THEN each thing has one open alert at most, and none that is over for long', () => {
    const step = fc.record({ kinds: fc.uniqueArray(fc.constantFrom(...ALERT_KINDS)), minutes: fc.nat(90) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let open: Alert[] = [];
        let now = 0;
        let made = 0;
        for (const { kinds, minutes } of steps) {
          now += minutes * MINUTE;
          const changes = decideAlerts(
            open,
            kinds.map((kind) => condition(kind)),
            now,
          );
          const gone = new Set(changes.resolve.map(({ id }) => id));
          const changed = new Map(changes.update.map((update) => [update.alert.id, update.alert]));
          open = open.filter(({ id }) => !gone.has(id)).map((one) => changed.get(one.id) ?? one);
          for (const raised of changes.raise) {
            made += 1;
            open.push({ ...alert(raised.kind), id: String(made), openedAt: now, toldAt: now });
          }
          assert.equal(new Set(open.map(({ kind }) => kind)).size, open.length);
          for (const kind of kinds) assert.ok(open.some((one) => one.kind === kind));
          for (const { kind, clearSince } of open) {
            assert.ok(kinds.includes(kind) || (clearSince !== null && clearSince > now - 5 * MINUTE));
          }
        }
      }),
      { seed: SEED },
    );
  });
});
