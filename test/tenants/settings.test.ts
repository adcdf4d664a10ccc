// What is made of settings that were stored, perhaps by another version.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, readSettings } from '../../src/tenants/settings.ts';

test('GIVEN sections and keys that this version does not know WHEN stored settings are read THEN the rest holds', () => {
  const stored = {
    guard: { maxLeavers: 7, maxStars: 3 },
    leaving: { rungs: { tags: false, moon: true } },
    astrology: {},
  };
  const { guard, leaving, ...rest } = readSettings(JSON.stringify(stored));
  assert.deepEqual(guard, { ...DEFAULT_SETTINGS.guard, maxLeavers: 7 });
  assert.deepEqual(leaving.rungs, { ...DEFAULT_SETTINGS.leaving.rungs, tags: false });
  const { guard: _guard, leaving: _leaving, ...defaults } = DEFAULT_SETTINGS;
  assert.deepEqual(rest, defaults);
});

test('GIVEN settings that make no sense WHEN read THEN they are refused', () => {
  assert.throws(() => readSettings('{"guard":{"maxLeavers":"many"}}'), /maxLeavers/);
});
