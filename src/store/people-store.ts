// The SQL behind status/people.ts, lists apart: each person by its id, those that do not get on, and trying again.
import type { PeoplePage, PeopleScope, PeopleStore, Person, PersonLink } from '../status/people.ts';
import type { Engine } from './engine.ts';
import { markDirty } from './outbox.ts';
import { listPeople } from './people-list.ts';
import { bodiesOf, findPerson, idsByOutbox, idsByState, lastLeaving } from './people-statements.ts';
import { nameOf } from './person-name.ts';
import { toPerson } from './person-row.ts';
import { groupsOfUser, linkById } from './person-statements.ts';

/** Users that are looked through for one page. */
const MAX_SCANNED = 2_000;
const SCANNED_AT_ONCE = 200;
const FAILURES = ['held', 'gone', 'failed'] as const;

type IdPage = (after: string, limit: number) => Promise<string[]>;

export function createPeopleStore(engine: Engine): PeopleStore {
  async function load(scope: PeopleScope, id: string): Promise<Person | undefined> {
    const row = await engine.read.first(findPerson, { ...scope, id });
    if (row === undefined || (row.body === null && row.state === null && row.outbox_state === null)) {
      return undefined;
    }
    return toPerson(id, row);
  }

  /** One that was deleted, of whom nothing is left but the proof that it has left. */
  async function loadGone(scope: PeopleScope, userId: string): Promise<Person | undefined> {
    const leaving = await engine.read.first(lastLeaving, { ...scope, id: userId });
    if (leaving === undefined) return undefined;
    const { since } = leaving;
    const nothing = { body: null, customerId: null, code: null, detail: null, warnings: [], changedAt: null };
    return { userId, ...nothing, state: 'left', since };
  }

  /** Walks ids until a page is full, or enough were looked through. */
  async function collect(
    scope: PeopleScope,
    ids: IdPage,
    isWanted: (person: Person) => boolean,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<PeoplePage> {
    const people: Person[] = [];
    let last = after;
    for (let scanned = 0; scanned < MAX_SCANNED; scanned += SCANNED_AT_ONCE) {
      const page = await ids(last, SCANNED_AT_ONCE);
      for (const id of page) {
        last = id;
        const person = await load(scope, id);
        if (person !== undefined && isWanted(person)) people.push(person);
        if (people.length === limit) return { people, next: last };
      }
      if (page.length < SCANNED_AT_ONCE) return { people, next: null };
    }
    return { people, next: last };
  }

  return {
    async person(scope, userId) {
      const person = (await load(scope, userId)) ?? (await loadGone(scope, userId));
      if (person === undefined) return undefined;
      const groups = await engine.read.all(groupsOfUser, { ...scope, user: userId });
      const claim = await engine.read.first(findPerson, { ...scope, id: userId });
      const id = claim?.link_id ?? null;
      const link = id === null ? undefined : await engine.read.first(linkById, { shop: scope.shop, id });
      return {
        ...person,
        groups: groups.map((group) => ({
          id: group.id,
          name: (JSON.parse(group.body) as { displayName?: string }).displayName ?? group.id,
        })),
        link: link === undefined ? null : toLink(link),
      };
    },

    async names(scope, userIds) {
      const rows = await engine.read.all(bodiesOf, { ...scope, ids: JSON.stringify(userIds) });
      return new Map(
        rows.flatMap(({ id, body }) => {
          const name = nameOf(body);
          return name === null ? [] : [[id, name] as const];
        }),
      );
    },

    people: (scope, query) => listPeople(engine.read, scope, query),

    failures(scope, after, limit) {
      const { read } = engine;
      const ids: IdPage = async (from, count) => {
        const page = { ...scope, after: from, limit: count };
        const found = await Promise.all([
          ...FAILURES.map((state) => read.all(idsByState, { ...page, state })),
          read.all(idsByOutbox, { ...page, state: 'dead' }),
          read.all(idsByOutbox, { ...page, state: 'held' }),
        ]);
        return [...new Set(found.flat().map(({ id }) => id))].sort().slice(0, count);
      };
      const isFailure = ({ state }: Person) => (FAILURES as readonly string[]).includes(state);
      return collect(scope, ids, isFailure, { after, limit });
    },

    retry: (scope, userIds, now) =>
      engine.transact(async (session) => {
        let found = 0;
        for (const id of userIds) {
          const row = await session.first(findPerson, { ...scope, id });
          if (row === undefined || (row.body === null && row.outbox_state === null)) continue;
          // A user that is gone, or is to have no access, goes ahead of everybody who is given some.
          const isLeaving =
            row.body === null || (JSON.parse(row.body) as { active?: boolean }).active === false;
          const priority = isLeaving ? 'leaving' : 'ordinary';
          // What Shopify shows may be why it failed.
          await markDirty(session, { ...scope, kind: 'user', subject: id, priority, now, look: 'report' });
          found += 1;
        }
        return found;
      }),
  };
}

interface LinkRow {
  readonly id: string;
  readonly origin: PersonLink['origin'];
  readonly created_at: number;
  readonly owned: string;
}

function toLink({ id, origin, created_at, owned }: LinkRow): PersonLink {
  const { fields, metafields, tags, address } = JSON.parse(owned) as Pick<
    PersonLink,
    'fields' | 'metafields' | 'tags'
  > & { readonly address: { readonly address: Record<string, string> } | null };
  return {
    id,
    origin,
    since: Number(created_at),
    fields,
    metafields,
    tags,
    address: address?.address ?? null,
  };
}
