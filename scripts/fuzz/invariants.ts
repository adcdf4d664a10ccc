// What must hold of the database when everything is over: its tables agree with one another and with the answers.
import SQLite from 'better-sqlite3';
import { displayKeyOf, emailKeysOf, nameKeyOf } from '../../src/directory/keys.ts';
import { schemasInput } from '../../src/http/schema-input.ts';
import { type JsonObject, parseResource, resourceTypesWith } from '../../src/protocol/index.ts';
import { NO_NAME } from '../../src/store/schema.ts';
import { DECLARED } from './declared.ts';
import type { Population } from './population.ts';
import { SECRET } from './values.ts';

interface Row {
  readonly id: string;
  readonly seq: number;
  readonly version: number;
  readonly name_key: string;
  readonly display_key: string;
  readonly external_id: string | null;
  readonly active?: number;
  readonly body: string;
  readonly created_at: number;
  readonly modified_at: number;
}

const KINDS = [
  { kind: 'User', table: 'users', address: 'Users' },
  { kind: 'Group', table: 'groups', address: 'Groups' },
] as const;

/** The place of a connection's first resource. */
const FIRST_SEQ = 1;
const types = resourceTypesWith(schemasInput.parse(DECLARED));

/** What does not hold, in words. */
export function findBroken(file: string, populations: ReadonlyMap<string, Population>): string[] {
  const database = new SQLite(file, { readonly: true });
  try {
    const broken = [...populations].flatMap(([shop, population]) => checkShop(database, shop, population));
    const integrity = database.pragma('integrity_check', { simple: true });
    return integrity === 'ok' ? broken : [...broken, `integrity_check: ${integrity}`];
  } finally {
    database.close();
  }
}

/** What the checks of one shop share. */
interface Check {
  readonly population: Population;
  readonly strict: boolean;
  readonly counts: Readonly<Record<string, number>>;
  /** How often each thing was marked, by kind and id. */
  readonly marks: ReadonlyMap<string, number>;
  /** The rows of a query whose one place is the shop's. */
  all<T>(sql: string): T[];
  expect(holds: boolean, what: string): void;
}

function checkShop(database: SQLite.Database, shop: string, population: Population): string[] {
  const broken: string[] = [];
  const all = <T>(sql: string) => database.prepare(sql).all(shop) as T[];
  const expect = (holds: boolean, what: string) => void (holds || broken.push(`${shop}: ${what}`));
  const [connection] = all<{ strict: number }>('select strict from connections where shop = ?');
  const [counts = {}] = all<Record<string, number>>('select * from connection_counts where shop = ?');
  const outbox = all<{ kind: string; subject: string; version: number }>(
    "select kind, subject, version from outbox where shop = ? and kind <> 'connection'",
  );
  const marks = new Map(outbox.map(({ kind, subject, version }) => [`${kind} ${subject}`, version]));
  const check: Check = { population, strict: connection?.strict === 1, counts, marks, all, expect };
  for (const kind of KINDS) checkKind(check, kind);
  checkEmails(check);
  checkEdges(check);
  checkGuard(check);
  const created = (counts.next_seq ?? 0) - FIRST_SEQ;
  const unmarked = all<{ id: string }>('select id from groups where shop = ?').filter(
    ({ id }) => !marks.has(`group ${id}`),
  );
  expect(
    marks.size + unmarked.length === created,
    `${created} were created, ${marks.size} were marked beside ${unmarked.length} groups that need not be`,
  );
  return broken;
}

function checkKind(check: Check, { kind, table, address }: (typeof KINDS)[number]): void {
  const { population, counts, all, expect } = check;
  const rows = all<Row>(`select * from ${table} where shop = ?`);
  const ids = new Set(rows.map(({ id }) => id));
  const live = population.live[address];
  const missing = [...live].filter((id) => !ids.has(id));
  const unknown = [...ids].filter((id) => !live.has(id));
  expect(counts[table] === rows.length, `${counts[table]} ${table} are counted, ${rows.length} are there`);
  expect(missing.length === 0, `${table} that were created are not there: ${missing.slice(0, 5)}`);
  expect(
    unknown.length === 0,
    `${table} are there that nobody created, or that were deleted: ${unknown.slice(0, 5)}`,
  );
  expect(new Set(rows.map((row) => row.name_key)).size === rows.length, `two ${table} have one name`);
  for (const row of rows) {
    for (const what of checkRow(check, kind, row)) expect(false, `${kind} ${row.id} ${what}`);
  }
}

function checkRow({ strict, marks, counts }: Check, kind: 'User' | 'Group', row: Row): string[] {
  const body = JSON.parse(row.body) as JsonObject;
  const nameKey = nameKeyOf(kind, body);
  const names = kind === 'Group' && strict ? [`${nameKey}\u001f${row.id}`] : [nameKey];
  const parsed = parseResource(types[kind], body, { strict });
  // Every write marks its user; a group is marked for what it is, and not for its members, which are marked themselves
  // where anything depends on them.
  const marked = marks.get(`${kind.toLowerCase()} ${row.id}`) ?? 0;
  const isMarked = kind === 'User' ? marked === row.version : marked <= row.version;
  const faults: [boolean, string][] = [
    [JSON.stringify(parsed) === row.body, `is not stored as it would be read: ${row.body}`],
    [isMarked, `is at version ${row.version} and was marked ${marked} times`],
    [row.seq <= (counts.next_seq ?? 0), 'has a place that was never given'],
    [names.includes(row.name_key), `has name_key ${row.name_key}`],
    [row.display_key === (displayKeyOf(body) ?? NO_NAME), `has display_key ${row.display_key}`],
    [row.external_id === (body.externalId ?? null), `has external_id ${row.external_id}`],
    [row.active === undefined || (row.active === 1) === (body.active !== false), `has active ${row.active}`],
    [
      row.version >= 1 && row.modified_at >= row.created_at,
      `has version ${row.version} of ${row.modified_at}`,
    ],
    [!row.body.includes(SECRET), 'holds a password'],
    [
      ['id', 'meta', 'members', 'groups', 'password'].every((name) => body[name] === undefined),
      'stores what is computed',
    ],
  ];
  return faults.flatMap(([holds, what]) => (holds ? [] : [what]));
}

function checkEmails({ all, expect }: Check): void {
  const users = all<{ id: string; body: string }>('select id, body from users where shop = ?');
  const wanted = users.flatMap(({ id, body }) => emailKeysOf(JSON.parse(body)).map((key) => `${id} ${key}`));
  const found = all<{ user_id: string; email_key: string }>(
    'select user_id, email_key from user_emails where shop = ?',
  );
  const known = new Set(found.map(({ user_id, email_key }) => `${user_id} ${email_key}`));
  expect(
    known.size === wanted.length && wanted.every((entry) => known.has(entry)),
    'user_emails are not those of the bodies',
  );
}

function checkGuard({ counts, all, expect }: Check): void {
  const active = all('select id from users where shop = ? and active = 1').length;
  const leavers = all('select user_id from leavers where shop = ? and is_counted = 1').length;
  expect(counts.active_users === active, `${counts.active_users} are counted as active, ${active} are`);
  expect(counts.leavers === leavers, `${counts.leavers} are counted as leavers, ${leavers} are`);
}

function checkEdges({ population: { live }, all, expect }: Check): void {
  const edges = all<{ group_id: string; member_id: string; member_type: string }>(
    'select group_id, member_id, member_type from group_members where shop = ?',
  );
  for (const { group_id, member_id, member_type } of edges) {
    expect(live.Groups.has(group_id), `group ${group_id} is gone and has member ${member_id}`);
    expect(member_type === 'User' || member_type === 'Group', `member ${member_id} is a ${member_type}`);
  }
}
