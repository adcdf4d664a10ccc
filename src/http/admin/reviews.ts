// The review queue over HTTP: who is held, beside which customer, and what a person decides.
import { z } from 'zod';
import type { Review, Reviews } from '../../oversight/reviews.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface ReviewRouteDependencies {
  readonly tenants: Tenants;
  readonly reviews: Reviews;
}

/** The reasons for which a person can decide. */
const REVIEW_CODES = [
  'email_in_use',
  'customer_gone',
  'review_policy',
  'review_domain',
  'review_unverified',
  'review_linked_elsewhere',
  'review_username_email',
  'review_email_taken',
  'review_merged',
  'review_tombstone',
  'review_left',
  'review_erased',
] as const;

const kind = z.enum(['link', 'leave', 'recreate', 'relink']);

const customerId = z
  .string()
  .regex(
    /^gid:\/\/shopify\/Customer\/\d{1,20}$/,
    'must be the id of a customer, such as gid://shopify/Customer/1234',
  );

const decision = z.strictObject({
  kind,
  customerId: z.string().nullable(),
  at: z.int(),
});

const consent = z.strictObject({ state: z.string(), level: z.string().nullable() }).nullable();

const customerAnswer = z.strictObject({
  id: z.string(),
  fields: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  verifiedEmail: z.boolean(),
  consents: z.strictObject({ email: consent, sms: consent }),
  linkId: z.string().nullable().meta({ description: 'The link of ours that it carries.' }),
  metafields: z.record(z.string(), z.string()),
  addresses: z.array(z.strictObject({ id: z.string(), address: z.record(z.string(), z.string()) })),
  companies: z
    .array(
      z.strictObject({
        companyId: z.string(),
        name: z.string(),
        isMainContact: z.boolean(),
        roles: z.array(z.strictObject({ location: z.string(), role: z.string() })),
      }),
    )
    .nullable()
    .meta({ description: 'To which it belongs; null where Shopify denies the app companies.' }),
});

const reviewAnswer = z.strictObject({
  userId: z.string(),
  code: z.string(),
  detail: z.string().nullable(),
  since: z.int(),
  user: z.record(z.string(), z.unknown()).meta({ description: 'The SCIM user as it is stored.' }),
  customerId: z.string().nullable(),
  customer: customerAnswer
    .nullable()
    .meta({ description: 'The customer in question as it is at Shopify now; null where there is none.' }),
  choices: z.array(kind),
  decision: decision.nullable(),
});

const unread = z.string().nullable().meta({ description: 'Why Shopify could not be asked, if so.' });

const listQuery = z.strictObject({
  code: z.enum(REVIEW_CODES).optional(),
  before: z.string().optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  left: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Also those whom a person decided to leave as they are.' }),
});

export function reviewRoutes({ tenants, reviews }: ReviewRouteDependencies) {
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/reviews',
      summary: 'Lists the users whom a rule holds until a person decides, the newest first.',
      description:
        'Each is shown beside the customer in question, which is read from Shopify for the answer.',
      query: listQuery,
      answer: z.strictObject({
        reviews: z.array(reviewAnswer),
        next: z.string().nullable(),
        unread,
      }),
      async handle({ parameters, query }) {
        const scope = await findScope(tenants, parameters.id);
        const { code, before, limit, left } = query;
        const page = await reviews.list(scope, { code, before, limit, withLeft: left === 'true' });
        return { ...page, reviews: page.reviews.map(toAnswer) };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/reviews/:userId',
      summary: 'Gives one user whom a rule holds, beside the customer in question.',
      answer: reviewAnswer.extend({ unread }),
      async handle({ parameters: { id, userId } }) {
        const review = await reviews.look(await findScope(tenants, id), userId);
        if (review === undefined) {
          throw new AdminError(404, 'not_held', 'No such user is held for a person to decide.');
        }
        return { ...toAnswer(review), unread: review.unread };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/reviews/:userId',
      summary: 'Decides for a user whom a rule holds.',
      description:
        '`link` adopts the customer although a guard holds it; `leave` keeps the user as it is, and out of the list. For a customer that is gone, `recreate` makes another, and `relink` adopts the one that `customerId` names. A decision is void once the e-mail address of the user changes.',
      body: z.strictObject({ decision: kind, customerId: customerId.optional() }),
      answer: z.strictObject({ userId: z.string(), decision }),
      async before({ parameters: { id, userId } }) {
        const held = await reviews.find(await findScope(tenants, id), userId);
        return held && { userId, decision: held.decision && toDecision(held.decision) };
      },
      async handle({ parameters: { id, userId }, body }) {
        const scope = await findScope(tenants, id);
        const { decision: asked, customerId } = body;
        const outcome = await reviews.decide(scope, userId, { decision: asked, customerId });
        if (outcome.kind === 'refused') throw new AdminError(outcome.status, outcome.code, outcome.message);
        return { userId, decision: toDecision(outcome.decision) };
      },
    }),
  ];
}

function toAnswer({ link: _, body: __, customer, decision, ...review }: Review) {
  return {
    ...review,
    customer: customer && toCustomer(customer),
    decision: decision && toDecision(decision),
  };
}

function toCustomer(customer: NonNullable<Review['customer']>) {
  const { id, fields, tags, verifiedEmail, consents, linkId, metafields, addresses, contacts } = customer;
  const companies =
    contacts === null
      ? null
      : contacts.map(({ companyId, companyName: name, isMain: isMainContact, roles }) => ({
          companyId,
          name,
          isMainContact,
          roles: roles.map(({ locationName: location, roleName: role }) => ({ location, role })),
        }));
  return { id, fields, tags, verifiedEmail, consents, linkId, metafields, addresses, companies };
}

function toDecision({ kind, customerId, at }: NonNullable<Review['decision']>) {
  return { kind, customerId, at };
}
