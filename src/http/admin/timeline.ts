// What was done and why: the timeline of one user, and the SCIM calls of a connection.
import { z } from 'zod';
import { type Principal, shopOf } from '../../access/principal.ts';
import type { PeopleStore } from '../../status/people.ts';
import { explain } from '../../sync/explanations.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import type { EventScope, StoredEvent } from '../../timeline/ports.ts';
import { NOBODY, type Timeline } from '../../timeline/timeline.ts';
import { type LoggedCall, readCall } from '../call-events.ts';
import { next, nextOf, page, readMark, scan } from './event-pages.ts';
import { notice, notices, toNotice, toNotices } from './notice.ts';
import { adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface TimelineRouteDependencies {
  readonly tenants: Tenants;
  readonly timeline: Timeline;
  readonly people: PeopleStore;
}

const common = { id: z.string(), at: z.int() };

const shopifyCall = z.object({
  operation: z.string(),
  requestedCost: z.number(),
  actualCost: z.number().nullable(),
  outcome: z.string(),
  refusals: z.array(z.object({ field: z.string(), code: z.string().nullable() })),
  requestId: z.string().nullable(),
  attempt: z.int(),
  durationMs: z.number(),
});

const tried = {
  version: z.int().nullable(),
  attempt: z.int(),
  leaving: z.boolean(),
  state: z.string().nullable(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  notice,
  cause: z.string().nullable(),
  remedy: z.string().nullable(),
  warnings: z.array(z.string()),
  notices,
  next: z.string(),
  nextAt: z.int().nullable(),
  customerId: z.string().nullable(),
  sent: z.array(z.object({ kind: z.string(), keys: z.array(z.string()) })),
  calls: z.array(shopifyCall),
};

const event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call').describe('A SCIM call that was about the user.'),
    ...common,
    method: z.string(),
    path: z.string(),
    status: z.int(),
    durationMs: z.number(),
    clientRequestId: z.string().optional(),
    scimType: z.string().optional(),
    payload: z.unknown().optional().describe('Without secrets; absent once it is erased.'),
    detail: z.string().optional(),
  }),
  z.object({
    kind: z.literal('member').describe('A SCIM call of a group that named the user as a member.'),
    ...common,
    method: z.string(),
    path: z.string(),
    status: z.int(),
  }),
  z.object({
    kind: z.literal('try').describe('One try of the sync: what it decided, sent and was answered.'),
    ...common,
    ...tried,
  }),
  z.object({
    kind: z.literal('act').describe('Something that a person asked for.'),
    ...common,
    act: z.string(),
  }),
]);

export const timelinePage = z.object({ events: z.array(event), next });

const callsPage = z.object({
  calls: z.array(
    z.object({
      ...common,
      connection: z.string().nullable(),
      subject: z.string().nullable(),
      method: z.string(),
      path: z.string(),
      status: z.int(),
      count: z.int().describe('Reads are counted together; a write stands alone.'),
      durationMs: z.number(),
    }),
  ),
  next,
});

const triesPage = z.object({
  tries: z.array(
    z.object({
      ...common,
      connection: z.string(),
      userId: z.string(),
      name: z.string().nullable().describe('displayName, else userName; null of a user that was deleted.'),
      ...tried,
    }),
  ),
  next,
});

const triesQuery = page.extend({
  connection: z.string().optional(),
  outcome: z
    .enum(['ok', 'refused'])
    .optional()
    .describe('`refused`: where Shopify, or a rule, said no to something.'),
});

const callsQuery = page.extend({
  connection: z.string().optional(),
  status: z
    .string()
    .regex(/^([1-5]\d\d|[1-5]xx)$/, 'must be a status such as 409, or a class such as 4xx')
    .optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).optional(),
});

type TryAnswer = Extract<z.output<typeof event>, { kind: 'try' }>;

export function timelineRoutes({ tenants, timeline, people }: TimelineRouteDependencies) {
  async function reachable(principal: Principal): Promise<EventScope[]> {
    return (await tenants.connections(shopOf(principal))).map(({ shop, id }) => ({ shop, connection: id }));
  }

  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/users/:userId/timeline',
      summary: 'Lists what happened to a user, the newest first.',
      description: 'Also of a user that is deleted, as long as the connection keeps it.',
      query: page,
      answer: timelinePage,
      async handle({ parameters: { id, userId }, query: { before, limit } }) {
        const scope = await findScope(tenants, id);
        return readTimeline(timeline, scope, userId, { before, limit });
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/calls',
      audience: 'shop',
      summary: 'Lists the SCIM calls, the newest first.',
      description:
        'A page that was filtered may be short, or empty, and yet have a `next`. Calls that nobody may make are shown to the operator alone.',
      query: callsQuery,
      answer: callsPage,
      async handle({ query, principal }) {
        const { before, limit, connection } = query;
        const known = await reachable(principal);
        const scopes =
          connection === undefined
            ? [...known, ...(principal.kind === 'operator' ? [NOBODY] : [])]
            : known.filter((candidate) => candidate.connection === connection);
        const { found, next } = await scan(
          (page) => timeline.calls(scopes, page),
          { before, limit },
          (event) => {
            const call = readCall(event);
            return isWanted(call, query) ? call : undefined;
          },
        );
        return { calls: found, next };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/tries',
      audience: 'shop',
      summary: 'Lists the tries of the sync with their calls to Shopify, the newest first.',
      description: 'A page that was filtered may be short, or empty, and yet have a `next`.',
      query: triesQuery,
      answer: triesPage,
      async handle({ query: { before, limit, connection, outcome }, principal }) {
        const scopes = (await reachable(principal)).filter(
          (scope) => connection === undefined || scope.connection === connection,
        );
        const { found, next } = await scan(
          (page) => timeline.tries(scopes, page),
          { before, limit },
          (event) => {
            const { kind: _, ...told } = toAnswer(event) as TryAnswer;
            const isRefused = told.code !== null || told.calls.some((call) => call.outcome !== 'ok');
            if (outcome !== undefined && isRefused !== (outcome === 'refused')) return undefined;
            return { ...told, connection: event.connection, userId: event.subject };
          },
        );
        return { tries: await withNames(found, scopes, people), next };
      },
    }),
  ];
}

/** The tries of each connection, whose users are asked for at once. */
async function withNames<T extends { readonly connection: string; readonly userId: string }>(
  tries: readonly T[],
  scopes: readonly EventScope[],
  people: PeopleStore,
): Promise<(T & { readonly name: string | null })[]> {
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const [connection, some] of Map.groupBy(tries, (one) => one.connection)) {
    const scope = scopes.find((candidate) => candidate.connection === connection);
    const ids = [...new Set(some.map(({ userId }) => userId))];
    if (scope !== undefined) names.set(connection, await people.names(scope, ids));
  }
  return tries.map((one) => ({ ...one, name: names.get(one.connection)?.get(one.userId) ?? null }));
}

/** A page of what happened to a user. */
export async function readTimeline(
  timeline: Timeline,
  scope: EventScope,
  userId: string,
  { before, limit }: z.output<typeof page>,
): Promise<z.output<typeof timelinePage>> {
  const events = await timeline.ofSubject(scope, userId, { before: readMark(before), limit });
  return { events: events.map(toAnswer), next: nextOf(events, limit) };
}

function isWanted(
  call: LoggedCall,
  { status, method }: { readonly status?: string | undefined; readonly method?: string | undefined },
): boolean {
  if (method !== undefined && call.method !== method) return false;
  if (status === undefined) return true;
  return status.endsWith('xx') ? `${call.status}`[0] === status[0] : `${call.status}` === status;
}

function toAnswer({ id, at, kind, data, personal }: StoredEvent): z.output<typeof event> {
  const said = personal === null ? {} : (JSON.parse(personal) as object);
  const told = JSON.parse(data);
  if (kind !== 'try') return { kind, id, at, ...told, ...said };
  const { cause = null, remedy = null } = explain(told.code ?? '') ?? {};
  const byCode = { notice: toNotice(told.detail), notices: toNotices(told.warnings ?? []) };
  return { kind, id, at, ...told, ...byCode, cause, remedy };
}
