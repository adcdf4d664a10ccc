// What merchants changed of what Rollcall wrote, over HTTP.
import { z } from 'zod';
import type { DriftStore } from '../../oversight/ports.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface DriftRouteDependencies {
  readonly tenants: Tenants;
  readonly drift: DriftStore;
}

const driftAnswer = z.strictObject({
  userId: z.string(),
  name: z
    .string()
    .nullable()
    .meta({ description: 'displayName, else userName; null of a user that was deleted.' }),
  customerId: z.string().nullable(),
  changed: z.array(z.string()).meta({
    description: 'Names of fields, `metafield:…`, `tags`, `address`, `company`, or `link`; never a value.',
  }),
  since: z.int(),
});

export function driftRoutes({ tenants, drift }: DriftRouteDependencies) {
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/drift',
      summary: 'Lists customers of which another hand changed what Rollcall had written.',
      description: 'As webhooks and reconciling found it. It is reported, and not fought.',
      query: z.strictObject({
        after: z.string().default('').meta({ description: '`next` of the page before.' }),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answer: z.strictObject({ customers: z.array(driftAnswer), next: z.string().nullable() }),
      async handle({ parameters, query: { after, limit } }) {
        const found = await drift.listDrift(await findScope(tenants, parameters.id), after, limit);
        return {
          customers: found.map(({ linkId: _, ...customer }) => customer),
          next: found.length < limit ? null : (found.at(-1)?.linkId ?? null),
        };
      },
    }),
  ];
}
