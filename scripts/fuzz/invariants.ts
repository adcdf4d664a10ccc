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

function checkShop(database: SQLite.Database, shop: string, { live }: Population): string[] {
  const broken: string[] = [];
  const all = <T>(sql: string, ...values: unknown[]) => database.prepare(sql).all(shop, ...values) as T[];
  const expect = (holds: boolean, what: string) => holds || broken.push(`${shop}: ${what}`);
  const [{ strict }] = all<{ strict: number }>('select strict from connections where shop = ?') as [
    { strict: number },
  ];
  const [counts] = all<Record<string, number>>('select * from connection_counts where shop = ?');
  const outbox = new Map(
    all<{ kind: string; subject: string; version: number }>(
      'select kind, subject, version from outbox where shop = ?',
    ).map(({ kind, subject, version }) => [`${kind} ${subject}`, version]),
  );

  const ids = new Set<string>();
  for (const { kind, table, address } of KINDS) {
    const rows = all<Row>(`select * from ${table} where shop = ?`);
    expect(
      counts?.[table] === rows.length,
      `${counts?.[table]} ${table} are counted, ${rows.length} are there`,
    );
    const present = new Set(rows.map(({ id }) => id));
    const missing = [...live[address]].filter((id) => !present.has(id));
    const unknown = [...present].filter((id) => !live[address].has(id));
    expect(missing.length === 0, `${table} that were created are not there: ${missing.slice(0, 5)}`);
    expect(
      unknown.length === 0,
      `${table} are there that nobody created, or that were deleted: ${unknown.slice(0, 5)}`,
    );
    const names = new Set<string>();
    for (const row of rows) {
      ids.add(row.id);
      for (const what of checkRow(kind, row, strict === 1)) expect(false, `${kind} ${row.id} ${what}`);
      expect(!names.has(row.name_key), `the name of ${kind} ${row.id} is another's too`);
      names.add(row.name_key);
      const parsed = parseResource(types[kind], JSON.parse(row.body), { strict: strict === 1 });
      expect(
        JSON.stringify(parsed) === row.body,
        `${kind} ${row.id} is not stored as it would be read: ${row.body}`,
      );
      // Every write marks its resource; a group also changes when a member of it is deleted.
      const marked = outbox.get(`${kind.toLowerCase()} ${row.id}`) ?? 0;
      expect(
        kind === 'User' ? marked === row.version : marked > 0 && marked <= row.version,
        `${kind} ${row.id} is at version ${row.version} and was marked ${marked} times`,
      );
      expect(row.seq < (counts?.next_seq ?? 0) + 1, `${kind} ${row.id} has a place that was never given`);
    }
  }
  checkEmails(all, expect);
  const edges = all<{ group_id: string; member_id: string; member_type: string }>(
    'select * from group_members where shop = ?',
  );
  for (const { group_id, member_id, member_type } of edges) {
    expect(live.Groups.has(group_id), `group ${group_id} is gone and has member ${member_id}`);
    expect(member_type === 'User' || member_type === 'Group', `member ${member_id} is a ${member_type}`);
  }
  const created = (counts?.next_seq ?? 0) - 1;
  const marked = [...outbox.keys()].filter((key) => !key.startsWith('connection')).length;
  expect(Math.abs(marked - created) <= 1, `${created} resources were ever created, ${marked} were marked`);
  return broken;
}

function checkRow(kind: 'User' | 'Group', row: Row, strict: boolean): string[] {
  const body = JSON.parse(row.body) as JsonObject;
  const nameKey = nameKeyOf(kind, body);
  const names = kind === 'Group' && strict ? [`${nameKey}\u001f${row.id}`] : [nameKey];
  const faults: [boolean, string][] = [
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

type All = <T>(sql: string, ...values: unknown[]) => T[];

function checkEmails(all: All, expect: (holds: boolean, what: string) => void): void {
  const wanted = all<{ id: string; body: string }>('select id, body from users where shop = ?').flatMap(
    ({ id, body }) => emailKeysOf(JSON.parse(body)).map((key) => `${id} ${key}`),
  );
  const found = all<{ user_id: string; email_key: string }>(
    'select user_id, email_key from user_emails where shop = ?',
  );
  const known = new Set(found.map(({ user_id, email_key }) => `${user_id} ${email_key}`));
  expect(
    known.size === wanted.length && wanted.every((entry) => known.has(entry)),
    'user_emails are not those of the bodies',
  );
}
