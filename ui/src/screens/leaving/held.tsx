// Leavers whom the guard holds: who they are, and the way to let them go on.
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useWrite } from '../../api/queries.ts';
import { ActsHeader } from '../../parts/acts-header.tsx';
import { Confirmation } from '../../parts/confirmation.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Moment } from '../../parts/moment.tsx';
import { onSingleClick } from '../../parts/single-click.ts';
import { href } from '../../shell/paths.ts';

const RELEASE_ALL = 'release-all';
const SHOWN = 20;

interface HeldProps {
  readonly connectionId: string;
  readonly read: UseQueryResult<Answer<'GET /connections/:id/guard'>, Error>;
}

export function Held({ connectionId: id, read: { data, error, refetch } }: HeldProps) {
  const { t } = useTranslation('leaving');
  const parameters = { id };
  const release = useWrite('POST /connections/:id/guard/release', {
    toast: ({ released }) => t('held.released', { count: released.length }),
  });
  if (data === undefined && error !== null) {
    return <Failure error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined || data.held === 0) return null;
  return (
    <s-section heading={t('held.heading', { count: data.held })}>
      <s-banner tone="critical">
        <s-paragraph>{t('held.text', { count: data.held })}</s-paragraph>
        <s-button slot="secondary-actions" commandFor={RELEASE_ALL}>
          {t('held.releaseAll')}
        </s-button>
      </s-banner>
      <s-table>
        <s-table-header-row>
          <s-table-header listSlot="primary">{t('held.person')}</s-table-header>
          <s-table-header listSlot="labeled">{t('held.since')}</s-table-header>
          <s-table-header listSlot="labeled">{t('held.kind')}</s-table-header>
          <ActsHeader>{t('held.release')}</ActsHeader>
        </s-table-header-row>
        <s-table-body>
          {data.users.slice(0, SHOWN).map(({ userId, name, since, kind }) => (
            <s-table-row key={userId}>
              <s-table-cell>
                <s-link href={href(`/people/${id}/${userId}`)}>{name ?? userId}</s-link>
              </s-table-cell>
              <s-table-cell>
                <Moment at={since} />
              </s-table-cell>
              <s-table-cell>{t(`held.${kind}`)}</s-table-cell>
              <s-table-cell>
                <s-button
                  variant="tertiary"
                  // The second click of a double one would meet the next leaver, in the place of this one.
                  onClick={onSingleClick(() => release.mutate({ parameters, body: { userIds: [userId] } }))}
                >
                  {t('held.release')}
                </s-button>
              </s-table-cell>
            </s-table-row>
          ))}
        </s-table-body>
      </s-table>
      {data.held > SHOWN && <s-paragraph>{t('held.more', { count: data.held - SHOWN })}</s-paragraph>}
      <Confirmation
        id={RELEASE_ALL}
        heading={t('held.confirmHeading', { count: data.held })}
        act={t('held.releaseAll')}
        onConfirm={() => release.mutate({ parameters, body: {} })}
      >
        <s-paragraph>{t('held.confirmText', { count: data.held })}</s-paragraph>
      </Confirmation>
    </s-section>
  );
}
