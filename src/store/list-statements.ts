// The statements behind lists: one for each set of conditions, order and direction, made on first use and kept.
import { type Kysely, sql } from 'kysely';
import type { ResourceKind, Scope } from '../directory/ports.ts';
import { createTally } from '../tally.ts';
import { usersWithin } from './computed-statements.ts';
import { type Condition, isLookup, type OrderColumn } from './query-plan.ts';
import { inGroups, STORED_COLUMNS, type StoredRow } from './resource-statements.ts';
import type { Database } from './schema.ts';
import { type SqlParameters, type SqlValue, type Statement, statement } from './statement.ts';

/** A row of a list; `key` is the value of the column that it is ordered by. */
export interface ListRow extends StoredRow {
  readonly seq: number;
  readonly key: string | number;
}

/** Which rows, and along which index. */
export interface Walk {
  readonly kind: ResourceKind;
  readonly conditions: readonly Condition[];
  readonly order: OrderColumn;
  readonly descending: boolean;
}

/** A type fits both tables: what only users have is never asked of groups. */
const TABLES = { User: 'users', Group: 'groups' as 'users' } as const;

type Query = ReturnType<typeof matching>;
type Place = (key: string) => SqlValue;

/** As many as there are shapes of filters: some dozens. */
const made = createTally<Statement<SqlParameters, unknown>>();

/** The row that satisfies conditions of which one is unique. */
export function uniqueStatement(walk: Walk): Statement<SqlParameters, StoredRow> {
  return once('unique', walk, (db, p) =>
    matching(db, walk, p)
      .select(STORED_COLUMNS)
      .$if(walk.kind === 'User', (query) => query.select(inGroups)),
  );
}

/** The rows behind a place (`key`, `seq`) or from the beginning, `limit` at most. */
export function pageStatement(walk: Walk, isBehind: boolean): Statement<SqlParameters, ListRow> {
  // Of the few that are looked up it is asked here whether they are in groups, of a whole page at once.
  const isFew = walk.kind === 'User' && walk.conditions.some(isLookup);
  return once(isBehind ? 'behind' : 'page', walk, (db, p) => {
    const query = isBehind ? behind(matching(db, beyond(walk), p), walk, p) : matching(db, walk, p);
    return ordered(query, walk)
      .select([...STORED_COLUMNS, 'seq', `${walk.order} as key`])
      .$if(isFew, (few) => few.select(inGroups))
      .limit(p('limit') as number);
  });
}

/** The place that comes `offset` places after the first; read from the index alone. */
export function placeStatement(walk: Walk): Statement<SqlParameters, { key: string | number; seq: number }> {
  return once('place', walk, (db, p) =>
    ordered(matching(db, walk, p), walk)
      .select(['seq', `${walk.order} as key`])
      .limit(1)
      .offset(p('offset') as number),
  );
}

export function countStatement(walk: Walk): Statement<SqlParameters, { total: number }> {
  return once('count', walk, (db, p) =>
    matching(db, walk, p).select((eb) => eb.fn.countAll<number>().as('total')),
  );
}

/** The values of a walk: its scope, and those of its conditions by the names of their places. */
export function valuesOf({ shop, connection }: Scope, { conditions }: Walk): Record<string, SqlValue> {
  const values: Record<string, SqlValue> = { shop, connection };
  for (const condition of conditions) values[placeOf(condition)] = condition.value;
  return values;
}

/** The name of the place of a condition's value: there is one condition for a column and operator. */
function placeOf({ column, operator }: Condition): string {
  return column + operator;
}

function once<R>(
  use: string,
  { kind, conditions, order, descending }: Walk,
  build: (db: Kysely<Database>, place: Place) => { compile: never } | unknown,
): Statement<SqlParameters, R> {
  const keys: (string | number)[] = [use, kind, order, Number(descending)];
  for (const { column, operator } of conditions) keys.push(column, operator);
  return made.at(keys, () =>
    statement<SqlParameters>()((db, p) => build(db, p as Place) as Query),
  ) as Statement<SqlParameters, R>;
}

function matching(db: Kysely<Database>, { kind, conditions }: Walk, p: Place) {
  const table = TABLES[kind];
  const scope = { shop: p('shop') as string, connection: p('connection') as string };
  let query = db.selectFrom(table).where('shop', '=', scope.shop).where('connection', '=', scope.connection);
  for (const condition of conditions) {
    const { column, operator } = condition;
    const value = p(placeOf(condition)) as string;
    if (column === 'email') {
      const holders = db
        .selectFrom('user_emails')
        .select('user_id')
        .where('shop', '=', scope.shop)
        .where('connection', '=', scope.connection)
        .where('email_key', '=', value);
      query = query.where('id', 'in', holders);
    } else if (column === 'member') {
      const groups = db
        .selectFrom('group_members')
        .select('group_id')
        .where('shop', '=', scope.shop)
        .where('connection', '=', scope.connection)
        .where('member_id', '=', value);
      query = query.where('id', 'in', groups);
    } else if (column === 'group') {
      query = query.where('id', 'in', usersWithin(db, p, placeOf(condition)));
    } else {
      query = query.where(column as 'name_key', operator, value);
    }
  }
  return query;
}

/** Columns whose index ends in `seq`. */
const IN_ORDER: ReadonlySet<string> = new Set(['display_key', 'external_id']);

/** What is looked up is read whole and then sorted: walking along `seq` to meet it could mean every row. */
function seqOf({ conditions }: Walk) {
  const isFound = conditions.some((condition) => isLookup(condition) && !IN_ORDER.has(condition.column));
  return isFound ? sql<number>`seq + 0` : sql.ref<number>('seq');
}

/** A place keeps to the near bound already; stated twice, the engine might begin at the wrong one of the two. */
function beyond(walk: Walk): Walk {
  const near = walk.descending ? '<' : '>';
  const isImplied = ({ column, operator }: Condition) => column === walk.order && operator.startsWith(near);
  return { ...walk, conditions: walk.conditions.filter((condition) => !isImplied(condition)) };
}

function behind(query: Query, walk: Walk, p: Place): Query {
  const operator = walk.descending ? '<' : '>';
  if (walk.order === 'seq') return query.where(seqOf(walk), operator, p('seq') as number);
  // No two resources have these.
  if (walk.order === 'id' || walk.order === 'name_key') {
    return query.where(walk.order, operator, p('key') as string);
  }
  const order = walk.order as 'display_key';
  return query.where((eb) =>
    eb(eb.refTuple(order, 'seq'), operator, eb.tuple(p('key') as string, p('seq') as number)),
  );
}

function ordered(query: Query, walk: Walk): Query {
  const direction = walk.descending ? 'desc' : 'asc';
  if (walk.order === 'seq') return query.orderBy(seqOf(walk), direction);
  const byColumn = query.orderBy(walk.order, direction);
  return walk.order === 'id' || walk.order === 'name_key' ? byColumn : byColumn.orderBy('seq', direction);
}
