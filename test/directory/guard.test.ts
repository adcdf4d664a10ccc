import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { activeNeeded } from '../../src/directory/guard.ts';

const guard = { maxLeavers: 500, maxShare: 0.2, minLeavers: 25 };

describe('activeNeeded', () => {
  it('RULES 22: GIVEN fewer leavers than make a mass WHEN asked THEN nobody need be active', () => {
    assert.equal(activeNeeded(24, guard), 0);
    assert.equal(activeNeeded(400, { ...guard, maxShare: 1 }), 0);
  });

  it('RULES 22: GIVEN a share WHEN asked THEN as many are needed as make it no more than that', () => {
    assert.equal(activeNeeded(25, guard), 100);
    assert.equal(activeNeeded(500, guard), 2000);
  });

  it('RULES 22: GIVEN more than the limit, or no share at all WHEN asked THEN no number is enough', () => {
    assert.equal(activeNeeded(501, guard), Number.POSITIVE_INFINITY);
    assert.equal(activeNeeded(25, { ...guard, maxShare: 0 }), Number.POSITIVE_INFINITY);
  });
});
