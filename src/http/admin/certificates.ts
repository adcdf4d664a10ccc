// The certificates of leavers: what Shopify shows once access was taken away (RULES 20).
import { z } from 'zod';
import type { CertificateStore, LeavingPlace } from '../../oversight/certificate-port.ts';
import { foldCase } from '../../protocol/index.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { renderCertificate } from '../certificate/page.ts';
import { AdminError, adminRoute } from './route.ts';
import { findConnection } from './scope.ts';

export interface CertificateRouteDependencies {
  readonly tenants: Tenants;
  readonly certificates: CertificateStore;
}

const names = z.strictObject({ userName: z.string().nullable(), email: z.string().nullable() });

export const certificateAnswer = z.strictObject({
  id: z.string(),
  shop: z.string(),
  connection: z.string(),
  connectionName: z.string().describe('As the connection is called now.'),
  userId: z.string(),
  kind: z.enum(['deactivated', 'deleted']).describe('What the directory did.'),
  version: z.int().nullable().describe('Of the user that left; null where it was deleted.'),
  since: z.int(),
  customerId: z.string().nullable(),
  outcome: z.enum(['deactivated', 'deleted', 'tombstone', 'kept_blocked', 'handed_back']),
  isComplete: z.boolean().describe('False while Shopify does not show every rung that is on.'),
  provenAt: z.int(),
  requestId: z.string().nullable().describe("Shopify's, of the call that read the customer back."),
  accountState: z.string().nullable(),
  rungs: z.array(
    z.strictObject({
      rung: z.enum(['company', 'block', 'tags', 'consent']),
      state: z.enum(['done', 'off', 'not_so', 'unreadable', 'handed_back']),
    }),
  ),
  companies: z
    .strictObject({
      contacts: z.array(
        z.strictObject({
          contactId: z.string(),
          companyId: z.string(),
          roles: z.array(z.strictObject({ locationId: z.string(), roleId: z.string() })),
        }),
      ),
      requestId: z.string().nullable().describe("Shopify's, of the call that read them."),
    })
    .nullable()
    .describe(
      'To which companies the customer still belongs; null where that could not be read, as in a shop without B2B.',
    ),
  companiesDeniedAt: z
    .int()
    .nullable()
    .describe(
      'When Shopify denied the app companies; what came since is not known, and whether any gives a role.',
    ),
  stillPossible: z.array(
    z.enum([
      'guest_checkout',
      'log_in',
      'order_for_company',
      'buy',
      'buy_without_checkout_rule',
      'marketing',
      'accept_invitation',
      'register_anew',
    ]),
  ),
  digests: names.describe('Keyed digests, which stay when the person is erased.'),
  person: names.nullable().describe('Null once it is erased.'),
});

export function certificateRoutes({ tenants, certificates }: CertificateRouteDependencies) {
  async function ofUser(connectionId: string, userId: string) {
    const { shop, name } = await findConnection(tenants, connectionId);
    const found = await certificates.ofUser(shop, connectionId, userId);
    return found.map((certificate) => ({ ...certificate, connectionName: name }));
  }

  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/certificates',
      summary:
        'Lists the leaver certificates of a connection, the last leaving first: those of deleted users too.',
      query: z.strictObject({
        cursor: z
          .string()
          .regex(/^\d{1,15}\.[\w-]{1,60}$/)
          .optional()
          .describe('The `next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        q: z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe('What the userName or the e-mail address began with, or a whole id.'),
      }),
      answer: z.object({
        certificates: z.array(certificateAnswer),
        next: z
          .string()
          .nullable()
          .describe(
            'What `cursor` must be for the next page, which may be short, or empty; null on the last.',
          ),
      }),
      async handle({ parameters, query: { cursor, limit, q } }) {
        const { shop, name } = await findConnection(tenants, parameters.id);
        const after = cursor === undefined ? undefined : readPlace(cursor);
        const search = q === undefined ? undefined : foldCase(q);
        const list = await certificates.ofConnection(shop, parameters.id, { after, search, limit });
        return {
          certificates: list.certificates.map((certificate) => ({ ...certificate, connectionName: name })),
          next: list.next === undefined ? null : `${list.next.since}.${list.next.id}`,
        };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/users/:userId/certificates',
      summary: 'Lists the leaver certificates of a user, the last leaving first.',
      answer: z.array(certificateAnswer),
      handle: ({ parameters: { id, userId } }) => ofUser(id, userId),
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/users/:userId/certificates/:certificateId',
      summary: 'Gives one leaver certificate; as a page to print where text/html is asked for.',
      answer: certificateAnswer,
      page: renderCertificate,
      async handle({ parameters: { id, userId, certificateId } }) {
        const found = (await ofUser(id, userId)).find((certificate) => certificate.id === certificateId);
        if (found !== undefined) return found;
        throw new AdminError(404, 'no_such_certificate', 'The user has no certificate with this id.');
      },
    }),
  ];
}

function readPlace(cursor: string): LeavingPlace {
  const dot = cursor.indexOf('.');
  return { since: Number(cursor.slice(0, dot)), id: cursor.slice(dot + 1) };
}
