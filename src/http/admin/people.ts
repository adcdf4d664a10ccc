// The users of a connection as a person looks after them: all of them, those that do not get on, and trying again.
import { z } from 'zod';
import { foldCase } from '../../protocol/index.ts';
import {
  PEOPLE_SORTS,
  PERSON_STATES,
  type PeoplePage,
  type PeoplePlace,
  type PeopleQuery,
  type PeopleScope,
  type PeopleSort,
  type PeopleStore,
  type Person,
} from '../../status/people.ts';
import { explain } from '../../sync/explanations.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { notice, notices, toNotice, toNotices } from './notice.ts';
import { AdminError, adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface PeopleRouteDependencies {
  readonly tenants: Tenants;
  readonly people: PeopleStore;
  readonly timeline: Timeline;
  readonly now: () => number;
  /** Told that users are due. */
  readonly onRetry: (shop: string) => void;
}

/** Users that one retry of all takes in a transaction. */
const RETRIED_AT_ONCE = 100;

const page = z.strictObject({
  cursor: z.string().max(100).default('').describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const person = z.object({
  userId: z.string(),
  userName: z.string().nullable().describe('Null once the user is deleted.'),
  displayName: z.string().nullable(),
  active: z.boolean(),
  customerId: z.string().nullable(),
  state: z.enum(PERSON_STATES),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  notice,
  cause: z.string().nullable(),
  remedy: z.string().nullable(),
  warnings: z.array(z.string()),
  notices,
  since: z.int().nullable(),
  changedAt: z
    .int()
    .nullable()
    .describe('When the directory last changed the user; null once it is deleted.'),
});

const values = z.record(z.string(), z.string());

const personDetail = person.extend({
  resource: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('The SCIM user as it is stored; null once it is deleted.'),
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  link: z
    .object({
      id: z.string(),
      origin: z.enum(['created', 'adopted']).describe('Whether Rollcall made the customer, or found it.'),
      since: z.int(),
      fields: values,
      metafields: values.describe('By key in the app’s namespace, else by `namespace.key`.'),
      tags: z.array(z.string()),
      address: values.nullable(),
    })
    .nullable()
    .describe('What Rollcall wrote to the customer, and so may change or take away.'),
});

const next = z.string().nullable().describe('What `cursor` must be for the next page; null on the last.');
const peoplePage = z.object({ users: z.array(person), next });
const peopleList = peoplePage.extend({
  previous: z.string().nullable().describe('What `cursor` must be for the page before; null on the first.'),
  total: z.int().nullable().describe('How many there are in all; null where a filter finds more than 2,000.'),
});

export function peopleRoutes(dependencies: PeopleRouteDependencies) {
  const { tenants, people } = dependencies;
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/users',
      summary: 'Lists the users of a connection with their customers and how far the sync has come.',
      description:
        'Pages are full whatever they are filtered by, unless 100,000 users were read for one. They go on behind the last person of the page before, wherever that one is by then.',
      query: z.strictObject({
        cursor: z
          .string()
          .max(8_000)
          .default('')
          .describe('The `next` or `previous` of a page that was sorted and filtered alike.'),
        limit: page.shape.limit,
        sort: z
          .enum(PEOPLE_SORTS)
          .default('created')
          .describe(
            'By age, a name, when the directory last changed the user, or by state, what needs a person first.',
          ),
        order: z.enum(['ascending', 'descending']).default('ascending'),
        state: z.enum(PERSON_STATES).optional(),
        q: z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe('What userName, displayName or an e-mail address begins with, or a whole id.'),
      }),
      answer: peopleList,
      async handle({ parameters, query: { cursor, limit, sort, order, state, q } }) {
        const scope = await findScope(tenants, parameters.id);
        const search = q === undefined ? undefined : foldCase(q);
        const place = cursor === '' ? undefined : readCursor(cursor, sort);
        const descending = order === 'descending';
        const list = await people.people(scope, { state, search, sort, descending, place, limit });
        return {
          users: list.people.map(toPerson),
          next: list.next === undefined ? null : writeCursor(sort, { after: list.next }),
          previous: list.previous === undefined ? null : writeCursor(sort, { before: list.previous }),
          total: list.total ?? null,
        };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/users/:userId',
      summary: 'Gives one user: the record, its groups, and what Rollcall wrote to its customer.',
      answer: personDetail,
      async handle({ parameters: { id, userId } }) {
        const scope = await findScope(tenants, id);
        const found = await people.person(scope, userId);
        if (found === undefined) throw noSuchUser();
        const { groups, link, ...others } = found;
        const resource = found.body === null ? null : (JSON.parse(found.body) as Record<string, unknown>);
        return { ...toPerson(others), resource, groups, link };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/failures',
      summary: 'Lists the users that are held, gone or failed, with cause and remedy.',
      query: page,
      answer: peoplePage,
      async handle({ parameters, query: { cursor, limit } }) {
        const scope = await findScope(tenants, parameters.id);
        return toAnswer(await people.failures(scope, cursor, limit));
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/users/:userId/retry',
      summary: 'Has the sync look at a user again, and read its customer anew.',
      answer: z.object({ retried: z.int() }),
      async before({ parameters: { id, userId } }) {
        const found = await people.person(await findScope(tenants, id), userId);
        return found && { state: found.state, code: found.code };
      },
      async handle({ parameters: { id, userId } }) {
        const scope = await findScope(tenants, id);
        const retried = await retry(dependencies, scope, [userId]);
        if (retried === 0) throw noSuchUser();
        return { retried };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/failures/retry',
      summary: 'Has the sync look again at every user that is held, gone or failed.',
      answer: z.object({ retried: z.int() }),
      async handle({ parameters }) {
        const scope = await findScope(tenants, parameters.id);
        let retried = 0;
        for (let after: string | null = ''; after !== null; ) {
          const failed: PeoplePage = await people.failures(scope, after, RETRIED_AT_ONCE);
          retried += await retry(
            dependencies,
            scope,
            failed.people.map(({ userId }) => userId),
          );
          after = failed.next;
        }
        return { retried };
      },
    }),
  ];
}

async function retry(
  { people, timeline, now, onRetry }: PeopleRouteDependencies,
  scope: PeopleScope,
  userIds: readonly string[],
): Promise<number> {
  const at = now();
  const retried = await people.retry(scope, userIds, at);
  if (retried === 0) return 0;
  for (const subject of userIds)
    timeline.note({ ...scope, subject, at, kind: 'act', data: { act: 'retry' } });
  onRetry(scope.shop);
  return retried;
}

type Lead = NonNullable<PeopleQuery['place']>;

/** What a place is written as, so that an address can hold it. */
const writtenPlace = z.tuple([
  z.enum(PEOPLE_SORTS),
  z.enum(['after', 'before']),
  z.union([z.string(), z.number(), z.null()]),
  z.int(),
]);

function writeCursor(sort: PeopleSort, lead: Lead): string {
  const [direction, { key, seq }] = 'after' in lead ? ['after', lead.after] : ['before', lead.before];
  return Buffer.from(JSON.stringify([sort, direction, key, seq])).toString('base64url');
}

function readCursor(cursor: string, sort: PeopleSort): Lead {
  const read = writtenPlace.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  const kind = sort === 'created' ? 'object' : sort === 'changed' ? 'number' : 'string';
  if (!read.success || read.data[0] !== sort || typeof read.data[2] !== kind) {
    throw new AdminError(
      400,
      'invalid_cursor',
      'This cursor is not one of a list sorted like this. Begin without one.',
    );
  }
  const [, direction, key, seq] = read.data;
  const found: PeoplePlace = { key, seq };
  return direction === 'after' ? { after: found } : { before: found };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toAnswer({ people, next: following }: PeoplePage): z.output<typeof peoplePage> {
  return { users: people.map(toPerson), next: following };
}

function toPerson({ body, code, warnings, ...others }: Person): z.output<typeof person> {
  const { userName, displayName, active } = JSON.parse(body ?? '{}') as {
    readonly userName?: string;
    readonly displayName?: string;
    readonly active?: boolean;
  };
  const { cause = null, remedy = null } = explain(code ?? '') ?? {};
  return {
    ...others,
    userName: userName ?? null,
    displayName: displayName ?? null,
    active: body !== null && active !== false,
    code,
    cause,
    remedy,
    notice: toNotice(others.detail),
    warnings: [...warnings],
    notices: toNotices(warnings),
  };
}

function noSuchUser(): AdminError {
  return new AdminError(404, 'no_such_user', 'The connection has no such user.');
}
