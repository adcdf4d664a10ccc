// Public test suites' cases, where the shared folder has them; what is answered otherwise is listed with the reason.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Filter } from '../../src/protocol/filter/ast.ts';
import { join as joinFilters } from '../../src/protocol/filter/ast.ts';
import {
  applyPatch,
  type CompareOperator,
  type CompareValue,
  groupResourceType,
  type JsonObject,
  matchFilter,
  parseFilter,
  parsePatch,
  printFilter,
  type ResourceType,
  ScimError,
  userResourceType,
} from '../../src/protocol/index.ts';
import { text } from '../../src/protocol/schema/define.ts';
import { absenceOf, readShared } from './shared-files.ts';

interface Otherwise {
  readonly file: string;
  /** The case's place in its file, from 0. */
  readonly cases: readonly number[];
  readonly answer: string;
  /** The RFC and section that say why, and their words. */
  readonly rule: string;
  readonly quotation: string;
  readonly because: string;
}

const skip = absenceOf('vectors');
const vectors = readShared('vectors');
const otherwise = JSON.parse(
  readFileSync(join(import.meta.dirname, 'answered-otherwise.json'), 'utf8'),
) as readonly Otherwise[];

/** Runs every case of a file; those listed as answered otherwise must indeed fail the suite's expectation. */
function runCases<Case>(file: string, check: (entry: Case) => void): void {
  const { cases } = (vectors.get(file) ?? { cases: [] }) as { cases: readonly Case[] };
  const listed = new Set(otherwise.filter((entry) => entry.file === file).flatMap((entry) => entry.cases));
  const surprises: string[] = [];
  for (const [position, entry] of cases.entries()) {
    let failure: string | undefined;
    try {
      check(entry);
    } catch (error) {
      failure = String(error).slice(0, 600);
    }
    if (failure !== undefined && !listed.has(position)) surprises.push(`case ${position} fails: ${failure}`);
    if (failure === undefined && listed.has(position))
      surprises.push(`case ${position} is listed but passes`);
  }
  assert.deepEqual(surprises, []);
}

/** Files that are whole requests: test/exchanges plays them. */
const PLAYED = ['idp-traffic.json'];
const CHECKED = [
  'filter-match-scim2-parse-filter.json',
  'filter-parse-go-filter-parser.json',
  'filter-parse-scim2-parse-filter.json',
  'idp-quirks.json',
  'patch-scim2-models.json',
];

test('every file of vectors is run', { skip }, () => {
  assert.deepEqual([...vectors.keys()].toSorted(), [...CHECKED, ...PLAYED].toSorted());
});

test('every entry of answered-otherwise.json names the rule, and says why', () => {
  for (const { file, answer, rule, quotation, because } of otherwise) {
    assert.match(rule, /^RFC 764[34] §[\d.]+$/);
    for (const text of [answer, quotation, because]) assert.notEqual(text, '');
    assert.ok(CHECKED.includes(file), file);
  }
});

test('filters of the Go filter parser read as they do there', { skip }, () => {
  runCases<{ filter: string; ok: boolean; canonical?: string }>(
    'filter-parse-go-filter-parser.json',
    (entry) => {
      assert.equal(entry.ok, true);
      const printed = printFilter(parseFilter(entry.filter));
      if (entry.canonical !== undefined) assert.equal(printed, printFilter(parseFilter(entry.canonical)));
    },
  );
});

interface ForeignFilter {
  op: string;
  path?: string;
  value?: CompareValue;
  args?: readonly ForeignFilter[];
  arg?: ForeignFilter;
}

test('filters of scim2-parse-filter read into the same trees', { skip }, () => {
  runCases<{ filter: string; ast?: ForeignFilter }>('filter-parse-scim2-parse-filter.json', (entry) => {
    const filter = parseFilter(entry.filter);
    if (entry.ast !== undefined) assert.deepEqual(filter, fromForeign(entry.ast));
  });
});

function fromForeign({ op, path = '', value = null, args = [], arg }: ForeignFilter): Filter {
  if (op === 'and' || op === 'or') return joinFilters(op, args.map(fromForeign));
  if (op === 'not' && arg !== undefined) return { kind: 'not', filter: fromForeign(arg) };
  const parsed = parseFilter(`${path} pr`);
  const name = parsed.kind === 'present' ? parsed.path : { attribute: path };
  if (op === 'pr') return { kind: 'present', path: name };
  return { kind: 'compare', path: name, operator: op as CompareOperator, value };
}

/** One case compares numbers, which no core attribute holds. */
const scoredUser: ResourceType = {
  ...userResourceType,
  schema: {
    ...userResourceType.schema,
    attributes: [...userResourceType.schema.attributes, { ...text('score', 'A score.'), type: 'integer' }],
  },
};

test('filters of scim2-parse-filter match the same resources', { skip }, () => {
  runCases<{ ast: ForeignFilter; resource: JsonObject; matches: boolean }>(
    'filter-match-scim2-parse-filter.json',
    (entry) => {
      assert.equal(matchFilter(scoredUser, fromForeign(entry.ast), entry.resource), entry.matches);
    },
  );
});

interface PatchCase {
  resource?: string;
  before: JsonObject;
  operations: readonly unknown[];
  after?: JsonObject;
  changed?: boolean;
  error?: { scimType: string | null };
}

function checkPatch(entry: PatchCase): void {
  const isGroup = entry.resource === 'Group' || !('userName' in entry.before || entry.resource !== undefined);
  const type = isGroup ? groupResourceType : userResourceType;
  const run = () =>
    applyPatch(type, entry.before, parsePatch(type, { Operations: entry.operations }), { strict: false });
  const { error } = entry;
  if (error !== undefined) {
    assert.throws(run, (thrown) => {
      assert.ok(thrown instanceof ScimError);
      assert.equal(thrown.status, 400);
      if (error.scimType !== null) assert.equal(thrown.scimType, error.scimType);
      return true;
    });
    return;
  }
  const { resource, changed } = run();
  if (entry.after !== undefined) assert.deepEqual(withoutSchemas(resource), withoutSchemas(entry.after));
  if (entry.changed !== undefined) assert.equal(changed, entry.changed);
}

/** `schemas` follows from the content here, which has tests of its own. */
function withoutSchemas({ schemas: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

test('PATCH cases of scim2-models end as they do there', { skip }, () => {
  runCases<PatchCase>('patch-scim2-models.json', checkPatch);
});

/** Quirks that are told in words, and our own exchanges that show them. */
const TOLD: Readonly<Record<string, string>> = {
  'authentik-content-type-json': 'authentik/adopt-a-user.json',
  'authentik-conflict-then-adopt': 'authentik/adopt-a-group.json',
  'authentik-discover-paging': 'authentik/page-without-count.json',
  'authentik-user-update-is-put': 'authentik/adopt-a-user.json',
};

test('quirks of identity providers end as they expect', { skip }, () => {
  interface Quirk extends Omit<PatchCase, 'before'> {
    readonly id: string;
    readonly before?: JsonObject;
    /** A whole request: test/exchanges plays it. */
    readonly request?: unknown;
  }
  runCases<Quirk>('idp-quirks.json', ({ id, before, request, ...entry }) => {
    if (before !== undefined) checkPatch({ ...entry, before });
    else if (request === undefined) {
      assert.ok(existsSync(join(import.meta.dirname, '../exchanges', TOLD[id] ?? '?')), id);
    }
  });
});
