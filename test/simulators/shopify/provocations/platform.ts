// Requests about webhooks, merges, erasures and invitations that a real store was seen to refuse.
import type { Store } from '../harness.ts';
import { nobody, type Provocation } from './provocation.ts';

const arn = (account: string) =>
  `arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/${account}/source`;

const badAddresses = [
  '',
  'https://app.example.com/taken',
  arn('1'),
  'arn:aws:nothing',
  'nonsense',
  'pubsub://A:topic-x',
  'pubsub://project-x',
  'pubsub://project-x:1',
  'pubsub://',
  'kafka://a topic',
  'kafka://topic',
  `https://app.example.com/${'x'.repeat(65_536)}`,
  'ftp://app.example.com',
  'ws://app.example.com',
  'http://app.example.com',
  'https://example.myshopify.com',
];

const good = { uri: 'https://app.example.com/hooks' };
const badInputs = [
  ...badAddresses.map((uri) => ({ uri })),
  { uri: arn('250000001'), format: 'XML' },
  { ...good, name: 'taken' },
  { ...good, name: '' },
  { ...good, name: 'a b' },
  { ...good, filter: `id:${'x'.repeat(65_536)}` },
  { ...good, filter: 'nonsense' },
];

async function provokeWebhooks(store: Store): Promise<Provocation[]> {
  const topic = 'CUSTOMERS_CREATE';
  await store.mutate('webhookSubscriptionCreate', {
    topic,
    webhookSubscription: { uri: 'https://app.example.com/taken', name: 'taken' },
  });
  const { webhookSubscription } = await store.mutate('webhookSubscriptionCreate', {
    topic,
    webhookSubscription: { uri: 'https://app.example.com/other' },
  });
  const nowhere = 'gid://shopify/WebhookSubscription/1';
  return [
    ...badInputs.map(
      (each): Provocation => ['webhookSubscriptionCreate', { topic, webhookSubscription: each }],
    ),
    [
      'webhookSubscriptionCreate',
      { topic: 'CUSTOMER_TAGS_ADDED', webhookSubscription: { ...good, format: 'XML' } },
    ],
    ...badInputs
      // A recording of an address that is already taken, or too long, exists for creations alone.
      .filter(({ uri }) => !uri.endsWith('/taken') && uri.length < 65_536)
      .map(
        (each): Provocation => [
          'webhookSubscriptionUpdate',
          { id: webhookSubscription.id, webhookSubscription: each },
        ],
      ),
    ['webhookSubscriptionUpdate', { id: nowhere, webhookSubscription: good }],
    ['webhookSubscriptionDelete', { id: nowhere }],
  ];
}

async function provokeMerges(store: Store): Promise<Provocation[]> {
  const tags = (letter: string) => [Array.from({ length: 200 }, (_, index) => `${letter}${index}`).join(',')];
  const one = await store.createCustomer({ firstName: 'One', note: 'x'.repeat(3000), tags: tags('a') });
  const two = await store.createCustomer({ firstName: 'Two', note: 'x'.repeat(3000), tags: tags('b') });
  const { body } = await store.post('/_sim/customers', {
    firstName: 'Merge',
    lastName: 'Blocker',
    giftCards: true,
  });
  return [
    ['customerMerge', { customerOneId: one, customerTwoId: one }],
    ['customerMerge', { customerOneId: nobody, customerTwoId: one }],
    ['customerMerge', { customerOneId: one, customerTwoId: nobody }],
    ['customerMerge', { customerOneId: one, customerTwoId: two }],
    [
      'customerMerge',
      { customerOneId: body.id, customerTwoId: await store.createCustomer({ firstName: 'x' }) },
    ],
  ];
}

async function provokePrivacy(store: Store): Promise<Provocation[]> {
  const customerId = await store.createCustomer({ email: 'ann@example.com' });
  const emails = [
    { bcc: ['bad', 'ok@example.com'] },
    { from: 'other@example.com' },
    { subject: '' },
    { to: 'nope' },
  ];
  return [
    ['customerRequestDataErasure', { customerId: nobody }],
    ['customerCancelDataErasure', { customerId: nobody }],
    ['customerCancelDataErasure', { customerId }],
    ['customerSendAccountInviteEmail', { customerId: nobody }],
    ['customerSendAccountInviteEmail', { customerId }],
    ...emails.map((email): Provocation => ['customerSendAccountInviteEmail', { customerId, email }]),
  ];
}

export async function provokePlatform(store: Store): Promise<Provocation[]> {
  return [
    ...(await provokeWebhooks(store)),
    ...(await provokeMerges(store)),
    ...(await provokePrivacy(store)),
  ];
}
