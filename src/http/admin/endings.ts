// How connections end: they are called no more, a person chooses what becomes of their customers, and it is seen to.
import { z } from 'zod';
import { mayReach } from '../../access/principal.ts';
import { ENDING_CHOICES } from '../../tenants/ending.ts';
import type { Connection } from '../../tenants/ports.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';
import { findConnection } from './scope.ts';

export interface EndingRouteDependencies {
  readonly tenants: Tenants;
  readonly onConnectionChange: (shop: string) => void;
  /** Told that something was chosen. */
  readonly onEnding: () => void;
}

export const endingAnswer = z.strictObject({
  at: z.int(),
  choice: z
    .enum(ENDING_CHOICES)
    .nullable()
    .describe('Null until a person has chosen: nothing happens to any customer before.'),
  successor: z.string().nullable(),
  total: z.int().describe('Users whose customers were to be seen to when it was chosen.'),
  finishedAt: z.int().nullable(),
});

const progressAnswer = endingAnswer.extend({
  remaining: z.int().describe('Users whose customers are still to be seen to.'),
  failed: z
    .int()
    .describe('Those for whom it failed: GET …/failures tells why, and they can be tried again.'),
});

const shopAnswer = z.strictObject({
  isDone: z.boolean().describe('The app can be uninstalled.'),
  connections: z.array(progressAnswer.extend({ id: z.string(), name: z.string() })),
});

const REFUSALS = {
  not_ended: 'End the connection first: DELETE /admin/api/connections/{id}.',
  finished: 'All is done already.',
  no_successor: 'Name as successor another connection of the shop that lives.',
  successor_inherits:
    'The successor, or this connection, takes over from another one still. Wait for that to end, or choose for the rest of it.',
} as const;

export function endingRoutes({ tenants, onConnectionChange, onEnding }: EndingRouteDependencies) {
  const { endings } = tenants;

  async function progressOf(id: string) {
    const progress = await endings.progress(await findConnection(tenants, id));
    if (progress === undefined) throw refusal('not_ended');
    return progress;
  }

  async function answerFor(shop: string): Promise<z.output<typeof shopAnswer>> {
    const ended = (await tenants.connections(shop)).filter(({ ending }) => ending !== null);
    const connections = await Promise.all(
      ended.map(async (connection) => {
        const progress = await endings.progress(connection);
        if (progress === undefined) return [];
        return [{ id: connection.id, name: connection.name, ...progress }];
      }),
    );
    const told = connections.flat();
    return { isDone: told.every(({ finishedAt }) => finishedAt !== null), connections: told };
  }

  const scopeOf = ({ shop, id }: Connection) => ({ shop, connection: id });

  return [
    adminRoute({
      method: 'DELETE',
      path: '/connections/:id',
      summary:
        'Ends a connection: its provider is refused from now on. Customers stay as they are until a person chooses.',
      answer: progressAnswer,
      async handle({ parameters: { id } }) {
        await endings.end(scopeOf(await findConnection(tenants, id)));
        return progressOf(id);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/ending',
      summary: 'Gives how far the ending of a connection has come.',
      answer: progressAnswer,
      handle: ({ parameters: { id } }) => progressOf(id),
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/ending',
      summary: 'Chooses what becomes of the customers of a connection that has ended.',
      description:
        '`keep`: they stay as they are, and are forgotten. `hand_back`: what is ours goes, leavers stay blocked. `hand_over`: users of the successor who are the same by userName, externalId or e-mail address take them over, as they come; what is left can be chosen for again.',
      body: z.strictObject({
        choice: z.enum(ENDING_CHOICES),
        successor: z.string().nullable().default(null),
      }),
      answer: progressAnswer,
      before: ({ parameters: { id } }) => progressOf(id),
      async handle({ parameters: { id }, body: { choice, successor } }) {
        const connection = await findConnection(tenants, id);
        const outcome = await endings.choose(scopeOf(connection), choice, successor);
        if (outcome !== 'chosen') throw refusal(outcome);
        onConnectionChange(connection.shop);
        onEnding();
        return progressOf(id);
      },
    }),

    adminRoute({
      method: 'DELETE',
      path: '/connections/:id/ending',
      summary:
        'Takes the ending of a connection back, as long as nothing was chosen: its tokens are good again.',
      answer: z.strictObject({ resumed: z.literal(true) }),
      async handle({ parameters: { id } }) {
        const connection = await findConnection(tenants, id);
        if (!(await endings.resume(scopeOf(connection)))) {
          const message =
            'The connection has not ended, or it was chosen already what becomes of its customers.';
          throw new AdminError(409, 'not_to_be_resumed', message);
        }
        onConnectionChange(connection.shop);
        return { resumed: true as const };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/shops/:shop/hand-back',
      audience: 'shop',
      summary:
        'Hands the whole store back, before the app is uninstalled: ends every connection of the shop, and gives its customers back.',
      body: z.strictObject({ confirm: z.string().describe('The shop’s domain once more.') }),
      answer: shopAnswer,
      async before({ parameters: { shop }, principal }) {
        return mayReach(principal, shop) ? answerFor(shop) : undefined;
      },
      async handle({ parameters: { shop }, body: { confirm }, principal }) {
        if (!mayReach(principal, shop)) throw noSuchShop();
        if (confirm !== shop) {
          throw new AdminError(
            400,
            'not_confirmed',
            'Send the shop’s domain as "confirm": nothing takes this back.',
          );
        }
        for (const connection of await tenants.connections(shop)) {
          await endings.end(scopeOf(connection));
          await endings.choose(scopeOf(connection), 'hand_back', null);
        }
        onConnectionChange(shop);
        onEnding();
        return answerFor(shop);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/shops/:shop/hand-back',
      audience: 'shop',
      summary: 'Gives how far the connections of a shop that have ended have come.',
      answer: shopAnswer,
      async handle({ parameters: { shop }, principal }) {
        if (!mayReach(principal, shop)) throw noSuchShop();
        return answerFor(shop);
      },
    }),
  ];
}

function refusal(code: keyof typeof REFUSALS): AdminError {
  return new AdminError(409, code, REFUSALS[code]);
}

function noSuchShop(): AdminError {
  return new AdminError(404, 'no_such_shop', 'The shop is not known here.');
}
