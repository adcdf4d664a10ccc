// Who does not get on: the cause, what to do about it, and trying again, one or all.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead, useWrite } from '../../api/queries.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { ActsHeader } from '../../parts/acts-header.tsx';
import { Confirmation } from '../../parts/confirmation.tsx';
import { Moment } from '../../parts/moment.tsx';
import { turning, usePages } from '../../parts/pages.ts';
import { PersonStateBadge } from '../../parts/person-state.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';

const PAGE = 50;
const RETRY_ALL = 'retry-all';

export function Failures({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('activity');
  const pages = usePages();
  const { id } = connection;
  const read = useRead(
    'GET /connections/:id/failures',
    { parameters: { id }, query: { limit: PAGE, cursor: pages.cursor ?? '' } },
    { keepPrevious: true, every: 10_000 },
  );
  const retry = useWrite('POST /connections/:id/users/:userId/retry', { toast: () => t('failures.retried') });
  const retryAll = useWrite('POST /connections/:id/failures/retry', {
    toast: ({ retried }) => t('failures.retriedAll', { count: retried }),
  });
  return (
    <Shown read={read}>
      {({ users, next }) =>
        users.length === 0 && !pages.hasPrevious ? (
          <s-section>
            <s-empty-state heading={t('failures.none')}>
              <s-text slot="subheading">{t('failures.noneText')}</s-text>
            </s-empty-state>
          </s-section>
        ) : (
          <s-section padding="none" accessibilityLabel={t('view.failures')}>
            <div className="list-head">
              <s-text color="subdued">{t('failures.text')}</s-text>
              <s-button icon="refresh" commandFor={RETRY_ALL} loading={retryAll.isPending}>
                {t('failures.retryAll')}
              </s-button>
            </div>
            <s-table {...turning(pages, next)} loading={read.isPlaceholderData}>
              <s-table-header-row>
                <s-table-header listSlot="primary">{t('column.person')}</s-table-header>
                <s-table-header listSlot="inline">{t('column.state')}</s-table-header>
                <s-table-header listSlot="secondary">{t('column.cause')}</s-table-header>
                <s-table-header listSlot="labeled">{t('column.since')}</s-table-header>
                <ActsHeader>{t('failures.retry')}</ActsHeader>
              </s-table-header-row>
              <s-table-body>
                {users.map((user) => (
                  <Row
                    key={user.userId}
                    connectionId={id}
                    user={user}
                    onRetry={() => retry.mutate({ parameters: { id, userId: user.userId } })}
                  />
                ))}
              </s-table-body>
            </s-table>
            <Confirmation
              id={RETRY_ALL}
              heading={t('failures.retryAllHeading')}
              act={t('failures.retryAll')}
              isCritical={false}
              onConfirm={() => retryAll.mutate({ parameters: { id } })}
            >
              <s-paragraph>{t('failures.retryAllText')}</s-paragraph>
            </Confirmation>
          </s-section>
        )
      }
    </Shown>
  );
}

interface RowProps {
  readonly connectionId: string;
  readonly user: Answer<'GET /connections/:id/failures'>['users'][number];
  readonly onRetry: () => void;
}

function Row({ connectionId, user, onRetry }: RowProps) {
  const { t } = useTranslation('activity');
  const { userId, userName, displayName, state, since } = user;
  const { cause, remedy, more } = useExplain()(user);
  const name = displayName ?? userName ?? userId;
  return (
    <s-table-row>
      <s-table-cell>
        <s-link href={href(`/people/${connectionId}/${userId}`)}>{name}</s-link>
      </s-table-cell>
      <s-table-cell>
        <PersonStateBadge state={state} />
      </s-table-cell>
      <s-table-cell>
        {cause ?? '–'}
        <More>{more}</More>
        {remedy !== null && <p className="remedy">{remedy}</p>}
      </s-table-cell>
      <s-table-cell>{since === null ? '–' : <Moment at={since} />}</s-table-cell>
      <s-table-cell>
        {user.code === 'mass_leave' ? (
          // No try brings it further, only whoever lets it go.
          <s-link href={href(`/leaving?connection=${connectionId}`)}>{t('failures.release')}</s-link>
        ) : (
          <s-button variant="tertiary" accessibilityLabel={t('failures.retryOf', { name })} onClick={onRetry}>
            {t('failures.retry')}
          </s-button>
        )}
      </s-table-cell>
    </s-table-row>
  );
}
