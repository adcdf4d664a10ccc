// Plays the recorded exchanges that lie beside the checkout, where they do.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { absenceOf } from '../protocol/shared-files.ts';
import { playExchange } from './exchange.ts';
import { readRecorded, toExchange } from './shared.ts';
import { RFC_SEEDS } from './shared-rfc-seeds.ts';
import { SEEDS, type Seed } from './shared-seeds.ts';
import { TRAFFIC_SEEDS } from './shared-traffic-seeds.ts';
import { setStage } from './stage.ts';

const seeds: Readonly<Record<string, Seed>> = { ...SEEDS, ...RFC_SEEDS, ...TRAFFIC_SEEDS };
const recorded = readRecorded();

describe('Recorded exchanges', { skip: absenceOf('exchanges') || absenceOf('vectors') }, () => {
  const stage = setStage();

  for (const [name, exchange] of recorded) {
    const seed = seedOf(name);
    if (seed.left !== undefined) continue;
    it(exchange.title === undefined ? name : `${name}: ${exchange.title}`, () =>
      playExchange(stage, toExchange(name, exchange, seed)),
    );
  }

  it('GIVEN a seed WHEN the exchanges are read THEN it belongs to one of them', () => {
    const names = [...recorded.keys()];
    const idle = Object.keys(seeds).filter((key) => !names.some((name) => belongs(key, name)));
    assert.deepEqual(idle, []);
  });

  it('GIVEN an exchange that is left out WHEN asked why THEN there is a sentence', (t) => {
    for (const [name] of recorded) {
      const { left } = seedOf(name);
      if (left !== undefined) t.diagnostic(`${name} is not played: ${left}`);
      assert.notEqual(left, '');
    }
  });
});

function seedOf(name: string): Seed {
  const key = Object.keys(seeds).find((candidate) => belongs(candidate, name));
  return key === undefined ? {} : (seeds[key] as Seed);
}

function belongs(key: string, name: string): boolean {
  return name === key || name.startsWith(`${key}-`);
}
