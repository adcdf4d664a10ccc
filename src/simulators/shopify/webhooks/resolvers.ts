// Webhook subscriptions in the API, which shows an app those that it made through the API.
import { type PageArguments, paginate } from '../resolvers/connections.ts';
import { type Context, formatTime, parseId, type Resolvers } from '../resolvers/context.ts';
import type { UserError } from '../rules/user-errors.ts';
import type { SubscriptionInput, SubscriptionRecord } from './port.ts';

type ListArguments = PageArguments & {
  topics?: string[] | null;
  uri?: string | null;
  callbackUrl?: string | null;
  format?: string | null;
};

const ofApi = ({ webhooks }: Context) => webhooks.subscriptions().filter(({ origin }) => origin === 'api');

function find(id: string, context: Context): SubscriptionRecord | undefined {
  const number = parseId('WebhookSubscription', id);
  return ofApi(context).find((each) => each.number === number);
}

function list(args: ListArguments, context: Context) {
  const uri = args.uri ?? args.callbackUrl;
  const found = ofApi(context)
    .filter(({ topic }) => !args.topics || args.topics.includes(topic))
    .filter((each) => !uri || each.uri === uri)
    .filter(({ format }) => !args.format || format === args.format);
  return paginate(found, args, context);
}

const answer = (saved: SubscriptionRecord | UserError[]) =>
  Array.isArray(saved)
    ? { webhookSubscription: null, userErrors: saved }
    : { webhookSubscription: saved, userErrors: [] };

const unknown: UserError[] = [{ field: ['id'], message: 'Webhook subscription does not exist' }];

export const webhookResolvers: Resolvers = {
  QueryRoot: {
    webhookSubscription: (_root: unknown, { id }: { id: string }, context: Context) =>
      find(id, context) ?? null,
    webhookSubscriptions: (_root: unknown, args: ListArguments, context: Context) => list(args, context),
    webhookSubscriptionsCount: (_root: unknown, _args: unknown, context: Context) => ({
      count: ofApi(context).length,
      precision: 'EXACT',
    }),
  },
  Mutation: {
    webhookSubscriptionCreate: (
      _root: unknown,
      args: { topic: string; webhookSubscription: SubscriptionInput },
      { webhooks }: Context,
    ) => answer(webhooks.subscribe(args.topic, args.webhookSubscription)),
    webhookSubscriptionUpdate(
      _root: unknown,
      args: { id: string; webhookSubscription: SubscriptionInput },
      context: Context,
    ) {
      const record = find(args.id, context);
      return answer(record ? context.webhooks.update(record, args.webhookSubscription) : unknown);
    },
    webhookSubscriptionDelete(_root: unknown, { id }: { id: string }, context: Context) {
      const record = find(id, context);
      if (!record) return { deletedWebhookSubscriptionId: null, userErrors: unknown };
      context.webhooks.unsubscribe(record);
      return { deletedWebhookSubscriptionId: record.id, userErrors: [] };
    },
  },
  WebhookSubscription: {
    legacyResourceId: ({ number }: SubscriptionRecord) => String(number),
    callbackUrl: ({ uri }: SubscriptionRecord) => uri,
    createdAt: ({ createdAt }: SubscriptionRecord) => formatTime(createdAt),
    updatedAt: ({ updatedAt }: SubscriptionRecord) => formatTime(updatedAt),
  },
};
