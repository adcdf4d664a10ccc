// What checks the sync from outside: webhooks, surveys, reviews by a person, and the closing of what has ended.
import { newId } from '../ids.ts';
import { createCloser } from '../oversight/closer.ts';
import { createInbox } from '../oversight/inbox.ts';
import { createMappings } from '../oversight/mappings.ts';
import { createReviews } from '../oversight/reviews.ts';
import { createSurveyor } from '../oversight/surveyor.ts';
import { createSurveys } from '../oversight/surveys.ts';
import { createEndingStore } from '../store/ending-store.ts';
import { createInboxStore } from '../store/inbox-store.ts';
import { createMappingStore } from '../store/mapping-store.ts';
import { createReviewStore } from '../store/review-store.ts';
import { createSurveyStore } from '../store/survey-store.ts';
import type { News } from '../sync/ports.ts';
import type { Ground } from './ground.ts';
import type { ShopifyParts } from './shopify.ts';

export type Oversight = ReturnType<typeof composeOversight>;

export function composeOversight(ground: Ground, { gatewayOf }: Pick<ShopifyParts, 'gatewayOf'>) {
  const { engine, news, now, log } = ground;
  return {
    inbox: openInbox(ground),
    ...openSurveys(ground, { gatewayOf }),
    reviews: createReviews({
      store: createReviewStore(engine),
      gatewayOf,
      now,
      onDecision: news.wake,
    }),
    mappings: createMappings({ store: createMappingStore(engine), gatewayOf }),
    closer: createCloser({ store: createEndingStore(engine), now, log }),
  };
}

function openInbox({ engine, news, now, log }: Ground) {
  const inbox = createInbox({
    store: createInboxStore(engine),
    now,
    log,
    onDirty: news.wake,
    onKept: (shop) => news.tell('inbox', shop),
    onAppChange: (shop) => news.tell('access', shop),
  });
  news.listen({
    heard({ kind }) {
      if (kind === 'inbox' || kind === 'missed') inbox.wake();
    },
  });
  return inbox;
}

/** Surveys are begun by any process, and carried out by one that works. */
function openSurveys(
  { config, engine, marks, news, now, log }: Ground,
  { gatewayOf }: Pick<ShopifyParts, 'gatewayOf'>,
) {
  const store = createSurveyStore(engine, marks);
  const surveys = createSurveys({
    store,
    now,
    newId,
    onBegin: () => news.tell('survey', ''),
  });
  const surveyor = createSurveyor({
    ...(config.bulkFrom !== undefined && { bulkFrom: config.bulkFrom }),
    store,
    gatewayOf,
    now,
    newId,
    log,
    beginDue: surveys.beginDue,
    onDirty: news.wake,
  });
  const act = ({ kind }: News) => {
    if (kind === 'survey' || kind === 'missed') surveyor.wake();
  };
  news.listen({ told: act, heard: act });
  return { surveys, surveyor };
}
