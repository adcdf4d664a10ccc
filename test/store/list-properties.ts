// Random queries over random directories: what SQL answers is what the protocol's own functions find, however it is paged.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { DirectoryStore, PageStart, ResourceKind, Scope } from '../../src/directory/ports.ts';
import { toObject } from '../../src/directory/representation.ts';
import { createWriter } from '../../src/directory/write.ts';
import { type JsonObject, parsePatch, ScimError } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import '../support/seed.ts';
import { directory, idOf, question } from './list-arbitraries.ts';
import { type Asked, CONNECTION, expectedIds, queryOf, targetOf, type Whole } from './list-oracle.ts';

type Directory = typeof directory extends fc.Arbitrary<infer T> ? T : never;
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

/** How many directories are made. A round trip for each statement costs PostgreSQL far more time than SQLite. */
const DIRECTORIES = { sqlite: 80, postgres: 30 };
const QUESTIONS = { minLength: 6, maxLength: 10 };
const MANAGER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Registers the properties; `open` gives an engine on an empty database. */
export function listProperties(name: string, open: () => Promise<Engine>): void {
  describe(`lists on ${name}, by chance`, () => {
    let engine: Engine;
    let store: DirectoryStore;
    let connections = 0;
    before(async () => {
      engine = await open();
      await migrate(engine);
      store = createDirectoryStore(engine);
    });
    after(() => engine.close());

    it('GIVEN any directory WHEN asked anything THEN walks by index and by cursor are what matches, in order', async () => {
      await fc.assert(
        fc.asyncProperty(directory, fc.array(question, QUESTIONS), async (made, questions) => {
          connections += 1;
          const scope = { shop: `s${connections}.myshopify.com`, connection: 'c1' };
          await createTenantStore(engine).ensureConnection(
            { ...CONNECTION, shop: scope.shop, id: scope.connection },
            1,
          );
          const wholes = await fill(store, scope, made);
          for (const asked of questions) await compare(store, scope, wholes, asked);
        }),
        { numRuns: DIRECTORIES[engine.dialect] },
      );
    });
  });
}

/** Makes the directory, and gives it back as clients see it, with memberships computed another way. */
async function fill(store: DirectoryStore, scope: Scope, { made, touched, removed }: Directory) {
  let clock = Date.UTC(2026, 0, 1);
  let n = 0;
  const writer = createWriter({ store, newId: () => idOf(n), now: () => clock });
  const target = targetOf(scope);
  for (const { kind, body, later } of made) {
    clock += later ? 1000 : 0;
    await writer.create(target, kind, body);
    n += 1;
  }
  for (const at of touched) {
    const kind = made[at]?.kind;
    if (kind === undefined) continue;
    clock += 1000;
    const operation = { op: 'replace', path: 'externalId', value: `touched-${clock}` };
    await writer.patch(target, kind, idOf(at), parsePatch(target.types[kind], { Operations: [operation] }));
  }
  for (const at of new Set(removed)) {
    const kind = made[at]?.kind;
    if (kind !== undefined) await writer.remove(target, kind, idOf(at));
  }
  return readAll(store, scope, made);
}

async function readAll(store: DirectoryStore, scope: Scope, made: Directory['made']): Promise<Whole[]> {
  const wholes: { kind: ResourceKind; id: string; resource: Record<string, JsonObject[string]> }[] = [];
  const groupsOf = new Map<string, string[]>();
  for (const [at, { kind }] of made.entries()) {
    const id = idOf(at);
    const stored = await store.find(scope, kind, id);
    if (stored === undefined) continue;
    const edges = kind === 'Group' ? await store.members(scope, id, '', 1000) : [];
    // Who is no group yet when it becomes a member is one of the users, and leads no further.
    for (const { value, type } of edges) {
      const key = `${type} ${value}`;
      groupsOf.set(key, [...(groupsOf.get(key) ?? []), id]);
    }
    const resource = toObject(kind, stored, '', edges.length > 0 ? { edges } : {});
    wholes.push({ kind, id, resource: { ...resource } });
  }
  const byId = new Map(wholes.map((whole) => [whole.id, whole]));
  for (const { kind, id, resource } of wholes) {
    if (kind === 'Group') continue;
    const groups = [...membershipsOf(id, groupsOf)].map(([value, type]) => {
      const display = byId.get(value)?.resource.displayName ?? '';
      return { value, $ref: `/Groups/${value}`, display, type };
    });
    if (groups.length > 0) resource.groups = groups;
    const extension = resource[MANAGER] as { manager?: { value: string } } | undefined;
    const manager = byId.get(extension?.manager?.value ?? '');
    if (manager?.kind === 'User') {
      const { displayName } = manager.resource;
      const named = { value: manager.id, $ref: `/Users/${manager.id}`, ...(displayName && { displayName }) };
      resource[MANAGER] = { ...extension, manager: named };
    }
  }
  return wholes;
}

/** Upwards from one to the next, until no group is new. */
function membershipsOf(id: string, groupsOf: ReadonlyMap<string, readonly string[]>) {
  const found = new Map((groupsOf.get(`User ${id}`) ?? []).map((group) => [group, 'direct']));
  const open = [...found.keys()];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    for (const parent of groupsOf.get(`Group ${group}`) ?? []) {
      if (found.has(parent)) continue;
      found.set(parent, 'indirect');
      open.push(parent);
    }
  }
  return found;
}

async function compare(store: DirectoryStore, scope: Scope, wholes: readonly Whole[], asked: Question) {
  const { kinds, count, filter, sortBy } = asked;
  const wanted: Asked = {
    descending: sortBy !== undefined && asked.descending,
    ...(filter === undefined ? {} : { filter }),
    ...(sortBy === undefined ? {} : { sortBy }),
  };
  const queries = attempt(() => kinds.map((kind) => queryOf(kind, kinds, wanted)));
  // Of no kind that is asked for, or not to be compared so: refused before any store sees it.
  if (queries === undefined || (sortBy !== undefined && queries.every(({ sort }) => sort === null))) return;
  const list = async (start: PageStart, limit = count) => {
    const name = () => JSON.stringify([kinds, wanted]);
    const query = { kinds: queries, descending: wanted.descending ?? false, start, count: limit, name };
    const { resources, ...page } = await store.list(scope, query);
    return { ...page, ids: resources.map(({ stored }) => stored.id) };
  };
  const note = JSON.stringify({ ...wanted, kinds, count });

  const expected = expectedIds(wholes, kinds, wanted);
  const whole = await list({ startIndex: 1 }, 100);
  // Without a sortBy any order will do, but then it is always that one.
  const order = sortBy === undefined ? whole.ids : expected;
  assert.deepEqual(whole.ids.toSorted(), expected.toSorted(), note);

  const walked: string[] = [];
  for (let at = 1; at <= Math.max(1, order.length); at += count) {
    const { ids, totalResults } = await list({ startIndex: at });
    assert.equal(totalResults, order.length, note);
    walked.push(...ids);
  }
  assert.deepEqual(walked, order, `by index: ${note}`);
  const jump = Math.ceil(order.length / 2) + 1;
  assert.deepEqual((await list({ startIndex: jump })).ids, order.slice(jump - 1, jump - 1 + count), note);

  const pages: string[][] = [];
  let last: PageStart = { after: undefined };
  for (let start: PageStart | undefined = last; start !== undefined; ) {
    const { ids, totalResults, next } = await list(start);
    assert.equal(totalResults, order.length, note);
    pages.push(ids);
    last = start;
    start = next && { after: next };
  }
  assert.deepEqual(pages.flat(), order, `by cursor: ${note}`);
  for (let start: PageStart | undefined = last; start !== undefined; ) {
    const { ids, previous } = await list(start);
    assert.deepEqual(ids, pages.pop(), `back by cursor: ${note}`);
    start = previous && { before: previous };
  }
  assert.equal(pages.length, 0, note);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
