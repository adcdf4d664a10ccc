// A dry run or a reconciliation: how far it has come, its counts, and what was found, page by page.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { useExplain } from '../../explanations/explain.ts';
import { Moment } from '../../parts/moment.tsx';
import { usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import { Findings } from './findings.tsx';

const PAGE = 20;
const EVERY_MS = 1_000;
const TONES = {
  waiting: 'info',
  reading: 'info',
  repairing: 'info',
  finished: 'success',
  failed: 'critical',
} as const;
/** In the order in which they are told. */
const COUNTS = [
  'users',
  'customers',
  'nothing',
  'create',
  'adopt',
  'update',
  'leave',
  'hold',
  'wait',
  'fail',
  'waiting',
  'drift',
  'link_broken',
  'customer_gone',
  'user_gone',
] as const;
const BAD: readonly string[] = ['hold', 'fail', 'link_broken', 'customer_gone', 'user_gone'];

export type SurveyKind = 'dry-runs' | 'reconciliations';
export type Survey = Answer<'GET /connections/:id/dry-runs'>['items'][number];

interface SurveyReportProps {
  readonly kind: SurveyKind;
  readonly connectionId: string;
  readonly surveyId: string;
}

export function SurveyReport({ kind, connectionId: id, surveyId }: SurveyReportProps) {
  const { t } = useTranslation('checks');
  const pages = usePages();
  const read = useRead(
    `GET /connections/:id/${kind}/:surveyId`,
    { parameters: { id, surveyId }, query: { limit: PAGE, after: pages.cursor ?? '' } },
    { keepPrevious: true, every: (survey) => (survey?.finishedAt == null ? EVERY_MS : false) },
  );
  return (
    <Shown read={read}>
      {(survey) => (
        <s-section padding="none" accessibilityLabel={t('report')}>
          <div className="survey">
            <div className="event-head">
              <s-heading>
                {t('begunAt')} <Moment at={survey.createdAt} />
              </s-heading>
              <StateBadge state={survey.state} />
            </div>
            {survey.finishedAt === null && <HowFar survey={survey} />}
            {survey.error !== null && <Trouble survey={survey} />}
            <Counts counts={survey.counts} />
          </div>
          <Findings
            kind={kind}
            connectionId={id}
            survey={survey}
            pages={pages}
            isLoading={read.isPlaceholderData}
          />
        </s-section>
      )}
    </Shown>
  );
}

export function StateBadge({ state }: { readonly state: Survey['state'] }) {
  const { t } = useTranslation('checks');
  return <s-badge tone={TONES[state]}>{t(`state.${state}`)}</s-badge>;
}

/** Why it failed, or what it waits for, and what helps. */
function Trouble({ survey: { state, error, cause, remedy } }: { readonly survey: Survey }) {
  const { t } = useTranslation('checks');
  const told = useExplain()({ code: error, cause, remedy, detail: null });
  return (
    <s-banner
      tone={state === 'failed' ? 'critical' : 'warning'}
      heading={t(state === 'failed' ? 'error' : 'waitsFor', { code: error })}
    >
      <s-paragraph>{[told.cause, told.remedy].filter(Boolean).join(' ')}</s-paragraph>
    </s-banner>
  );
}

function HowFar({ survey: { counts, state, total } }: { readonly survey: Survey }) {
  const { t } = useTranslation('checks');
  const done = counts.users ?? (counts.customers ?? 0) + (counts.waiting ?? 0);
  // Another may have come meanwhile.
  const all = Math.max(total ?? 0, done, 1);
  return (
    <div role="status">
      <s-progress accessibilityLabel={t('progress')} max={all} value={done} />
      <s-text color="subdued">
        {state === 'repairing' ? t('repairing') : t('soFar', { count: done, all })}
      </s-text>
    </div>
  );
}

function Counts({ counts }: Pick<Survey, 'counts'>) {
  const { t, i18n } = useTranslation('checks');
  const say = new Intl.NumberFormat(i18n.resolvedLanguage);
  return (
    <div className="figures">
      {COUNTS.filter((name) => counts[name] !== undefined).map((name) => (
        <div key={name} className={`figure ${BAD.includes(name) && counts[name] ? 'caution' : ''}`}>
          <span className="figure-name">{t(`count.${name}`)}</span>
          <span className="figure-value">{say.format(counts[name] ?? 0)}</span>
        </div>
      ))}
    </div>
  );
}
