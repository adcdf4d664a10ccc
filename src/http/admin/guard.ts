// The mass-leave guard over HTTP: who is held, and the release (RULES 22).
import { z } from 'zod';
import type { GuardStore } from '../../oversight/ports.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface GuardRouteDependencies {
  readonly tenants: Tenants;
  readonly guard: GuardStore;
  /** Told after a release, so that the sync looks at it at once. */
  readonly onConnectionChange: (shop: string) => void;
  readonly now: () => number;
}

/** Held users of one connection that are listed. */
const MAX_LISTED = 1000;

export function guardRoutes({ tenants, guard, onConnectionChange, now }: GuardRouteDependencies) {
  /** The alert of a connection, and whom it is of. */
  async function heldOf(id: string) {
    const scope = await findScope(tenants, id);
    const alert = (await guard.held(scope.shop)).find((one) => one.connection === id);
    return {
      held: alert?.held ?? 0,
      since: alert?.since ?? null,
      users: await guard.listHeld(scope, MAX_LISTED),
    };
  }

  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/guard',
      summary: 'Lists the leavers that the mass-leave guard holds, the first to leave first.',
      description: `At most ${MAX_LISTED} are listed; \`held\` counts all. A leaver vanishes from here when it comes back.`,
      answer: z.strictObject({
        held: z.int(),
        since: z.int().nullable().describe('When the first of them left; null if there is none.'),
        users: z.array(
          z.strictObject({
            userId: z.string(),
            name: z.string().nullable().describe('Null of one who was deleted.'),
            since: z.int(),
            kind: z.enum(['deactivated', 'deleted']),
          }),
        ),
      }),
      handle: ({ parameters: { id } }) => heldOf(id),
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/guard/release',
      summary: 'Lets leavers go on whom the mass-leave guard holds.',
      description: 'Without `userIds` all of them, and the guard begins to count anew.',
      body: z.strictObject({ userIds: z.array(z.string()).max(10_000).optional() }),
      answer: z.strictObject({ released: z.array(z.string()) }),
      before: ({ parameters: { id } }) => heldOf(id),
      async handle({ parameters: { id }, body }) {
        const scope = await findScope(tenants, id);
        const released = await guard.release(scope, body.userIds ?? null, now());
        onConnectionChange(scope.shop);
        return { released: [...released] };
      },
    }),
  ];
}
