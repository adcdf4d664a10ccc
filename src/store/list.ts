// Lists resources: by index where the filter allows it, else by a bounded scan that `matchFilter` decides.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { filteredParts, readComputed } from '../directory/computed.ts';
import type {
  ComputedReader,
  DirectoryReader,
  DirectoryStore,
  ResourceKind,
  ResourcePage,
  Scope,
} from '../directory/ports.ts';
import { readAllMembers, resourceTypeOf, toObject } from '../directory/representation.ts';
import { badRequest, type Filter, matchFilter, namesAttribute } from '../protocol/index.ts';
import { usersWithin } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { type IndexedColumn, splitFilter } from './filter-sql.ts';
import {
  type ResourceStatements,
  type ResourceTableName,
  STORED_COLUMNS,
  type StoredRow,
  toStored,
} from './resource-statements.ts';
import type { Database } from './schema.ts';
import { type SqlParameters, type SqlValue, type Statement, statement } from './statement.ts';

/** Rows that a filter without an index may read. */
const SCAN_LIMIT = 100_000;
/** Rows read between two turns of the event loop. */
const SCAN_CHUNK = 500;

type Reader = Pick<DirectoryReader, 'members'> & ComputedReader;
type Conditions = ReadonlyMap<IndexedColumn, SqlValue>;

/** The statements for one set of indexed columns. */
interface Shape {
  /** For a value that is unique. */
  readonly only: Statement<SqlParameters, StoredRow>;
  readonly page: Statement<SqlParameters, StoredRow>;
  readonly count: Statement<SqlParameters, { total: number }>;
  readonly scan: Statement<SqlParameters, StoredRow & { seq: number }>;
}

const TABLES: Record<ResourceKind, ResourceTableName> = { User: 'users', Group: 'groups' };

/** As many entries as there are sets of columns: a few dozen. */
const shapes = new Map<string, Shape>();

export function createLister(
  session: Session,
  statements: Record<ResourceKind, ResourceStatements>,
  reader: Reader,
): DirectoryStore['list'] {
  return async (scope, kind, { filter, startIndex, count }) => {
    const { shop, connection } = scope;
    const page = { limit: count, offset: startIndex - 1 };
    if (filter === undefined) {
      const total = await session.first(statements[kind].total, { shop, connection });
      const rows = count === 0 ? [] : await session.all(statements[kind].page, { shop, connection, ...page });
      return { totalResults: total?.total ?? 0, resources: rows.map(toStored) };
    }
    const { conditions, rest } = splitFilter(kind, filter);
    const shape = shapeFor(TABLES[kind], conditions);
    const parameters: SqlParameters = { shop, connection, ...Object.fromEntries(conditions) };
    const matches = rest === undefined ? everything : createMatcher(scope, kind, rest, reader);
    if (conditions.has('id') || conditions.has('name_key')) {
      return cut(await findOne(session, shape, parameters, matches), page);
    }
    if (rest !== undefined) return cut(await scan(session, shape, parameters, matches), page);
    const rows = await session.all(shape.page, { ...parameters, ...page });
    // A first page that is not full is everything there is.
    if (page.offset === 0 && rows.length < count) return cut(rows, page);
    const total = await session.first(shape.count, parameters);
    return { totalResults: Number(total?.total ?? 0), resources: rows.map(toStored) };
  };
}

/** The page of what was found at once. */
function cut(rows: readonly StoredRow[], { limit, offset }: { limit: number; offset: number }): ResourcePage {
  return { totalResults: rows.length, resources: rows.slice(offset, offset + limit).map(toStored) };
}

/** By a value that one resource at most has: neither order nor count is needed. */
async function findOne(
  session: Session,
  shape: Shape,
  parameters: SqlParameters,
  matches: Matches,
): Promise<StoredRow[]> {
  const row = await session.first(shape.only, parameters);
  return row !== undefined && (await matches(row)) ? [row] : [];
}

type Matches = (row: StoredRow) => boolean | Promise<boolean>;

const everything: Matches = () => true;

function createMatcher(scope: Scope, kind: ResourceKind, filter: Filter, reader: Reader): Matches {
  const type = resourceTypeOf(kind);
  const withMembers = kind === 'Group' && namesAttribute(filter, 'members');
  const parts = filteredParts(kind, filter);
  return async (row) => {
    const stored = toStored(row);
    const edges = withMembers ? await readAllMembers(reader, scope, row.id) : undefined;
    const computed = (await readComputed(reader, scope, [stored], parts)).get(row.id);
    return matchFilter(type, filter, toObject(kind, stored, '', { ...computed, ...(edges && { edges }) }));
  };
}

async function scan(
  session: Session,
  shape: Shape,
  parameters: SqlParameters,
  matches: Matches,
): Promise<StoredRow[]> {
  const hits: StoredRow[] = [];
  let after = 0;
  for (let read = 0; ; ) {
    const rows = await session.all(shape.scan, { ...parameters, after, limit: SCAN_CHUNK });
    for (const row of rows) if (await matches(row)) hits.push(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < SCAN_CHUNK) return hits;
    after = last.seq;
    read += rows.length;
    if (read >= SCAN_LIMIT) {
      throw badRequest(
        'tooMany',
        `The filter would read more than ${SCAN_LIMIT} resources. Add "and" with an equality on id, userName or externalId.`,
      );
    }
    // A long scan must not keep other calls waiting.
    await nextTurn();
  }
}

function shapeFor(table: ResourceTableName, conditions: Conditions): Shape {
  const columns = [...conditions.keys()].sort();
  const key = `${table} ${columns.join()}`;
  let shape = shapes.get(key);
  if (shape === undefined) {
    shape = createShape(table, columns);
    shapes.set(key, shape);
  }
  return shape;
}

function createShape(name: ResourceTableName, columns: readonly IndexedColumn[]): Shape {
  const table = name as 'users';
  return {
    only: statement<SqlParameters>()((db, p) => select(db, p).select(STORED_COLUMNS)),
    page: statement<SqlParameters>()((db, p) =>
      select(db, p)
        .select(STORED_COLUMNS)
        .orderBy('seq')
        .limit(p('limit') as number)
        .offset(p('offset') as number),
    ),
    count: statement<SqlParameters>()((db, p) =>
      select(db, p).select((eb) => eb.fn.countAll<number>().as('total')),
    ),
    scan: statement<SqlParameters>()((db, p) =>
      select(db, p)
        .select([...STORED_COLUMNS, 'seq'])
        .where('seq', '>', p('after') as number)
        .orderBy('seq')
        .limit(p('limit') as number),
    ),
  };

  function select(db: Kysely<Database>, p: (key: string) => SqlValue) {
    let query = db
      .selectFrom(table)
      .where('shop', '=', p('shop') as string)
      .where('connection', '=', p('connection') as string);
    for (const column of columns) {
      query =
        column === 'member'
          ? query.where(({ exists, selectFrom }) =>
              exists(
                selectFrom('group_members')
                  .select('member_id')
                  .whereRef('group_members.shop', '=', `${table}.shop`)
                  .whereRef('group_members.connection', '=', `${table}.connection`)
                  .whereRef('group_members.group_id', '=', `${table}.id`)
                  .where('member_id', '=', p('member') as string),
              ),
            )
          : column === 'group'
            ? query.where('id', 'in', usersWithin(db, p))
            : query.where(column as 'name_key', '=', p(column) as string & number);
    }
    return query;
  }
}
