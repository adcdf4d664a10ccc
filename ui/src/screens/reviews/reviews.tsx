// Reviews: those whom a rule holds until a person decides, each beside the customer in question.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Answer } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { Filter } from '../../parts/filter.tsx';
import { usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import { type Connection, ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { OneReview } from './one-review.tsx';
import { REASONS, type Reason } from './reasons.ts';
import { ReviewCard } from './review-card.tsx';

/** Each is read from Shopify for the answer. */
const PAGE = 10;
const EVERY_MS = 30_000;
/** While a decision is being carried out. */
const SOON_MS = 2_000;
const SOON_FOR_MS = 60_000;

type Queue = Answer<'GET /connections/:id/reviews'>;

export function Reviews() {
  const { t } = useTranslation('reviews');
  const userId = useSearchParams()[0].get('user');
  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <OfConnection>
        {(connection) =>
          userId === null ? (
            <ReviewList connection={connection} />
          ) : (
            <OneReview connectionId={connection.id} userId={userId} />
          )
        }
      </OfConnection>
    </s-page>
  );
}

function ReviewList({ connection: { id } }: { readonly connection: Connection }) {
  const { t } = useTranslation('reviews');
  const pages = usePages();
  const [code, setCode] = useState<Reason>();
  const [withLeft, setWithLeft] = useState(false);
  const query = { limit: PAGE, left: withLeft ? 'true' : 'false' } as const;
  const read = useRead(
    'GET /connections/:id/reviews',
    {
      parameters: { id },
      query: { ...query, ...(code && { code }), ...(pages.cursor && { before: pages.cursor }) },
    },
    { keepPrevious: true, every: (queue) => (isUnderWay(queue) ? SOON_MS : EVERY_MS) },
  );
  return (
    <>
      <s-paragraph>{t('text')}</s-paragraph>
      <div className="filters review-filters">
        <Filter
          label={t('why')}
          every={t('every')}
          values={REASONS}
          value={code}
          say={(one) => t(`short.${one}`)}
          onChange={(value) => {
            pages.restart();
            setCode(value);
          }}
        />
        <s-switch
          label={t('withLeft')}
          checked={withLeft}
          onChange={({ currentTarget }) => {
            pages.restart();
            setWithLeft(currentTarget.checked);
          }}
        />
      </div>
      <Shown read={read}>
        {({ reviews, next, unread }) => (
          <>
            {unread !== null && (
              <s-banner tone="warning" heading={t('unread')}>
                <s-paragraph>{t('unreadText', { code: unread })}</s-paragraph>
              </s-banner>
            )}
            {reviews.length === 0 && (
              <s-section>
                <s-empty-state heading={t(code ? 'noneOfThat' : 'none')}>
                  <s-text slot="subheading">{t('noneText')}</s-text>
                </s-empty-state>
              </s-section>
            )}
            {reviews.map((review) => (
              <ReviewCard key={review.userId} connectionId={id} review={review} isUnread={unread !== null} />
            ))}
            {(next !== null || pages.hasPrevious) && (
              <s-stack direction="inline" gap="small">
                <s-button icon="arrow-left" disabled={!pages.hasPrevious} onClick={() => pages.back()}>
                  {t('newer')}
                </s-button>
                <s-button disabled={next === null} onClick={() => next !== null && pages.forth(next)}>
                  {t('older')}
                </s-button>
              </s-stack>
            )}
          </>
        )}
      </Shown>
    </>
  );
}

function isUnderWay(queue: Queue | undefined): boolean {
  return (queue?.reviews ?? []).some(
    ({ decision }) =>
      decision !== null && decision.kind !== 'leave' && Date.now() - decision.at < SOON_FOR_MS,
  );
}
