// One who is held: why, how the directory and the store tell of the person, and what can be decided.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { href } from '../../shell/paths.ts';
import { Beside } from './beside.tsx';
import { Decisions } from './decisions.tsx';
import { REASONS } from './reasons.ts';

export type Review = Answer<'GET /connections/:id/reviews'>['reviews'][number];

interface ReviewCardProps {
  readonly connectionId: string;
  readonly review: Review;
  /** Shopify could not be asked for the customers. */
  readonly isUnread: boolean;
}

export function ReviewCard({ connectionId, review, isUnread }: ReviewCardProps) {
  const { t } = useTranslation('reviews');
  const { userId, code, detail, since, user, customerId, customer, decision } = review;
  const reason = REASONS.find((one) => one === code);
  const name = nameOf(user) ?? userId;
  return (
    <s-section accessibilityLabel={name}>
      <div className="review" data-user={userId}>
        <div className="event-head">
          <s-heading>
            <s-link href={href(`/people/${connectionId}/${userId}`)}>{name}</s-link>
          </s-heading>
          <s-text color="subdued">
            {t('held')} <Moment at={since} />
          </s-text>
        </div>
        <s-paragraph>{reason ? t(`reason.${reason}`) : (detail ?? code)}</s-paragraph>
        <Beside user={user} customer={customer} />
        {customer === null && (
          <s-text color="subdued">
            {t(isUnread ? 'customerUnread' : customerId === null ? 'noCustomer' : 'customerAway')}
          </s-text>
        )}
        {customerId !== null && (customer !== null || isUnread) && (
          <s-text color="subdued">
            {t('customer')} <CustomerLink id={customerId} />
          </s-text>
        )}
        {decision !== null && (
          <s-banner tone="info">
            <s-paragraph>
              {t(`decided.${decision.kind}`)} <Moment at={decision.at} />
            </s-paragraph>
          </s-banner>
        )}
        <Decisions connectionId={connectionId} review={review} name={name} />
      </div>
    </s-section>
  );
}

function nameOf(user: Review['user']): string | undefined {
  return [user.displayName, user.userName].find(
    (one): one is string => typeof one === 'string' && one !== '',
  );
}
