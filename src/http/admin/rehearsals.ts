// Rehearsals of a connection over HTTP: begun, watched step by step, and called off.
import { z } from 'zod';
import type { Refusal, Rehearsal } from '../../rehearsal/ports.ts';
import type { Rehearsals } from '../../rehearsal/rehearsals.ts';
import { userNameOf } from '../../rehearsal/script.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { certificateAnswer } from './certificates.ts';
import { page } from './event-pages.ts';
import { notices, toNotices } from './notice.ts';
import { AdminError, adminRoute } from './route.ts';
import { findConnection, findScope } from './scope.ts';
import { readTimeline, timelinePage } from './timeline.ts';

export interface RehearsalRouteDependencies {
  readonly tenants: Tenants;
  readonly rehearsals: Rehearsals;
  readonly timeline: Timeline;
}

const fault = z.strictObject({ code: z.string(), cause: z.string(), remedy: z.string() });

const step = z.strictObject({
  name: z.enum(['probe', 'join', 'group', 'move', 'rename', 'leave', 'restore', 'remove', 'clean']),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  startedAt: z.int().nullable(),
  finishedAt: z.int().nullable(),
  isResumed: z.boolean().describe('A process ended within the step, and another went on.'),
  calls: z
    .array(
      z.strictObject({
        method: z.string(),
        path: z.string(),
        body: z.record(z.string(), z.unknown()).nullable(),
        status: z.int(),
        durationMs: z.number(),
      }),
    )
    .describe('What the provider’s part sent.'),
  decided: z
    .strictObject({
      state: z.string().nullable(),
      code: z.string().nullable(),
      warnings: z.array(z.string()),
      notices,
      sent: z.array(z.strictObject({ kind: z.string(), keys: z.array(z.string()) })),
    })
    .nullable()
    .describe('What Rollcall made of it.'),
  shopify: z
    .array(
      z.strictObject({
        operation: z.string(),
        outcome: z.string(),
        requestId: z.string().nullable(),
        durationMs: z.number(),
      }),
    )
    .describe('What Shopify was asked, and how it answered.'),
  changes: z
    .array(
      z.strictObject({
        kind: z.enum(['field', 'tag', 'metafield']),
        name: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    )
    .describe('What is otherwise with the customer, as read back from Shopify; a tag has only its name.'),
  certificate: certificateAnswer
    .pick({ id: true, outcome: true, isComplete: true, requestId: true, rungs: true, stillPossible: true })
    .extend({
      tookMs: z.int().describe('From the moment at which the sync saw the leaving to Shopify’s proof.'),
    })
    .nullable(),
  fault: fault.nullable(),
});

const rehearsalAnswer = z.strictObject({
  id: z.string(),
  state: z.enum(['running', 'passed', 'failed', 'cancelled']),
  isCancelled: z.boolean().describe('Somebody called it off: it cleans up, and ends.'),
  userName: z.string(),
  group: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  differences: z
    .array(z.enum(['grace', 'tombstone', 'email', 'phone', 'companies', 'addresses']))
    .describe('What the connection is set to and the rehearsal leaves out.'),
  customerId: z.string().nullable(),
  steps: z.array(step),
  left: fault.nullable().describe('What could not be cleaned up yet.'),
  createdAt: z.int(),
  finishedAt: z.int().nullable(),
});

const REFUSALS: Readonly<Record<Refusal, readonly [status: 404 | 409, message: string]>> = {
  connection_ended: [409, 'This connection has ended. Rehearse one that lives.'],
  scim_provisioning_off: [
    409,
    'SCIM Provisioning is off, and a rehearsal calls as the provider does. Switch it on first.',
  ],
  new_customer_creation_off: [
    409,
    'New Customer Creation is off, and a rehearsal begins with a new customer. Switch it on first.',
  ],
  no_such_group: [404, 'This connection has no group with this id.'],
  rehearsal_running: [409, 'A rehearsal of this connection is under way. Wait for its end, or cancel it.'],
};

export function rehearsalRoutes({ tenants, rehearsals, timeline }: RehearsalRouteDependencies) {
  /** @throws AdminError 404 */
  async function find(id: string, rehearsal: string): Promise<Rehearsal> {
    const found = await rehearsals.find(await findScope(tenants, id), rehearsal);
    if (found !== undefined) return found;
    throw new AdminError(404, 'not_found', 'There is none of this id. List them.');
  }

  return [
    adminRoute({
      method: 'POST',
      path: '/connections/:id/rehearsals',
      summary: 'Plays a made-up joiner, mover and leaver through a connection, and cleans up.',
      description:
        'It goes on by itself; read it to follow its steps. The person is a customer of the store for some seconds, tagged `rollcall-rehearsal`, and counts nowhere as a user of the connection. `groupId` names a group of the connection that it is to join.',
      body: z.strictObject({ groupId: z.string().max(255).nullable().default(null) }).prefault({}),
      answer: z.strictObject({ id: z.string(), createdAt: z.int() }),
      before: async () => undefined,
      async handle({ parameters: { id }, body: { groupId } }) {
        const begun = await rehearsals.begin(await findConnection(tenants, id), groupId);
        if (typeof begun !== 'string') return { id: begun.id, createdAt: begun.createdAt };
        const [status, message] = REFUSALS[begun];
        throw new AdminError(status, begun, message);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/rehearsals',
      summary: 'Lists the rehearsals of a connection, the newest first; the last 20 are kept.',
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(20).default(20) }),
      answer: z.array(rehearsalAnswer),
      async handle({ parameters: { id }, query: { limit } }) {
        return (await rehearsals.list(await findScope(tenants, id), limit)).map(toAnswer);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/rehearsals/:rehearsal',
      summary: 'Gives one rehearsal, with how far it has come.',
      answer: rehearsalAnswer,
      handle: async ({ parameters: { id, rehearsal } }) => toAnswer(await find(id, rehearsal)),
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/rehearsals/:rehearsal/timeline',
      summary: 'Lists what happened to the made-up person of a rehearsal, the newest first.',
      description: 'It is in no other list, and kept as long as events of the connection are.',
      query: page,
      answer: timelinePage,
      async handle({ parameters: { id, rehearsal }, query }) {
        const { shop, stage, userId } = await find(id, rehearsal);
        return readTimeline(timeline, { shop, connection: stage }, userId ?? '', query);
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/rehearsals/:rehearsal/cancel',
      summary: 'Calls a rehearsal off: it cleans up, and ends.',
      answer: z.strictObject({ isCancelled: z.boolean() }),
      before: async () => undefined,
      async handle({ parameters: { id, rehearsal } }) {
        const scope = await findScope(tenants, id);
        if (await rehearsals.cancel(scope, rehearsal)) return { isCancelled: true };
        await find(id, rehearsal);
        throw new AdminError(409, 'rehearsal_over', 'The rehearsal is over.');
      },
    }),
  ];
}

function toAnswer(rehearsal: Rehearsal) {
  const { id, state, isCancelled, group, differences, customerId, steps, left } = rehearsal;
  const { createdAt, finishedAt } = rehearsal;
  return {
    id,
    state,
    isCancelled,
    userName: userNameOf(rehearsal),
    group: group && { id: group.id, name: group.name },
    differences,
    customerId,
    steps: steps.map((one) => ({
      ...one,
      decided: one.decided && { ...one.decided, notices: toNotices(one.decided.warnings) },
      calls: one.calls.map((call) => ({ ...call, body: call.body as Record<string, unknown> | null })),
    })),
    left,
    createdAt,
    finishedAt,
  };
}
