// Lists resources, of one kind or of several in one order: pages by place, however deep they are.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  DirectoryStore,
  KindQuery,
  Listed,
  ListQuery,
  PageStart,
  Position,
  ResourceKind,
  ResourcePage,
  Scope,
} from '../directory/ports.ts';
import type { Session } from './engine.ts';
import {
  collectSource,
  comparePositions,
  createIndexSource,
  createMatcher,
  type Hit,
  type Reader,
  SCAN_LIMIT,
  type Source,
  type SourceDependencies,
  tooMany,
} from './list-source.ts';
import { pageStatement, uniqueStatement, valuesOf } from './list-statements.ts';
import { isLookup, planQuery, type QueryPlan } from './query-plan.ts';
import { type ResourceStatements, toStored } from './resource-statements.ts';
import { createWalks, type Walks } from './walks.ts';

/** Places that are counted off between two turns of the event loop, where several kinds are listed together. */
const SKIP_CHUNK = 1000;

type Statements = Readonly<Record<ResourceKind, ResourceStatements>>;

export function createLister(
  session: Session,
  statements: Statements,
  reader: Reader,
): DirectoryStore['list'] {
  const walks = createWalks(() => performance.now());

  return async (scope, query) => {
    const { shop, connection } = scope;
    const dependencies: SourceDependencies = {
      session,
      scope,
      reader,
      total: async (kind) => (await session.first(statements[kind].total, { shop, connection }))?.total ?? 0,
    };
    const [only] = query.kinds;
    if (only !== undefined && query.kinds.length === 1) {
      const plan = planQuery(only);
      if (isUnique(plan)) return findOne(only, plan, query, dependencies);
      const few = isLookedUp(plan, query) ? await findFew(plan, query, dependencies) : undefined;
      if (few !== undefined) return few;
    }
    const sources: Source[] = [];
    for (const one of query.kinds) sources.push(await openSource(one, dependencies));
    const name = () => `${shop} ${connection} ${query.name()}`;
    const listing = { sources, query, name, walks };
    const { hits, ...page } = await ('startIndex' in query.start
      ? readIndexed(listing, query.start.startIndex)
      : readFrom(listing, query.start));
    // On PostgreSQL, what others commit may come between the count and the page: never more of them than there are.
    const passed = 'startIndex' in query.start && hits.length > 0 ? query.start.startIndex - 1 : 0;
    const totalResults = Math.max(page.totalResults, passed + hits.length);
    return { ...page, totalResults, resources: await load(session, statements, scope, hits) };
  };
}

/** One resource at most: neither order nor count needs to be asked for. */
function isUnique({ kind, alternatives }: QueryPlan): boolean {
  const [conditions, ...others] = alternatives;
  if (conditions === undefined || others.length > 0) return false;
  return conditions.some(
    ({ column, operator }) =>
      operator === '=' && (column === 'id' || (kind === 'User' && column === 'name_key')),
  );
}

async function findOne(
  asked: KindQuery,
  { kind, alternatives, rest }: QueryPlan,
  { start, count }: ListQuery,
  { session, scope, reader }: SourceDependencies,
): Promise<ResourcePage> {
  const walk = { kind, conditions: alternatives[0] ?? [], order: 'seq', descending: false } as const;
  const row = await session.first(uniqueStatement(walk), valuesOf(scope, walk));
  if (row === undefined) return NOTHING;
  if (rest !== undefined && !(await createMatcher(scope, asked, rest, reader)(row))) return NOTHING;
  // No page comes before or after the only one.
  const isOnPage =
    count > 0 && ('startIndex' in start ? start.startIndex === 1 : 'after' in start && !start.after);
  return { totalResults: 1, resources: isOnPage ? [{ kind, stored: toStored(row) }] : [] };
}

/** Whether an index decides who is found, of whom the first page is asked for. */
function isLookedUp({ alternatives, rest, sort }: QueryPlan, { start, count }: ListQuery): boolean {
  const [conditions, ...others] = alternatives;
  if (conditions === undefined || others.length > 0 || rest !== undefined || sort !== undefined) return false;
  return count > 0 && 'startIndex' in start && start.startIndex === 1 && conditions.some(isLookup);
}

/** All who match, in one query, if one page holds them: neither a place nor a count needs to be asked for. */
async function findFew(
  { kind, alternatives, walk: order }: QueryPlan,
  { descending, count }: ListQuery,
  { session, scope }: SourceDependencies,
): Promise<ResourcePage | undefined> {
  const walk = { kind, conditions: alternatives[0] ?? [], order, descending };
  const values = { ...valuesOf(scope, walk), limit: count + 1 };
  const rows = await session.all(pageStatement(walk, false), values);
  if (rows.length > count) return undefined;
  return { totalResults: rows.length, resources: rows.map((row) => ({ kind, stored: toStored(row) })) };
}

const NOTHING: ResourcePage = { totalResults: 0, resources: [] };

async function openSource(query: KindQuery, dependencies: SourceDependencies): Promise<Source> {
  const plan = planQuery(query);
  const isDecided = plan.rest === undefined && plan.sort === undefined && plan.alternatives.length === 1;
  return isDecided
    ? createIndexSource(plan, query.sort === null, dependencies)
    : collectSource(query, plan, dependencies);
}

/** What is listed, and from where. */
interface Listing {
  readonly sources: readonly Source[];
  readonly query: ListQuery;
  /** Of the query, among those of all connections. */
  readonly name: () => string;
  readonly walks: Walks;
}

interface HitPage extends Omit<ResourcePage, 'resources'> {
  readonly hits: readonly Hit[];
}

async function readIndexed({ sources, query, name, walks }: Listing, startIndex: number): Promise<HitPage> {
  const { descending, count } = query;
  const takeBehind = (place: Position | undefined) => take(sources, place, descending, count);
  let hits = startIndex === 1 && count > 0 ? await takeBehind(undefined) : [];
  // A first page that is not full is everything there is.
  if (startIndex === 1 && hits.length < count) return { totalResults: hits.length, hits };
  const totalResults = await countAll(sources);
  if (startIndex > 1 && count > 0 && startIndex <= totalResults) {
    const noted = walks.find(name(), startIndex);
    if (noted !== undefined) hits = await takeBehind(noted);
    // So much may have gone since that nothing is left there: no page is empty before the total is reached.
    if (hits.length === 0) {
      const counted = await skip(sources, query, startIndex - 1);
      hits = counted === undefined ? [] : await takeBehind(counted);
    }
  }
  const last = hits.at(-1);
  // Nobody goes on behind the last page.
  const isLast = startIndex + hits.length > totalResults;
  if (last !== undefined && !isLast) walks.note(name(), startIndex + hits.length, last.position);
  return { totalResults, hits };
}

async function readFrom(
  { sources, query }: Listing,
  start: Exclude<PageStart, { startIndex: number }>,
): Promise<HitPage> {
  const { descending, count } = query;
  const isForward = 'after' in start;
  const place = isForward ? start.after : start.before;
  const direction = isForward ? descending : !descending;
  // One more than the page holds tells whether it is the last one.
  const taken = await take(sources, place, direction, count + 1);
  const inOrder = isForward ? taken.slice(0, count) : taken.slice(0, count).reverse();
  const [first, last] = [inOrder[0]?.position, inOrder.at(-1)?.position];
  const hasMore = taken.length > count;
  const hasBehind = async (position: Position | undefined, towards: boolean) =>
    position !== undefined && (await take(sources, position, towards, 1)).length > 0;
  const hasPrevious = isForward ? place !== undefined && (await hasBehind(first, !descending)) : hasMore;
  const hasNext = isForward ? hasMore : await hasBehind(last, descending);
  return {
    totalResults: await countAll(sources),
    hits: inOrder,
    previous: hasPrevious ? first : undefined,
    next: hasNext ? last : undefined,
  };
}

/** The next hits of all sources together. */
async function take(
  sources: readonly Source[],
  behind: Position | undefined,
  descending: boolean,
  limit: number,
): Promise<readonly Hit[]> {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only.take(behind, descending, limit);
  const taken: Hit[] = [];
  for (const source of sources) taken.push(...(await source.take(behind, descending, limit)));
  taken.sort((left, right) => comparePositions(left.position, right.position));
  if (descending) taken.reverse();
  return taken.slice(0, limit);
}

async function countAll(sources: readonly Source[]): Promise<number> {
  let total = 0;
  for (const source of sources) total += await source.count();
  return total;
}

/** The place of the last of so many hits; undefined where there are fewer. */
async function skip(
  sources: readonly Source[],
  { kinds, descending }: ListQuery,
  hits: number,
): Promise<Position | undefined> {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only.place(hits - 1, descending);
  if (hits > SCAN_LIMIT) throw tooMany(kinds[0]?.filter);
  let behind: Position | undefined;
  for (let left = hits; left > 0; ) {
    const taken = await take(sources, behind, descending, Math.min(left, SKIP_CHUNK));
    const last = taken.at(-1);
    if (last === undefined) return undefined;
    behind = last.position;
    left -= taken.length;
    await nextTurn();
  }
  return behind;
}

async function load(
  session: Session,
  statements: Statements,
  { shop, connection }: Scope,
  hits: readonly Hit[],
): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (const { kind, id, row } of hits) {
    const found = row ?? (await session.first(statements[kind].find, { shop, connection, id }));
    // It may have gone since it was collected.
    if (found !== undefined) listed.push({ kind, stored: toStored(found) });
  }
  return listed;
}
