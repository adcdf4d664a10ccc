// The review of the person whom the address names, and the way to all of them.
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { Shown } from '../../parts/shown.tsx';
import { href } from '../../shell/paths.ts';
import { ReviewCard } from './review-card.tsx';

const EVERY_MS = 5_000;

interface OneReviewProps {
  readonly connectionId: string;
  readonly userId: string;
}

export function OneReview({ connectionId: id, userId }: OneReviewProps) {
  const { t } = useTranslation('reviews');
  const read = useRead(
    'GET /connections/:id/reviews/:userId',
    { parameters: { id, userId } },
    { every: EVERY_MS },
  );
  const isOver = read.error instanceof ApiError && read.error.code === 'not_held';
  return (
    <>
      <div>
        <s-link href={href(`/reviews?connection=${id}`)}>{t('all')}</s-link>
      </div>
      {isOver ? (
        <s-section>
          <s-empty-state heading={t('notHeld')}>
            <s-text slot="subheading">{t('notHeldText')}</s-text>
          </s-empty-state>
        </s-section>
      ) : (
        <Shown read={read}>
          {({ unread, ...review }) => (
            <ReviewCard connectionId={id} review={review} isUnread={unread !== null} />
          )}
        </Shown>
      )}
    </>
  );
}
