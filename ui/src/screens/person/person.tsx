// One person: how the sync stands, the record, the customer and what we wrote to it, and everything that happened.
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useReadFirst, useWrite } from '../../api/queries.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { useWarnings } from '../../notices/notice.ts';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Payload } from '../../parts/payload.tsx';
import { PersonStateBadge } from '../../parts/person-state.tsx';
import { href } from '../../shell/paths.ts';
import { Certificates } from './certificates.tsx';
import { Relink } from './relink.tsx';
import { Timeline } from './timeline.tsx';
import { Written } from './written.tsx';

export function Person() {
  const { t } = useTranslation('person');
  const { connectionId: id = '', userId = '' } = useParams();
  const parameters = { id, userId };
  const person = useReadFirst('GET /connections/:id/users/:userId', { parameters }, { every: 5_000 });
  const retry = useWrite('POST /connections/:id/users/:userId/retry', { toast: () => t('retried') });
  const { displayName, userName, state, active, customerId, since } = person;
  const { cause, remedy, more } = useExplain()(person);
  const warnings = useWarnings()(person);
  return (
    <s-page heading={displayName ?? userName ?? userId}>
      <s-link slot="breadcrumb-actions" href={href(`/people?connection=${id}`)}>
        {t('people')}
      </s-link>
      {(person.resource !== null || state !== 'left') && (
        <s-button
          slot="secondary-actions"
          icon="refresh"
          loading={retry.isPending}
          onClick={() => retry.mutate({ parameters })}
        >
          {t('retry')}
        </s-button>
      )}
      {(state === 'failed' || state === 'held' || state === 'gone') && (
        <s-banner tone={state === 'failed' ? 'critical' : 'warning'} heading={cause ?? t('stuck')}>
          {remedy !== null && <s-paragraph>{remedy}</s-paragraph>}
          <More>{more}</More>
          {isForReview(person.code) && (
            <s-link href={href(`/reviews?connection=${id}&user=${userId}`)}>{t('review')}</s-link>
          )}
          {person.code === 'mass_leave' && (
            <s-link href={href(`/leaving?connection=${id}`)}>{t('release')}</s-link>
          )}
        </s-banner>
      )}
      {warnings.map(({ text, lang }) => (
        <s-banner key={text} tone="warning">
          <div lang={lang}>
            <s-paragraph>{text}</s-paragraph>
          </div>
        </s-banner>
      ))}
      {state === 'gone' && <Relink connectionId={id} userId={userId} />}
      <s-section heading={t('sync')}>
        <Facts>
          <Fact name={t('state')}>
            <PersonStateBadge state={state} />
          </Fact>
          <Fact name={t('directory')}>
            {t(person.resource === null ? 'deleted' : active ? 'active' : 'inactive')}
          </Fact>
          <Fact name={t('customer')}>{customerId === null ? '–' : <CustomerLink id={customerId} />}</Fact>
          {person.link !== null && (
            <Fact name={t('link')}>
              {t(`origin.${person.link.origin}`)}, <Moment at={person.link.since} />
            </Fact>
          )}
          <Fact name={t('since')}>{since === null ? '–' : <Moment at={since} />}</Fact>
          <Fact name={t('groups')}>
            {person.groups.length === 0 ? (
              '–'
            ) : (
              <s-stack direction="inline" gap="small-400">
                {person.groups.map((group) => (
                  <s-chip key={group.id}>{group.name}</s-chip>
                ))}
              </s-stack>
            )}
          </Fact>
        </Facts>
        {person.resource !== null && <Payload value={person.resource} label={t('record')} />}
      </s-section>
      <Certificates connectionId={id} userId={userId} />
      {person.link !== null && <Written link={person.link} />}
      <Timeline connectionId={id} userId={userId} />
    </s-page>
  );
}

/** The codes of whom a person decides beside the customer in question. */
function isForReview(code: string | null): boolean {
  return code === 'email_in_use' || code === 'customer_gone' || (code?.startsWith('review_') ?? false);
}
