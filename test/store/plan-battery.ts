// Which index answers which query, as each engine's planner says: the plan, not the time.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CompiledQuery, sql } from 'kysely';
import type { ResourceKind } from '../../src/directory/ports.ts';
import { resourceTypeOf } from '../../src/directory/representation.ts';
import { checkFilter, parseFilter, parseSort } from '../../src/protocol/index.ts';
import type { Engine } from '../../src/store/engine.ts';
import {
  countStatement,
  pageStatement,
  placeStatement,
  uniqueStatement,
} from '../../src/store/list-statements.ts';
import { migrate } from '../../src/store/migrate.ts';
import { idsByOutbox, idsByState, idsByStateDescending } from '../../src/store/people-statements.ts';
import { isLookup, planQuery } from '../../src/store/query-plan.ts';
import { planOnce } from '../../src/store/sqlite.ts';
import { Place, type SqlParameters, type Statement } from '../../src/store/statement.ts';

/** For a query: the indexes, by a part of their names on both engines, one of which each access must use. */
const QUERIES: readonly [
  kind: ResourceKind,
  filter: string | undefined,
  sortBy: string | undefined,
  index: RegExp,
][] = [
  ['User', undefined, undefined, /users_seq/],
  ['User', undefined, 'userName', /users_name/],
  ['User', undefined, 'displayName', /users_display_key/],
  ['User', undefined, 'meta.lastModified', /users_modified_seq/],
  ['User', undefined, 'id', /users_pk|autoindex_users_1/],
  ['User', 'id eq "x"', undefined, /users_pk|autoindex_users_1/],
  ['User', 'userName eq "x"', undefined, /users_name/],
  ['User', 'externalId eq "x"', undefined, /users_external_id/],
  ['User', 'emails.value eq "x"', undefined, /user_emails|users_pk|autoindex_users_1/],
  ['User', 'emails[type eq "work" and value eq "x"]', undefined, /user_emails|users_pk|autoindex_users_1/],
  ['User', 'displayName eq "x"', undefined, /users_display_key/],
  ['User', 'active eq false', undefined, /users_active/],
  ['User', 'meta.lastModified gt "2026-01-01T00:00:00Z"', undefined, /users_modified_seq/],
  [
    'User',
    'groups.value eq "x"',
    undefined,
    /group_members_(pk|member|nested)|autoindex_group_members|users_pk|autoindex_users_1/,
  ],
  [
    'User',
    'userName eq "x" or emails.value eq "y"',
    undefined,
    /user_emails|users_pk|autoindex_users_1|users_name/,
  ],
  ['Group', undefined, undefined, /groups_seq/],
  ['Group', 'displayName eq "x"', undefined, /groups_display/],
  [
    'Group',
    'members.value eq "x"',
    undefined,
    /group_members_(pk|member|nested)|autoindex_group_members|groups_pk|autoindex_groups_1/,
  ],
  ['Group', 'externalId eq "x"', undefined, /groups_external_id/],
  ['Group', 'meta.lastModified ge "2026-01-01T00:00:00Z"', undefined, /groups_modified_seq/],
];

type Compilable = Pick<Statement<SqlParameters, unknown>, 'compile'>;

/** What people are listed by beside the orders of users. */
const OF_PEOPLE: readonly [name: string, statement: Compilable, index: RegExp][] = [
  ['by state', idsByState, /claims_state/],
  ['by state, backwards', idsByStateDescending, /claims_state/],
  ['that wait', idsByOutbox, /outbox_pk|autoindex_outbox_1|outbox_due/],
];

/** Registers the battery; `open` gives an engine on an empty database. */
export function planBattery(name: string, open: () => Promise<Engine>): void {
  describe(`plans on ${name}`, () => {
    let engine: Engine;
    before(async () => {
      engine = await open();
      await migrate(engine);
      // A planner of PostgreSQL goes by what it has counted.
      if (engine.dialect === 'postgres') await fill(engine);
    });
    after(() => engine.close());

    for (const [kind, filter, sortBy, index] of QUERIES) {
      it(`GIVEN ${kind}s, ${filter ?? 'no filter'}, sorted by ${sortBy ?? 'nothing'} WHEN planned THEN an index answers`, async () => {
        for (const statement of statementsOf(kind, filter, sortBy)) {
          const accesses = await explain(engine, statement);
          assert.ok(accesses.length > 0);
          // Whether somebody is in groups is asked beside, by another index.
          const others = accesses.filter((access) => !/group_members_member|^SEARCH m /.test(access));
          for (const access of index.source.includes('member') ? accesses : others)
            assert.match(access, index, accesses.join('\n'));
        }
      });
    }

    for (const [what, statement, index] of OF_PEOPLE) {
      it(`GIVEN people ${what} WHEN planned THEN an index answers`, async () => {
        const accesses = await explain(engine, statement);
        assert.ok(accesses.length > 0);
        for (const access of accesses) assert.match(access, index, accesses.join('\n'));
      });
    }
  });
}

function statementsOf(kind: ResourceKind, filterText: string | undefined, sortBy: string | undefined) {
  const type = resourceTypeOf(kind);
  const filter = filterText === undefined ? undefined : checkFilter(type, parseFilter(filterText));
  const sort = sortBy === undefined ? undefined : parseSort(type, sortBy);
  const plan = planQuery({ kind, type, filter, sort });
  assert.equal(plan.sort, undefined, 'sorted in memory');
  return plan.alternatives.flatMap((conditions) =>
    [false, true].flatMap((descending) => {
      const walk = { kind, conditions, order: plan.walk, descending };
      const pages = [pageStatement(walk, false), pageStatement(walk, true), placeStatement(walk)];
      // Unfiltered, the writes have counted.
      if (conditions.length === 0) return pages;
      const unique = conditions.some(isLookup) ? [uniqueStatement(walk)] : [];
      return [...pages, countStatement(walk), ...unique];
    }),
  );
}

/** A line for each access to a table. */
async function explain({ kysely, dialect }: Engine, statement: Compilable) {
  const { sql: text, values } = statement.compile(kysely, dialect);
  const bound = values.map((value) => (value instanceof Place ? sampleOf(value.key) : value));
  const query = dialect === 'sqlite' ? `explain query plan ${planOnce(text)}` : `explain ${text}`;
  const { rows } = await kysely.executeQuery<Record<string, string>>(CompiledQuery.raw(query, bound));
  const lines = rows.map((row) => (row.detail ?? row['QUERY PLAN']) as string);
  return dialect === 'sqlite'
    ? lines.filter((line) => /^(SEARCH|SCAN) (?!CONSTANT|down)/.test(line))
    : lines.filter(
        (line) => /Scan (Backward )?(using|on) (?!down)/.test(line) && !line.includes('Bitmap Heap'),
      );
}

/** Text that is a number too, for columns of either type; values that few rows have, as in real questions. */
function sampleOf(place: string): string {
  if (place === 'shop' || place === 'connection') return place.charAt(0);
  if (place.startsWith('active')) return '0';
  return place.startsWith('modified_at') ? String(ROWS - 10) : '1';
}

const ROWS = 5000;

/** Five thousand users, every tenth of them inactive, and as many groups of one member. */
async function fill({ kysely }: Engine): Promise<void> {
  for (const table of ['users', 'groups']) {
    const active = table === 'users';
    await sql`
      insert into ${sql.table(table)} (shop, connection, id, seq, version, name_key, display_key, external_id,
        body, created_at, modified_at ${sql.raw(active ? ', active' : '')})
      select 's', 'c', 'id' || n, n, 1, 'name' || n, 'display' || n, 'external' || n, '{}', n, n
        ${sql.raw(active ? ', case when n % 10 = 0 then 0 else 1 end' : '')}
      from generate_series(1, ${ROWS}) n`.execute(kysely);
  }
  await sql`insert into user_emails select 's', 'c', 'email' || n, 'id' || n from generate_series(1, ${ROWS}) n`.execute(
    kysely,
  );
  await sql`insert into group_members select 's', 'c', 'id' || n, 'id' || (n + 1), 'User' from generate_series(1, ${ROWS}) n`.execute(
    kysely,
  );
  await sql`
    insert into claims (shop, connection, user_id, link_id, state, warnings, synced_version, updated_at)
      select 's', 'c', 'id' || n, 'link' || n, case when n % 50 = 0 then '1' else 'synced' end, '[]', 1, n
      from generate_series(1, ${ROWS}) n`.execute(kysely);
  await sql`
    insert into outbox (shop, kind, connection, subject, version, priority, due_at, attempts, state, created_at)
      select 's', 'user', 'c', 'id' || n, 1, 5, n, 0, case when n % 50 = 0 then '1' else 'pending' end, n
      from generate_series(1, ${ROWS}) n`.execute(kysely);
  await sql`analyze`.execute(kysely);
}
