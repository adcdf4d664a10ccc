// Lists of people against an oracle: every order and filter, forth and back, with more people than are ever collected.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  PEOPLE_SORTS,
  PERSON_STATES,
  type PeoplePlace,
  type PeopleQuery,
  type PersonState,
  STATES_BY_URGENCY,
} from '../../src/status/people.ts';
import type { Engine } from '../../src/store/engine.ts';
import { createMappingStore } from '../../src/store/mapping-store.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createPeopleStore } from '../../src/store/people-store.ts';

const SCOPE = { shop: 's', connection: 'c' };
/** More than are collected for one page, whatever filter of the test they come from. */
const ROWS = 2_200;
const LIMIT = 800;

interface Sample {
  readonly id: string;
  readonly seq: number;
  readonly name: string;
  readonly display: string;
  readonly email: string;
  readonly modified: number;
  readonly state: PersonState;
}

/** Names are in no order of age, many change at the same moment, and few are in a state of their own. */
const people: readonly Sample[] = Array.from({ length: ROWS }, (_, n) => ({
  id: `id${String(n).padStart(5, '0')}`,
  seq: n + 1,
  name: `${n % 2 === 0 ? 'sam' : 'tom'}${(n * 7919) % ROWS}`,
  display: `person ${(n * 104_729) % 500}`,
  email: `${n % 9 === 0 ? 'z' : 'y'}${n}@x.example`,
  modified: Math.floor(n / 7),
  state: n % 20 === 0 ? 'held' : n % 131 === 0 ? 'failed' : n % 57 === 0 ? 'pending' : 'synced',
}));

const ROW_STATES = { failed: 'dead', held: 'held', pending: 'pending' } as const;
/** Of those who are held, whom the mass-leave guard holds. */
const isGuarded = (id: string) => Number(id.slice(2)) % 60 === 0;

const FILTERS: readonly Pick<PeopleQuery, 'state' | 'search'>[] = [
  { state: undefined, search: undefined },
  { state: 'synced', search: undefined },
  { state: 'held', search: undefined },
  { state: 'failed', search: undefined },
  { state: 'pending', search: undefined },
  { state: undefined, search: 'sam' },
  { state: undefined, search: 'person 12' },
  { state: 'synced', search: 'z' },
  // Of either alone there are more than are collected.
  { state: 'synced', search: 'person' },
  { state: 'left', search: undefined },
];

/** Registers the battery; `open` gives an engine on an empty database. */
export function peopleBattery(name: string, open: () => Promise<Engine>): void {
  describe(`lists of people on ${name}`, () => {
    let engine: Engine;
    before(async () => {
      engine = await open();
      await migrate(engine);
      await fill(engine);
    });
    after(() => engine.close());

    for (const filter of FILTERS) {
      it(`GIVEN ${JSON.stringify(filter)} WHEN walked in every order, forth and back THEN full pages hold each once, in order`, async () => {
        const store = createPeopleStore(engine);
        for (const sort of PEOPLE_SORTS) {
          for (const descending of [false, true]) {
            const query = { ...filter, sort, descending, limit: LIMIT };
            const expected = expect(query);
            let place: PeopleQuery['place'];
            for (let at = 0; ; at += LIMIT) {
              const list = await store.people(SCOPE, { ...query, place });
              const page = expected.slice(at, at + LIMIT);
              assert.deepEqual(idsOf(list), page, `${sort} from ${at}`);
              if (list.total !== undefined) assert.equal(list.total, expected.length);
              if (at >= LIMIT) {
                const before = list.previous as PeoplePlace;
                const back = await store.people(SCOPE, { ...query, place: { before } });
                assert.deepEqual(idsOf(back), expected.slice(at - LIMIT, at), `${sort} before ${at}`);
              }
              assert.equal(list.next === undefined, at + LIMIT >= expected.length);
              if (list.next === undefined) break;
              place = { after: list.next };
            }
          }
        }
      });
    }

    it('GIVEN a group in a group WHEN their members are listed THEN direct and indirect ones come, page by page', async () => {
      await fillGroups(engine);
      // Reads of one turn share what was there when it began.
      await nextTurn();
      const store = createMappingStore(engine);
      const ids = async (groups: string[] | null, behind: string) =>
        (await store.members(SCOPE, groups, behind, 2)).map(({ userId, groups: within }) => [
          userId,
          within.filter(({ direct }) => direct).map(({ id }) => id),
        ]);
      assert.deepEqual(await ids(['outer'], ''), [
        ['id00001', ['outer']],
        ['id00002', ['inner']],
      ]);
      assert.deepEqual(await ids(['outer', 'inner'], 'id00002'), [['id00003', ['inner']]]);
      assert.deepEqual(await ids(null, 'id00003'), [
        ['id00004', []],
        ['id00005', []],
      ]);
      assert.equal(await store.countUsers(SCOPE), ROWS);
      const [first] = await store.users(SCOPE, 'id00002', 1);
      assert.deepEqual(
        first?.groups.map(({ id }) => id),
        ['inner', 'outer'],
      );
    });
  });
}

async function fillGroups({ kysely }: Engine): Promise<void> {
  for (const [seq, id] of ['outer', 'inner'].entries()) {
    const body = JSON.stringify({ displayName: id });
    const keys = { name_key: id, display_key: id, external_id: null };
    const times = { created_at: 1, modified_at: 1 };
    await kysely
      .insertInto('groups')
      .values({ ...SCOPE, id, seq, version: 1, ...keys, body, ...times })
      .execute();
  }
  const edges = [
    ['outer', 'id00001', 'User'],
    ['outer', 'inner', 'Group'],
    ['inner', 'id00002', 'User'],
    ['inner', 'id00003', 'User'],
  ] as const;
  const members = edges.map(([group_id, member_id, member_type]) => ({
    ...SCOPE,
    group_id,
    member_id,
    member_type,
  }));
  await kysely.insertInto('group_members').values(members).execute();
  const connection = {
    shop: SCOPE.shop,
    id: SCOPE.connection,
    name: 'c',
    scim_provisioning: 1,
    new_customer_creation: 1,
    link_policy: 'link',
    domains: '[]',
    strict: 0,
    schemas: '[]',
    settings: '{}',
    provider: 'entra',
    rank: 0,
    created_at: 1,
    updated_at: 1,
  };
  await kysely.insertInto('connections').values(connection).execute();
}

function idsOf({ people: listed }: { readonly people: readonly { readonly userId: string }[] }): string[] {
  return listed.map(({ userId }) => userId);
}

function expect({ state, search, sort, descending }: Omit<PeopleQuery, 'place' | 'limit'>): string[] {
  const wanted = people.filter(
    (one) =>
      (state === undefined || one.state === state) &&
      (search === undefined || [one.name, one.display, one.email].some((text) => text.startsWith(search))),
  );
  const keyOf = (one: Sample): string | number =>
    ({
      created: 0,
      displayName: one.display,
      userName: one.name,
      changed: one.modified,
      state: STATES_BY_URGENCY.indexOf(one.state),
    })[sort];
  const inOrder = wanted.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return left < right ? -1 : left > right ? 1 : a.seq - b.seq;
  });
  return (descending ? inOrder.reverse() : inOrder).map(({ id }) => id);
}

async function fill({ kysely }: Engine): Promise<void> {
  assert.equal(new Set(STATES_BY_URGENCY).size, PERSON_STATES.length);
  const counts = { ...SCOPE, next_seq: ROWS + 1, users: ROWS, groups: 0 };
  await kysely.insertInto('connection_counts').values(counts).execute();
  for (let from = 0; from < ROWS; from += 200) {
    const some = people.slice(from, from + 200);
    const users = some.map(({ id, seq, name, display, email, modified }) => ({
      ...SCOPE,
      id,
      seq,
      version: 2,
      name_key: name,
      display_key: display,
      external_id: null,
      body: JSON.stringify({ userName: name, displayName: display, emails: [{ value: email }] }),
      created_at: seq,
      modified_at: modified,
      active: 1,
    }));
    await kysely.insertInto('users').values(users).execute();
    const emails = some.map(({ id, email }) => ({ ...SCOPE, email_key: email, user_id: id }));
    await kysely.insertInto('user_emails').values(emails).execute();
    const claims = some.map(({ id, state }) => ({
      ...SCOPE,
      user_id: id,
      link_id: null,
      state: state === 'held' && !isGuarded(id) ? 'held' : 'synced',
      code: null,
      detail: null,
      warnings: '[]',
      synced_version: state === 'pending' ? 1 : 2,
      updated_at: 1,
    }));
    await kysely.insertInto('claims').values(claims).execute();
    const rows = some
      .filter(({ id, state }) => state === 'pending' || state === 'failed' || isGuarded(id))
      .map(({ id, state }) => ({
        ...SCOPE,
        kind: 'user' as const,
        subject: id,
        version: 2,
        priority: 5,
        due_at: 1,
        attempts: 0,
        state: ROW_STATES[state as keyof typeof ROW_STATES],
        error_code: null,
        error_detail: null,
        created_at: 1,
        bookmark: null,
      }));
    if (rows.length > 0) await kysely.insertInto('outbox').values(rows).execute();
  }
  // As a server does by itself after a while: without it PostgreSQL joins by guesses, for a minute and more.
  await sql`analyze`.execute(kysely);
}
