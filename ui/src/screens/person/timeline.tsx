// Everything that happened to a person, the newest first.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import { TimelineEvent } from './timeline-event.tsx';

const PAGE = 25;

interface TimelineProps {
  readonly connectionId: string;
  readonly userId: string;
}

export function Timeline({ connectionId: id, userId }: TimelineProps) {
  const { t } = useTranslation('person');
  const pages = usePages();
  const read = useRead(
    'GET /connections/:id/users/:userId/timeline',
    { parameters: { id, userId }, query: { limit: PAGE, ...(pages.cursor && { before: pages.cursor }) } },
    { keepPrevious: true, every: pages.hasPrevious ? 0 : 5_000 },
  );
  return (
    <s-section heading={t('timeline.heading')}>
      <Shown read={read}>
        {({ events, next }) => (
          <>
            {events.length === 0 && <s-paragraph color="subdued">{t('timeline.none')}</s-paragraph>}
            <ol className="timeline">
              {events.map((event) => (
                <TimelineEvent key={event.id} event={event} />
              ))}
            </ol>
            {(next !== null || pages.hasPrevious) && (
              <s-stack direction="inline" gap="small">
                <s-button icon="arrow-left" disabled={!pages.hasPrevious} onClick={() => pages.back()}>
                  {t('timeline.newer')}
                </s-button>
                <s-button disabled={next === null} onClick={() => next !== null && pages.forth(next)}>
                  {t('timeline.older')}
                </s-button>
              </s-stack>
            )}
          </>
        )}
      </Shown>
    </s-section>
  );
}
