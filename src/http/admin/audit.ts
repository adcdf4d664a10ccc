// The audit log over HTTP: what was done by whom, page by page or all of it.
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import type { Audit, AuditRecord } from '../../audit/audit.ts';
import { numberedPage } from './paging.ts';
import { AdminError, adminRoute, streamRoute } from './route.ts';

export interface AuditRouteDependencies {
  readonly audit: Audit;
}

const head = z.strictObject({
  seq: z.int(),
  hash: z.string(),
});

const record = z.strictObject({
  seq: z.int().describe('The place in the shop’s log, from 1 without gaps.'),
  hash: z
    .string()
    .describe('SHA-256 over the hash before, the shop, the place and what is told here but for `values`.'),
  at: z.int(),
  act: z.string().describe('The same in the two entries of one act.'),
  phase: z
    .enum(['begun', 'ended'])
    .describe(
      'An act is written down before it begins, and when it has ended; one without an end was cut off.',
    ),
  actor: z.strictObject({
    kind: z.enum(['operator', 'merchant', 'command', 'shopify']),
    subject: z.string().nullable().describe('Of a merchant’s staff, Shopify’s number.'),
  }),
  what: z.string().describe('Such as `PATCH /connections/:id`.'),
  connection: z.string().nullable(),
  target: z.record(z.string(), z.string()).describe('Ids by name.'),
  status: z.int().nullable().describe('The HTTP status by which it ended.'),
  code: z.string().nullable(),
  digests: z.record(z.string(), z.string()).describe('Keyed digests of the values.'),
  values: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe(
      '`request`, `before` and `after`, the last two as far as they differ. Null where there are none, or they were erased.',
    ),
});

const shop = z
  .string()
  .max(255)
  .optional()
  .describe('For whoever reaches all shops; left out, what concerns none of them.');

export function auditRoutes({ audit }: AuditRouteDependencies) {
  return [
    adminRoute({
      method: 'GET',
      path: '/audit',
      audience: 'shop',
      summary: 'Lists what was done in administration, by whom, and what it changed, the newest first.',
      query: z.strictObject({ shop, ...numberedPage.shape }),
      answer: z.strictObject({
        entries: z.array(record),
        next: z.int().nullable(),
        head: head.describe(
          'The last entry. Kept elsewhere, it shows later whether the log was changed or cut.',
        ),
      }),
      async handle({ query: { shop: named, before, limit }, principal }) {
        const whose = shopOf(principal, named);
        const entries = await audit.list(whose, before, limit);
        const next = entries.length < limit ? null : (entries.at(-1)?.seq ?? null);
        return { entries: entries.map(toAnswer), next, head: await audit.head(whose) };
      },
    }),

    streamRoute({
      method: 'GET',
      path: '/audit/export',
      audience: 'shop',
      summary: 'Gives the whole audit log of a shop, the oldest first, one entry a line.',
      query: z.strictObject({ shop }),
      line: record,
      async *read({ query, principal }) {
        for await (const one of audit.all(shopOf(principal, query.shop))) yield toAnswer(one);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/audit/verification',
      audience: 'shop',
      summary: 'Checks the chain of the audit log.',
      description:
        'It shows what was changed, removed or put elsewhere. Whoever can write to the database can write a whole chain anew: that shows only against a head that was kept elsewhere, sent as `anchor`.',
      query: z.strictObject({
        shop,
        anchor: z
          .string()
          .regex(/^\d{1,15}:[\da-f]{64}$/, 'must be the place and the hash of an entry, as 12:0f…')
          .optional(),
      }),
      answer: z.strictObject({
        entries: z.int(),
        head,
        faults: z.array(
          z.strictObject({
            seq: z.int(),
            fault: z.enum(['changed', 'missing', 'values_changed', 'cut', 'anchor']),
          }),
        ),
      }),
      async handle({ query: { shop: named, anchor }, principal }) {
        const [seq, hash] = anchor?.split(':') ?? [];
        const known = seq && hash ? { seq: Number(seq), hash } : undefined;
        const { shop: _, faults, ...verdict } = await audit.verify(shopOf(principal, named), known);
        return { ...verdict, faults: [...faults] };
      },
    }),
  ];
}

/** @throws AdminError 404 for another shop's */
function shopOf(principal: Principal, named: string | undefined): string {
  if (principal.kind === 'operator') return named ?? '';
  if (named === undefined || named === principal.shop) return principal.shop;
  throw new AdminError(404, 'no_such_shop', 'There is no such shop here.');
}

function toAnswer({ values, ...record }: AuditRecord) {
  return { ...record, values: values && { ...values } };
}
