// How a connection fares, for whoever glances at it; and the address that an identity provider is given.
import { z } from 'zod';
import type { Health, HealthStore } from '../../status/health.ts';
import { explain } from '../../sync/explanations.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { notice, toNotice } from './notice.ts';
import { adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface HealthRouteDependencies {
  readonly tenants: Tenants;
  readonly health: HealthStore;
  readonly publicUrl: string;
  readonly now: () => number;
}

const DAY_MS = 24 * 3600 * 1000;
const DAYS = 14;

const healthAnswer = z.strictObject({
  activeUsers: z.int(),
  inactiveUsers: z.int(),
  leavers: z
    .strictObject({ count: z.int(), medianMs: z.int(), slowestMs: z.int() })
    .nullable()
    .describe(
      `From the moment at which the sync saw somebody leave to Shopify's proof that they lost what they had, over ${DAYS} days; null where nobody left.`,
    ),
  days: z
    .array(z.strictObject({ at: z.int().describe('When the day began, UTC.'), calls: z.int() }))
    .describe(
      `SCIM calls of the last ${DAYS} days, today last; those of other processes come within a minute.`,
    ),
  trouble: z
    .strictObject({
      code: z.string(),
      detail: z.string().nullable(),
      notice,
      cause: z.string().nullable(),
      remedy: z.string().nullable(),
    })
    .nullable()
    .describe('What holds up the whole shop.'),
});

export function healthRoutes({ tenants, health, publicUrl, now }: HealthRouteDependencies) {
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/health',
      summary: 'Tells how a connection fares.',
      answer: healthAnswer,
      async handle({ parameters: { id } }) {
        const scope = await findScope(tenants, id);
        const firstDay = Math.floor(now() / DAY_MS) - DAYS + 1;
        await tenants.flush();
        const { activeUsers, inactiveUsers, leavings, calls, alert } = await health.read(scope, firstDay);
        const byDay = new Map(calls.map((one) => [one.day, one.calls]));
        const days = Array.from({ length: DAYS }, (_, index) => {
          const day = firstDay + index;
          return { at: day * DAY_MS, calls: byDay.get(day) ?? 0 };
        });
        return { activeUsers, inactiveUsers, leavers: summarise(leavings), days, trouble: troubleOf(alert) };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/endpoints',
      audience: 'shop',
      summary: 'Gives the addresses that identity providers are set up with.',
      answer: z.strictObject({ scim: z.string() }),
      handle: async () => ({ scim: `${publicUrl}/scim/v2` }),
    }),
  ];
}

function summarise(leavings: Health['leavings']): z.output<typeof healthAnswer>['leavers'] {
  const sorted = [...leavings].sort((a, b) => a - b);
  const slowestMs = sorted.at(-1);
  if (slowestMs === undefined) return null;
  return {
    count: sorted.length,
    medianMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? slowestMs,
    slowestMs,
  };
}

function troubleOf(alert: string | null): z.output<typeof healthAnswer>['trouble'] {
  if (alert === null) return null;
  const { code = 'unknown', detail = null } = JSON.parse(alert) as { code?: string; detail?: string };
  const { cause = null, remedy = null } = explain(code) ?? {};
  return { code, detail, notice: toNotice(detail), cause, remedy };
}
