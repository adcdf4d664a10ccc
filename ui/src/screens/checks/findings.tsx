// What a check found, page by page: whom it concerns, what differs, and what is done about it.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useChangedText } from '../../parts/changed.ts';
import { CustomerLink } from '../../parts/customer-link.tsx';
import type { Pages } from '../../parts/pages.ts';
import { PersonName } from '../../parts/person-name.tsx';
import { href } from '../../shell/paths.ts';
import type { SurveyKind } from './survey-report.tsx';

const KINDS = [
  'create',
  'adopt',
  'update',
  'leave',
  'hold',
  'wait',
  'fail',
  'drift',
  'link_broken',
  'customer_gone',
  'user_gone',
] as const;

type Detail = Answer<'GET /connections/:id/dry-runs/:surveyId'>;
type Finding = Detail['findings'][number];

interface FindingsProps {
  readonly kind: SurveyKind;
  readonly connectionId: string;
  readonly survey: Detail;
  readonly pages: Pages;
  readonly isLoading: boolean;
}

export function Findings({ kind, connectionId, survey, pages, isLoading }: FindingsProps) {
  const { t } = useTranslation('checks');
  const sayChanged = useChangedText();
  const { findings, next, finishedAt } = survey;
  if (findings.length === 0 && !pages.hasPrevious) {
    if (finishedAt === null || survey.state === 'failed') return null;
    return (
      <div className="list-note">
        <s-text color="subdued">{t(`clean.${kind}`)}</s-text>
      </div>
    );
  }
  return (
    <s-table
      paginate={next !== null || pages.hasPrevious}
      hasNextPage={next !== null}
      hasPreviousPage={pages.hasPrevious}
      loading={isLoading}
      onNextPage={() => next !== null && pages.forth(next)}
      onPreviousPage={() => pages.back()}
    >
      <s-table-header-row>
        <s-table-header listSlot="primary">{t('column.person')}</s-table-header>
        <s-table-header listSlot="inline">
          {t(kind === 'dry-runs' ? 'column.would' : 'column.found')}
        </s-table-header>
        <s-table-header listSlot="labeled">{t('column.changed')}</s-table-header>
        <s-table-header listSlot="labeled">{t('column.customer')}</s-table-header>
        <s-table-header listSlot="secondary">
          {t(kind === 'dry-runs' ? 'column.todo' : 'column.action')}
        </s-table-header>
      </s-table-header-row>
      <s-table-body>
        {findings.map((finding) => (
          <s-table-row key={finding.subject}>
            <s-table-cell>
              {isNobodys(finding) ? (
                t('nobody')
              ) : (
                <PersonName connectionId={connectionId} userId={finding.subject} name={finding.name} />
              )}
            </s-table-cell>
            <s-table-cell>
              <KindBadge kind={finding.kind} />
            </s-table-cell>
            <s-table-cell>{sayChanged(finding.changed)}</s-table-cell>
            <s-table-cell>
              {finding.customerId === null ? '–' : <CustomerLink id={finding.customerId} />}
            </s-table-cell>
            <s-table-cell>
              <Action connectionId={connectionId} kind={kind} finding={finding} />
            </s-table-cell>
          </s-table-row>
        ))}
      </s-table-body>
    </s-table>
  );
}

/** A link that no user claims. */
function isNobodys({ kind, action, changed }: Finding): boolean {
  return kind === 'link_broken' && action === 'decide' && changed.length === 0;
}

function KindBadge({ kind }: { readonly kind: string }) {
  const { t } = useTranslation('checks');
  const known = KINDS.find((one) => one === kind);
  const isBad = ['hold', 'fail', 'link_broken', 'customer_gone', 'user_gone'].includes(kind);
  return (
    <s-badge tone={isBad ? 'warning' : kind === 'wait' ? 'info' : 'neutral'}>
      {known ? t(`kind.${known}`) : kind}
    </s-badge>
  );
}

interface ActionProps {
  readonly connectionId: string;
  readonly kind: SurveyKind;
  readonly finding: Finding;
}

/** What is done, or would be; where a person must decide, the way there. */
function Action({ connectionId, kind, finding }: ActionProps) {
  const { t } = useTranslation('checks');
  const { subject, action, code } = finding;
  const isHeld = code === 'email_in_use' || code === 'customer_gone' || code?.startsWith('review_');
  if (isHeld) {
    return <s-link href={href(`/reviews?connection=${connectionId}&user=${subject}`)}>{t('decide')}</s-link>;
  }
  if (kind === 'dry-runs') {
    if (code === null) return '–';
    return <s-link href={href(`/people/${connectionId}/${subject}`)}>{t('see')}</s-link>;
  }
  return t(isNobodys(finding) ? 'action.unclaimed' : `action.${action}`);
}
