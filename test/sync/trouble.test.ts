import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseRows, countPlaces, type UnderWay } from '../../src/sync/places.ts';
import type { DirtyRow, Priority } from '../../src/sync/ports.ts';
import { createTrouble } from '../../src/sync/trouble.ts';

const denied = { kind: 'unauthorized', code: 'access_denied', message: 'Shopify denies access.' };
const silent = { kind: 'unavailable', code: 'timeout', message: 'Shopify did not answer in time.' };

describe('trouble of a shop', () => {
  it('GIVEN a call that the shop refuses WHEN it is noted THEN nothing is sent for a while, and one alert is raised', () => {
    const trouble = createTrouble(() => 1);
    assert.deepEqual(trouble.note(denied, true, 1_000), {
      code: 'access_denied',
      detail: 'Shopify denies access.',
      since: 1_000,
    });
    assert.equal(trouble.until(), 3_000);
    assert.equal(trouble.note(denied, true, 1_500), undefined, 'calls under way tell nothing new');
    assert.equal(trouble.until(), 3_000);
    assert.equal(trouble.note(denied, true, 3_000), undefined, 'the alert is known');
    assert.equal(trouble.until(), 7_000, 'the pause doubles');
    assert.ok(trouble.isProbing());
    assert.equal(trouble.clear(), true);
    assert.deepEqual([trouble.until(), trouble.isProbing(), trouble.clear()], [0, false, false]);
  });

  it('RULES 16: GIVEN a shop in trouble WHEN leavers come THEN the first is tried at once, and another every few seconds', () => {
    const trouble = createTrouble(() => 1);
    trouble.note(denied, true, 1_000);
    assert.equal(trouble.leaverFrom(), 0);
    trouble.tryLeaver(1_100);
    assert.equal(trouble.note(denied, true, 1_200), undefined);
    assert.deepEqual([trouble.leaverFrom(), trouble.until()], [4_100, 3_000]);
    trouble.clear();
    assert.equal(trouble.leaverFrom(), 0);
  });

  it('GIVEN single calls without an answer WHEN others have one between THEN the shop is not in trouble', () => {
    const trouble = createTrouble(() => 0);
    for (let i = 0; i < 30; i += 1) {
      assert.equal(trouble.note(silent, false, i), undefined);
      if (i % 5 === 0) trouble.clear();
    }
    assert.equal(trouble.until(), 0);
  });

  it('GIVEN ten calls in a row without an answer WHEN they are noted THEN the shop pauses', () => {
    const trouble = createTrouble(() => 0);
    for (let i = 0; i < 9; i += 1) trouble.note(silent, false, 0);
    assert.equal(trouble.note(silent, false, 0)?.code, 'timeout');
    assert.equal(trouble.until(), 1_000);
  });
});

describe('places', () => {
  const row = (subject: string, priority: Priority, version = 1): DirtyRow => ({
    kind: 'user',
    connection: 'c',
    subject,
    version,
    priority,
    since: 0,
    attempts: 0,
    errorCode: null,
    user: null,
    settings: null,
    groups: [],
    link: null,
    others: [],
    decision: null,
    look: 'no',
    intent: null,
    mergedInto: null,
    inBulk: false,
  });
  const underWay = (leaving: boolean, version = 1): UnderWay => ({
    version,
    leaving,
    linkId: null,
    unsent: new AbortController(),
    done: Promise.resolve(),
  });
  const linked = (subject: string, priority: Priority, id: string): DirtyRow => ({
    ...(row(subject, priority) as Extract<DirtyRow, { kind: 'user' }>),
    link: { id } as never,
  });
  const subjects = (rows: readonly DirtyRow[]) => rows.map(({ subject }) => subject);

  it('RULES 16: GIVEN every ordinary place taken WHEN joiners and leavers are due THEN leavers still find places', () => {
    const busy = Array.from({ length: 4 }, () => underWay(false));
    const places = countPlaces(busy, 4);
    assert.deepEqual(places, { ordinary: 0, leaving: 8 });
    const { begin } = chooseRows([row('leaver', 'leaving'), row('joiner', 'ordinary')], new Map(), places);
    assert.deepEqual(subjects(begin), ['leaver']);
  });

  it('GIVEN more leavers than places of their own WHEN they are due THEN they take the ordinary ones too', () => {
    const rows = Array.from({ length: 12 }, (_, i) => row(`leaver${i}`, 'leaving'));
    assert.equal(chooseRows(rows, new Map(), countPlaces([], 2)).begin.length, 10);
    const leavers = Array.from({ length: 9 }, () => underWay(true));
    assert.deepEqual(countPlaces(leavers, 2), { ordinary: 1, leaving: 0 });
  });

  it('GIVEN a user under way WHEN it is due again THEN it waits, and what a leaver’s joining has not sent is to be withdrawn', () => {
    const joining = underWay(false);
    const current = new Map([['c ada', joining]]);
    assert.deepEqual(chooseRows([row('ada', 'ordinary', 2)], current, countPlaces([], 4)), {
      begin: [],
      withdraw: [],
    });
    assert.deepEqual(chooseRows([row('ada', 'leaving', 2)], current, countPlaces([], 4)), {
      begin: [],
      withdraw: [joining],
    });
  });

  it('RULES 1: GIVEN several users of one customer WHEN they are due THEN one is worked on at a time, and a leaver withdraws what the other has not sent', () => {
    const rows = [
      linked('a', 'ordinary', 'l'),
      linked('b', 'ordinary', 'l'),
      linked('c', 'ordinary', 'other'),
    ];
    assert.deepEqual(subjects(chooseRows(rows, new Map(), countPlaces([], 4)).begin), ['a', 'c']);
    const sharer = { ...underWay(false), linkId: 'l' };
    const { begin, withdraw } = chooseRows(
      [linked('b', 'leaving', 'l'), linked('c', 'ordinary', 'other')],
      new Map([['c a', sharer]]),
      countPlaces([sharer], 4),
    );
    assert.deepEqual([subjects(begin), withdraw], [['c'], [sharer]]);
  });
});
