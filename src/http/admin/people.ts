// The users of a connection as a person looks after them: all of them, those that do not get on, and trying again.
import { z } from 'zod';
import { foldCase } from '../../protocol/index.ts';
import {
  PERSON_STATES,
  type PeoplePage,
  type PeopleScope,
  type PeopleStore,
  type Person,
} from '../../status/people.ts';
import { explain } from '../../sync/explanations.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import type { Timeline } from '../../timeline/timeline.ts';
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
  cause: z.string().nullable(),
  remedy: z.string().nullable(),
  warnings: z.array(z.string()),
  since: z.int().nullable(),
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

export function peopleRoutes(dependencies: PeopleRouteDependencies) {
  const { tenants, people } = dependencies;
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/users',
      summary: 'Lists the users of a connection with their customers and how far the sync has come.',
      description: 'A page that was filtered may be short, or empty, and yet have a `next`.',
      query: page.extend({
        state: z.enum(PERSON_STATES).optional(),
        q: z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe('What userName, displayName or an e-mail address begins with, or a whole id.'),
      }),
      answer: peoplePage,
      async handle({ parameters, query: { cursor: after, limit, state, q } }) {
        const scope = await findScope(tenants, parameters.id);
        const search = q === undefined ? undefined : foldCase(q);
        return toAnswer(await people.people(scope, { state, search, after, limit }));
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
    warnings: [...warnings],
  };
}

function noSuchUser(): AdminError {
  return new AdminError(404, 'no_such_user', 'The connection has no such user.');
}
