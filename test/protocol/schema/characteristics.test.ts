// Every characteristic of RFC 7643 §2.2 and §7 on attributes of a schema of the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyPatch,
  checkFilter,
  type JsonObject,
  keepImmutable,
  matchFilter,
  PATCH_OP,
  parseFilter,
  parsePatch,
  parseResource,
} from '../../../src/protocol/index.ts';
import { attributeNamed, extended } from '../extended-type.ts';

const URN = 'urn:test:extra';

const type = extended([
  attributeNamed('badge', { mutability: 'immutable' }),
  attributeNamed('codes', { mutability: 'immutable', multiValued: true, caseExact: true }),
  attributeNamed('colours', { multiValued: true }),
  attributeNamed('sizes', { multiValued: true, type: 'integer' }),
  attributeNamed('pin', { mutability: 'writeOnly', returned: 'never', type: 'integer' }),
  attributeNamed('score', { mutability: 'readOnly' }),
  attributeNamed('seal', { type: 'binary', caseExact: true }),
  attributeNamed('page', { type: 'reference', caseExact: true, referenceTypes: ['external'] }),
  attributeNamed('since', { type: 'dateTime', caseExact: true }),
  attributeNamed('level', { type: 'integer' }),
  attributeNamed('rate', { type: 'decimal' }),
  attributeNamed('kind', { canonicalValues: ['one', 'two'] }),
  attributeNamed('home', {
    type: 'complex',
    subAttributes: [
      attributeNamed('plot', { mutability: 'immutable' }),
      attributeNamed('colour', { required: true }),
      attributeNamed('note'),
      attributeNamed('key', { returned: 'never' }),
    ],
  }),
  attributeNamed('tools', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attributeNamed('value', { required: true }),
      attributeNamed('type'),
      attributeNamed('serial', { mutability: 'immutable' }),
    ],
  }),
]);

const parse = (extra: object, strict = false) =>
  parseResource(type, { userName: 'a', [URN]: extra }, { strict })[URN] as JsonObject | undefined;

function patch(before: object, ...Operations: object[]): unknown {
  const resource = parseResource(type, { userName: 'a', [URN]: before });
  const operations = parsePatch(type, { Operations });
  return applyPatch(type, resource, operations, { strict: false }).resource[URN];
}

function put(before: object, after: object): unknown {
  const [old, given] = [before, after].map((extra) => parseResource(type, { userName: 'a', [URN]: extra }));
  return keepImmutable(type, old as JsonObject, given as JsonObject)[URN];
}

const wrongTypes: ReadonlyArray<readonly [value: object, wanted: string]> = [
  [{ seal: 'not base64!' }, 'base64'],
  [{ seal: 'QUJ' + 'DRA=' + '=A' }, 'base64'],
  [{ seal: 'QUJDR' }, 'base64'],
  [{ page: 'two words' }, 'a URI'],
  [{ page: 'http://x/%zz' }, 'a URI'],
  [{ since: 'yesterday' }, 'a dateTime such as "2026-01-31T08:00:00Z"'],
  [{ level: 1.5 }, 'a whole number, not a fraction'],
  [{ level: 2 ** 53 }, 'a whole number of at most 9007199254740991'],
  [{ level: '1' }, 'a whole number, not a string'],
  [{ rate: '1.5' }, 'a number, not a string'],
  [{ kind: 5 }, 'a string, not a number'],
  [{ pin: 'abc' }, 'a whole number, not a string'],
];

for (const [extra, wanted] of wrongTypes) {
  test(`GIVEN ${JSON.stringify(extra)} WHEN it is read THEN 400 asks for ${wanted}`, () => {
    const path = `${URN}:${Object.keys(extra)[0]}`;
    assert.throws(() => parse(extra), {
      scimType: 'invalidValue',
      detail: new RegExp(`^${path} must be ${wanted}`),
    });
  });
}

test('GIVEN good values of every type WHEN they are read THEN they are kept as sent', () => {
  const extra = {
    seal: 'QUJD\nRA==',
    page: '../photos/a%20b',
    since: '2026-01-31T08:00:00Z',
    level: 3,
    rate: 1.25,
    kind: 'three',
  };
  assert.deepEqual(parse(extra), extra);
  assert.deepEqual(parse({ seal: '_-8' }), { seal: '_-8' });
});

test('GIVEN readOnly and writeOnly values WHEN they are read THEN neither is kept', () => {
  assert.equal(parse({ score: 'x', pin: 5 }), undefined);
});

test('GIVEN a complex value WHEN it lacks a required sub-attribute THEN it is refused, however it came about', () => {
  const missing = { scimType: 'invalidValue', detail: /colour is required and has no value\.$/ };
  assert.throws(() => parse({ home: { plot: '5' } }), missing);
  assert.throws(() => patch({}, { op: 'add', path: `${URN}:home.plot`, value: '5' }), missing);
  assert.throws(() => patch({}, { op: 'add', path: `${URN}:tools`, value: [{ type: 'x', serial: 's' }] }), {
    scimType: 'invalidValue',
    detail: /value is required/,
  });
  assert.throws(() => patch({ home: { colour: 'red' } }, { op: 'remove', path: `${URN}:home.colour` }), {
    scimType: 'mutability',
  });
  const filled = patch(
    {},
    { op: 'add', path: `${URN}:home.plot`, value: '5' },
    { op: 'add', path: `${URN}:home.colour`, value: 'red' },
  );
  assert.deepEqual(filled, { home: { plot: '5', colour: 'red' } });
});

test('GIVEN a required extension WHEN a resource has none of it THEN it is refused', () => {
  const [extension] = type.schemaExtensions.slice(-1);
  assert.ok(extension);
  const demanding = { ...type, schemaExtensions: [{ ...extension, required: true }] };
  assert.throws(() => parseResource(demanding, { userName: 'a' }), {
    scimType: 'invalidValue',
    detail: `${URN} is required and has no value.`,
  });
});

const immutable = { scimType: 'mutability', detail: /is immutable and has a value already\.$/ };

test('GIVEN an immutable value WHEN a PUT changes it THEN 400 mutability; left out or the same, it stays', () => {
  const before = { badge: 'B1', codes: ['x'], home: { plot: '5', colour: 'red' } };
  assert.throws(() => put(before, { ...before, badge: 'B2' }), immutable);
  assert.throws(() => put(before, { ...before, codes: ['x', 'y'] }), immutable);
  assert.throws(() => put(before, { ...before, home: { plot: '6', colour: 'red' } }), immutable);
  assert.deepEqual(put(before, { badge: 'b1', home: { colour: 'blue' } }), {
    badge: 'B1',
    codes: ['x'],
    home: { plot: '5', colour: 'blue' },
  });
  assert.deepEqual(put({ kind: 'one' }, { badge: 'first' }), { badge: 'first' });
  assert.deepEqual(put({ ...before, home: { ...before.home, note: 'x' } }, {}), before);
  assert.deepEqual(put({ home: { colour: 'red' } }, {}), undefined);
});

test('GIVEN an extension that a PUT leaves out WHEN an immutable value in it stays THEN schemas names it still', () => {
  const before = parseResource(type, { userName: 'a', [URN]: { badge: 'B1', level: 1 } });
  const after = keepImmutable(type, before, parseResource(type, { userName: 'a' }));
  assert.deepEqual(after, parseResource(type, { userName: 'a', [URN]: { badge: 'B1' } }));
});

test('GIVEN elements with an immutable part WHEN a PUT keeps one and drops one THEN only the kept one is held to it', () => {
  const before = {
    tools: [
      { value: 'saw', serial: '1' },
      { value: 'axe', serial: '2' },
    ],
  };
  assert.deepEqual(put(before, { tools: [{ value: 'SAW' }, { value: 'file', serial: '3' }] }), {
    tools: [
      { value: 'SAW', serial: '1' },
      { value: 'file', serial: '3' },
    ],
  });
  assert.throws(() => put(before, { tools: [{ value: 'saw', serial: '9' }] }), immutable);
});

test('GIVEN an immutable value WHEN a PATCH adds the first THEN it is taken, another is refused, the same is fine', () => {
  const badge = (op: string, value: string) => ({ op, path: `${URN}:badge`, value });
  assert.deepEqual(patch({}, badge('add', 'B1')), { badge: 'B1' });
  assert.deepEqual(patch({ badge: 'B1' }, badge('replace', 'B1')), { badge: 'B1' });
  assert.deepEqual(patch({ badge: 'B1' }, badge('replace', 'b1')), { badge: 'B1' });
  assert.throws(() => patch({ badge: 'B1' }, badge('replace', 'B2')), immutable);
  assert.throws(() => patch({ badge: 'B1' }, { op: 'remove', path: `${URN}:badge` }), immutable);
  assert.throws(() => patch({ codes: ['x'] }, { op: 'add', path: `${URN}:codes`, value: ['y'] }), immutable);
});

test('GIVEN an immutable sub-attribute WHEN a PATCH reaches it by any path THEN it is held to its value', () => {
  const home = { home: { plot: '5', colour: 'red' } };
  assert.throws(() => patch(home, { op: 'replace', path: `${URN}:home.plot`, value: '6' }), immutable);
  assert.throws(() => patch(home, { op: 'replace', path: `${URN}:home`, value: { plot: '6' } }), immutable);
  assert.deepEqual(
    patch(home, { op: 'replace', path: `${URN}:home`, value: { plot: '5', colour: 'blue' } }),
    {
      home: { plot: '5', colour: 'blue' },
    },
  );
  assert.throws(() => patch(home, { op: 'remove', path: `${URN}:home` }), immutable);
  assert.throws(() => patch(home, { op: 'replace', value: { [URN]: { home: null } } }), immutable);
  assert.equal(patch({ home: { colour: 'red' } }, { op: 'remove', path: `${URN}:home` }), undefined);
  const tools = { tools: [{ value: 'saw', serial: '1' }] };
  const chosen = `${URN}:tools[value eq "saw"]`;
  assert.throws(() => patch(tools, { op: 'replace', path: `${chosen}.serial`, value: '2' }), immutable);
  assert.throws(
    () => patch(tools, { op: 'replace', path: chosen, value: { value: 'saw', serial: '2' } }),
    immutable,
  );
  assert.throws(() => patch(tools, { op: 'add', path: `${URN}:tools.serial`, value: '2' }), immutable);
  assert.deepEqual(patch(tools, { op: 'add', path: `${chosen}.type`, value: 'hand' }), {
    tools: [{ value: 'saw', serial: '1', type: 'hand' }],
  });
  assert.equal(patch(tools, { op: 'remove', path: chosen }), undefined);
});

test('GIVEN a list of simple values WHEN a path chooses by value THEN those are removed or replaced', () => {
  const before = { colours: ['red', 'blue'], sizes: [36, 38] };
  const change = (operation: object, strict = true) => {
    const resource = parseResource(type, { userName: 'a', [URN]: before });
    const operations = parsePatch(type, { schemas: [PATCH_OP], Operations: [operation] }, { strict });
    return applyPatch(type, resource, operations, { strict }).resource[URN] as JsonObject;
  };
  const chosen = (filter: string, list = 'colours') => `${URN}:${list}[${filter}]`;
  for (const strict of [true, false]) {
    assert.deepEqual(change({ op: 'remove', path: chosen('value eq "RED"') }, strict).colours, ['blue']);
    assert.deepEqual(change({ op: 'remove', path: chosen('value gt 36', 'sizes') }, strict).sizes, [36]);
    assert.equal(change({ op: 'remove', path: chosen('value pr') }, strict).colours, undefined);
    assert.deepEqual(change({ op: 'remove', path: chosen('value eq "no"') }, strict), before);
  }
  const path = chosen('value eq "red"');
  assert.deepEqual(change({ op: 'replace', path, value: 'green' }).colours, ['green', 'blue']);
  assert.deepEqual(change({ op: 'replace', path: `${path}.value`, value: 'blue' }).colours, ['blue']);
  assert.deepEqual(change({ op: 'replace', path, value: null }).colours, ['blue']);
  const missed = { op: 'replace', path: chosen('value eq "no"'), value: 'green' };
  assert.throws(() => change(missed), { scimType: 'noTarget' });
  assert.deepEqual(change(missed, false).colours, ['red', 'blue', 'green']);
  assert.throws(() => change({ op: 'replace', path: chosen('value eq 36', 'sizes'), value: 'x' }), {
    scimType: 'invalidValue',
  });
  assert.throws(() => change({ op: 'remove', path: chosen('type eq "x"') }), { scimType: 'invalidFilter' });
  assert.throws(() => change({ op: 'remove', path: `${URN}:kind[value eq "x"]` }), {
    scimType: 'invalidPath',
  });
});

test('GIVEN what is readOnly WHEN a PATCH names it THEN 400 mutability; among others it is ignored', () => {
  assert.throws(() => patch({}, { op: 'add', path: `${URN}:score`, value: 'x' }), { scimType: 'mutability' });
  assert.deepEqual(patch({}, { op: 'add', value: { [URN]: { score: 'x', kind: 'one' } } }), { kind: 'one' });
});

test('GIVEN what is returned never WHEN a filter names it THEN 400 invalidFilter', () => {
  for (const text of [`${URN}:pin eq 5`, `${URN}:home.key eq "x"`, `${URN}:home[key pr]`]) {
    assert.throws(() => checkFilter(type, parseFilter(text)), { scimType: 'invalidFilter' });
  }
});

test('GIVEN caseExact WHEN a filter compares THEN case counts there and nowhere else', () => {
  const resource = parseResource(type, { userName: 'a', [URN]: { badge: 'Ab', codes: ['Ab'] } });
  const matches = (text: string) => matchFilter(type, parseFilter(text), resource);
  assert.deepEqual([matches(`${URN}:badge eq "AB"`), matches(`${URN}:codes eq "AB"`)], [true, false]);
});
