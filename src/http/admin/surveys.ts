// Reconciliations and dry runs over HTTP: asked for, listed, and read page by page.
import { z } from 'zod';
import type { Survey, SurveyKind } from '../../oversight/survey-port.ts';
import type { Surveys } from '../../oversight/surveys.ts';
import { explain } from '../../sync/explanations.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';
import { findConnection, findScope } from './scope.ts';

export interface SurveyRouteDependencies {
  readonly tenants: Tenants;
  readonly surveys: Surveys;
}

const surveyAnswer = z.strictObject({
  id: z.string(),
  state: z.enum(['waiting', 'reading', 'repairing', 'finished', 'failed']),
  policy: z
    .enum(['report', 'ours', 'managed'])
    .meta({ description: 'What is put right: nothing, what only Rollcall writes, or every managed field.' }),
  dryRun: z.boolean(),
  scheduled: z.boolean(),
  total: z.int().nullable().meta({
    description:
      'Users, or of a reconciliation linked customers, that there were to be looked at as it began.',
  }),
  counts: z.record(z.string(), z.int()),
  error: z.string().nullable().meta({ description: 'Why it failed, or what it waits for.' }),
  cause: z.string().nullable(),
  remedy: z.string().nullable(),
  createdAt: z.int(),
  finishedAt: z.int().nullable(),
});

const findingAnswer = z.strictObject({
  subject: z.string().meta({ description: 'The user; of a link that nobody claims, the link.' }),
  name: z
    .string()
    .nullable()
    .meta({ description: 'displayName, else userName; null where there is no user.' }),
  kind: z.string(),
  action: z.enum(['look', 'repair', 'release', 'decide', 'none']),
  customerId: z.string().nullable(),
  code: z.string().nullable(),
  changed: z.array(z.string()).meta({ description: 'Names only, never a value.' }),
});

const listQuery = z.strictObject({
  before: z.string().default('').meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const pageQuery = z.strictObject({
  after: z.string().default('').meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const listAnswer = z.strictObject({ items: z.array(surveyAnswer), next: z.string().nullable() });
const detailAnswer = surveyAnswer.extend({ findings: z.array(findingAnswer), next: z.string().nullable() });

export function surveyRoutes({ tenants, surveys }: SurveyRouteDependencies) {
  async function list(id: string, kind: SurveyKind, { before, limit }: z.output<typeof listQuery>) {
    const items = await surveys.list(await findScope(tenants, id), kind, before, limit);
    return { items: items.map(toAnswer), next: items.length < limit ? null : (items.at(-1)?.id ?? null) };
  }

  async function give(
    id: string,
    kind: SurveyKind,
    surveyId: string,
    { after, limit }: z.output<typeof pageQuery>,
  ) {
    const scope = await findScope(tenants, id);
    const survey = await surveys.find(scope, kind, surveyId);
    if (survey === undefined) throw new AdminError(404, 'not_found', 'There is none of this id. List them.');
    const findings = await surveys.findings(scope, surveyId, after, limit);
    const next = findings.length < limit ? null : (findings.at(-1)?.subject ?? null);
    return { ...toAnswer(survey), findings, next };
  }

  return [
    adminRoute({
      method: 'POST',
      path: '/connections/:id/reconciliations',
      summary: 'Compares every linked customer with what Rollcall wrote.',
      description:
        'What was found is stored first; then it is put right as far as the policy says: that of the connection, or the one that is sent. With `dryRun`, nothing is.',
      body: z
        .strictObject({
          dryRun: z.boolean().default(false),
          repair: z.enum(['report', 'ours', 'managed']).optional(),
        })
        .prefault({}),
      answer: surveyAnswer,
      async handle({ parameters: { id }, body }) {
        const connection = await findConnection(tenants, id);
        const policy = body.repair ?? connection.settings.reconcile.repair;
        const scope = { shop: connection.shop, connection: id };
        return begun(await surveys.begin(scope, 'reconciliation', { policy, dryRun: body.dryRun }));
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/dry-runs',
      summary: 'Finds out what would be done for every user of a connection, and does none of it.',
      description:
        'Creates, adoptions (by the very e-mail address), updates, leavers and holds, counted and listed. Nothing is written to Shopify or to any link.',
      answer: surveyAnswer,
      async handle({ parameters: { id } }) {
        const scope = await findScope(tenants, id);
        return begun(await surveys.begin(scope, 'dry_run', { policy: 'report', dryRun: true }));
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/reconciliations',
      summary: 'Lists the reconciliations of a connection, the newest first.',
      query: listQuery,
      answer: listAnswer,
      handle: ({ parameters: { id }, query }) => list(id, 'reconciliation', query),
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/reconciliations/:surveyId',
      summary: 'Gives a reconciliation with its counts and a page of what was found.',
      query: pageQuery,
      answer: detailAnswer,
      handle: ({ parameters: { id, surveyId }, query }) => give(id, 'reconciliation', surveyId, query),
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/dry-runs',
      summary: 'Lists the dry runs of a connection, the newest first.',
      query: listQuery,
      answer: listAnswer,
      handle: ({ parameters: { id }, query }) => list(id, 'dry_run', query),
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/dry-runs/:surveyId',
      summary: 'Gives a dry run with its counts and a page of what would be done.',
      query: pageQuery,
      answer: detailAnswer,
      handle: ({ parameters: { id, surveyId }, query }) => give(id, 'dry_run', surveyId, query),
    }),
  ];
}

function begun(survey: Survey | undefined) {
  if (survey !== undefined) return toAnswer(survey);
  throw new AdminError(409, 'under_way', 'One is under way already. Wait until it has finished.');
}

function toAnswer({ kind: _, ...survey }: Survey) {
  const { cause = null, remedy = null } = explain(survey.error ?? '') ?? {};
  return { ...survey, cause, remedy };
}
