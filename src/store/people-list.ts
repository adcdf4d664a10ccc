// Lists people in the order of an index, from any place and in full pages, however they are filtered.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { emailKeysOf } from '../directory/keys.ts';
import type { JsonObject } from '../protocol/index.ts';
import {
  type PeopleList,
  type PeoplePlace,
  type PeopleQuery,
  type PeopleScope,
  type PeopleSort,
  type Person,
  type PersonState,
  STATES_BY_URGENCY,
} from '../status/people.ts';
import type { Session } from './engine.ts';
import { comparePositions } from './list-source.ts';
import { pageStatement } from './list-statements.ts';
import {
  countPeople,
  END,
  findPeople,
  idsByOutbox,
  idsByOutboxDescending,
  idsBySearch,
  idsByState,
  idsByStateDescending,
} from './people-statements.ts';
import { type SyncRow, toPerson } from './person-row.ts';

/** So many that a filter finds are read whole and sorted; of more, each page holds enough on its way. */
const MAX_COLLECTED = 2_000;
/** Users that are read for one page; behind them it may be short. */
const MAX_WALKED = 100_000;
const CHUNK = 500;
/** Before every id, and behind every one, in whatever order the database holds letters. */
const ENDS = { asc: '', desc: 'z' } as const;

interface UserRow extends SyncRow {
  readonly id: string;
  readonly seq: number;
  readonly body: string;
  readonly name_key: string;
  readonly display_key: string;
  readonly modified_at: number;
}

/** A person in its place. */
interface Entry {
  readonly row: UserRow;
  readonly person: Person;
  readonly place: PeoplePlace;
}

/** Those behind a place in the given direction, or from the end that the direction starts at. */
type Take = (
  behind: PeoplePlace | undefined,
  descending: boolean,
  limit: number,
) => Promise<{
  readonly entries: readonly Entry[];
  /** Where reading stopped before the end was reached. */
  readonly stoppedAt: PeoplePlace | undefined;
}>;

export async function listPeople(
  session: Session,
  scope: PeopleScope,
  query: PeopleQuery,
): Promise<PeopleList> {
  const { state, search } = query;
  if (state === undefined && search === undefined) {
    const counted = await session.first(countPeople, { ...scope });
    return readPage(walk(session, scope, query), query, Number(counted?.users ?? 0));
  }
  const ids = await candidates(session, scope, query);
  if (ids === undefined) return readPage(walk(session, scope, query), query, undefined);
  const found = await readEntries(session, scope, query.sort, ids);
  const entries = found.filter(isWantedBy(query)).sort((a, b) => comparePositions(a.place, b.place));
  return readPage(takeFrom(entries), query, entries.length);
}

async function readPage(
  take: Take,
  { place, descending, limit }: PeopleQuery,
  total: number | undefined,
): Promise<PeopleList> {
  if (place !== undefined && 'before' in place) {
    const { entries, stoppedAt } = await take(place.before, !descending, limit + 1);
    // Where less than a page lies before, that is the beginning: it is given in full.
    if (entries.length > limit || stoppedAt !== undefined) {
      const page = entries.slice(0, limit).reverse();
      return pageOf(page, stoppedAt ?? page[0]?.place, page.at(-1)?.place ?? place.before, total);
    }
  }
  const behind = place !== undefined && 'after' in place ? place.after : undefined;
  const { entries, stoppedAt } = await take(behind, descending, limit + 1);
  const page = entries.slice(0, limit);
  const next = entries.length > limit ? page.at(-1)?.place : stoppedAt;
  return pageOf(page, behind && (page[0]?.place ?? behind), next, total);
}

function pageOf(
  entries: readonly Entry[],
  previous: PeoplePlace | undefined,
  next: PeoplePlace | undefined,
  total: number | undefined,
): PeopleList {
  return { people: entries.map(({ person }) => person), previous, next, total };
}

/** The ids of all that may be wanted; undefined if they are too many to be sorted for each page. */
async function candidates(
  session: Session,
  scope: PeopleScope,
  { state, search }: PeopleQuery,
): Promise<readonly string[] | undefined> {
  const limit = MAX_COLLECTED + 1;
  if (search !== undefined) {
    const rows = await session.all(idsBySearch, { ...scope, from: search, to: search + END, limit });
    if (rows.length <= MAX_COLLECTED) return rows.map(({ id }) => id);
  }
  if (state === undefined) return undefined;
  const ids = await idsOfState(session, scope, state, { after: '', descending: false, limit });
  return ids.length <= MAX_COLLECTED ? ids : undefined;
}

function takeFrom(sorted: readonly Entry[]): Take {
  return async (behind, descending, limit) => {
    const inOrder = descending ? sorted.toReversed() : sorted;
    const sign = descending ? -1 : 1;
    const start =
      behind === undefined ? 0 : inOrder.findIndex(({ place }) => sign * comparePositions(place, behind) > 0);
    return { entries: start === -1 ? [] : inOrder.slice(start, start + limit), stoppedAt: undefined };
  };
}

/** Goes along an index, and takes who is wanted. */
function walk(session: Session, scope: PeopleScope, query: PeopleQuery): Take {
  const isWanted = isWantedBy(query);
  const isFiltered = query.state !== undefined || query.search !== undefined;
  return async (behind, descending, limit) => {
    const entries: Entry[] = [];
    const many = isFiltered || query.sort === 'state' ? Math.max(CHUNK, limit) : limit;
    let last = behind;
    for (let walked = 0; ; walked += many) {
      const step = { behind: last, descending, limit: many };
      const { read, end } =
        query.sort === 'state'
          ? await stepByState(session, scope, step)
          : await stepByIndex(session, scope, query.sort, step);
      for (const entry of read) {
        if (isWanted(entry)) entries.push(entry);
        if (entries.length === limit) return { entries, stoppedAt: undefined };
      }
      if (end === undefined) return { entries, stoppedAt: undefined };
      last = end;
      if (walked + many >= MAX_WALKED) return { entries, stoppedAt: last };
      // A long walk must not keep other calls waiting.
      await nextTurn();
    }
  };
}

interface Step {
  readonly behind: PeoplePlace | undefined;
  readonly descending: boolean;
  readonly limit: number;
}

interface Stepped {
  readonly read: readonly Entry[];
  /** Where the next step begins; undefined at the end. */
  readonly end: PeoplePlace | undefined;
}

const COLUMNS = {
  created: 'seq',
  displayName: 'display_key',
  userName: 'name_key',
  changed: 'modified_at',
} as const;

async function stepByIndex(
  session: Session,
  scope: PeopleScope,
  sort: keyof typeof COLUMNS,
  { behind, descending, limit }: Step,
): Promise<Stepped> {
  const order = COLUMNS[sort];
  const along = pageStatement({ kind: 'User', conditions: [], order, descending }, behind !== undefined);
  const from = behind === undefined ? {} : { key: behind.key, seq: behind.seq };
  const rows = await session.all(along, { ...scope, ...from, limit });
  const ids = rows.map(({ id }) => id);
  const entries = await readEntries(session, scope, sort, ids);
  const byId = new Map(entries.map((entry) => [entry.row.id, entry]));
  const last = rows.at(-1);
  return {
    // Whoever went between the two is passed over.
    read: ids.flatMap((id) => byId.get(id) ?? []),
    end:
      last === undefined || rows.length < limit ? undefined : { key: keyOf(sort, last.key), seq: last.seq },
  };
}

/** One state after the other, and in each by the id, which is to say by age. */
async function stepByState(
  session: Session,
  scope: PeopleScope,
  { behind, descending, limit }: Step,
): Promise<Stepped> {
  const states = descending ? STATES_BY_URGENCY.toReversed() : STATES_BY_URGENCY;
  const [first, from] =
    behind === undefined ? [states[0] as PersonState, undefined] : readStateKey(String(behind.key));
  const start = { after: from ?? ENDS[descending ? 'desc' : 'asc'], descending, limit };
  const ids = await idsOfState(session, scope, first, start);
  const entries = await readEntries(session, scope, 'state', ids);
  const following = states[states.indexOf(first) + 1];
  const last = ids.at(-1);
  const read = entries
    .filter(({ person }) => person.state === first)
    .sort((a, b) => comparePositions(a.place, b.place) * (descending ? -1 : 1));
  if (last !== undefined && ids.length === limit) return { read, end: stateKey(first, last) };
  if (following === undefined) return { read, end: undefined };
  return { read, end: stateKey(following, ENDS[descending ? 'desc' : 'asc']) };
}

/** Those whom the claims or the outbox put into a state: a change that waits may yet have them in another. */
async function idsOfState(
  session: Session,
  scope: PeopleScope,
  state: PersonState,
  { after, descending, limit }: { after: string; descending: boolean; limit: number },
): Promise<string[]> {
  const page = { ...scope, after, limit };
  const claimed = descending ? idsByStateDescending : idsByState;
  const queued = descending ? idsByOutboxDescending : idsByOutbox;
  const found = [
    ...(state === 'pending' ? [] : await session.all(claimed, { ...page, state })),
    ...(state === 'pending' ? await session.all(queued, { ...page, state: 'pending' }) : []),
    ...(state === 'held' ? await session.all(queued, { ...page, state: 'held' }) : []),
    ...(state === 'failed' ? await session.all(queued, { ...page, state: 'dead' }) : []),
  ];
  const ids = [...new Set(found.map(({ id }) => id))].sort();
  return (descending ? ids.reverse() : ids).slice(0, limit);
}

async function readEntries(
  session: Session,
  scope: PeopleScope,
  sort: PeopleSort,
  ids: readonly string[],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    if (from > 0) await nextTurn();
    const chunk = JSON.stringify(ids.slice(from, from + CHUNK));
    for (const row of await session.all(findPeople, { ...scope, ids: chunk })) {
      const person = toPerson(row.id, row);
      entries.push({ row, person, place: placeOf(sort, row, person) });
    }
  }
  return entries;
}

function placeOf(sort: PeopleSort, row: UserRow, { state }: Person): PeoplePlace {
  if (sort === 'state') return stateKey(state, row.id);
  if (sort === 'created') return { key: null, seq: row.seq };
  return { key: row[COLUMNS[sort] as 'name_key' | 'modified_at'], seq: row.seq };
}

function keyOf(sort: keyof typeof COLUMNS, key: string | number): PeoplePlace['key'] {
  return sort === 'created' ? null : key;
}

function stateKey(state: PersonState, id: string): PeoplePlace {
  return { key: `${STATES_BY_URGENCY.indexOf(state)} ${id}`, seq: 0 };
}

function readStateKey(key: string): [PersonState, string] {
  const [place = '', id = ''] = key.split(' ');
  return [STATES_BY_URGENCY[Number(place)] ?? 'failed', id];
}

function isWantedBy({ state, search }: PeopleQuery): (entry: Entry) => boolean {
  return ({ row, person }) =>
    (state === undefined || person.state === state) && (search === undefined || isFoundBy(row, search));
}

function isFoundBy({ id, name_key, display_key, body }: UserRow, search: string): boolean {
  return (
    id === search ||
    name_key.startsWith(search) ||
    display_key.startsWith(search) ||
    emailKeysOf(JSON.parse(body) as JsonObject).some((email) => email.startsWith(search))
  );
}
