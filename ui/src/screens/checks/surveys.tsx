// Dry runs and reconciliations: one is started, and the last ones are listed.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead, useWrite } from '../../api/queries.ts';
import { ActsHeader } from '../../parts/acts-header.tsx';
import { Confirmation } from '../../parts/confirmation.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { StateBadge, type Survey, type SurveyKind, SurveyReport } from './survey-report.tsx';

const SHOWN = 10;
const EVERY_MS = 15_000;
const RECONCILE = 'reconcile';
const POLICIES = ['report', 'ours', 'managed'] as const;
type Policy = (typeof POLICIES)[number];

interface SurveysProps {
  readonly connection: Connection;
}

export function DryRuns({ connection: { id } }: SurveysProps) {
  const { t } = useTranslation('checks');
  const [chosen, setChosen] = useState<string>();
  const begin = useWrite('POST /connections/:id/dry-runs', {
    toast: () => t('begun'),
    onDone: (survey) => setChosen(survey.id),
  });
  return (
    <>
      <s-section heading={t('dry.heading')}>
        <s-paragraph>{t('dry.text')}</s-paragraph>
        <s-stack direction="inline">
          <s-button
            variant="primary"
            loading={begin.isPending}
            onClick={() => begin.mutate({ parameters: { id } })}
          >
            {t('dry.start')}
          </s-button>
        </s-stack>
      </s-section>
      <Past kind="dry-runs" connectionId={id} chosen={chosen} onChoose={setChosen} />
    </>
  );
}

export function Reconciliations({ connection: { id, settings } }: SurveysProps) {
  const { t } = useTranslation('checks');
  const [chosen, setChosen] = useState<string>();
  const [policy, setPolicy] = useState<Policy>(settings.reconcile.repair);
  const begin = useWrite('POST /connections/:id/reconciliations', {
    toast: () => t('begun'),
    onDone: (survey) => setChosen(survey.id),
  });
  const start = () => begin.mutate({ parameters: { id }, body: { repair: policy } });
  return (
    <>
      <s-section heading={t('reconcile.heading')}>
        <s-paragraph>{t('reconcile.text')}</s-paragraph>
        <s-select
          label={t('reconcile.policy')}
          value={policy}
          details={t(`policyText.${policy}`)}
          onChange={({ currentTarget: { value } }) =>
            setPolicy(POLICIES.find((one) => one === value) ?? 'report')
          }
        >
          {POLICIES.map((one) => (
            <s-option key={one} value={one}>
              {t(`policy.${one}`)}
            </s-option>
          ))}
        </s-select>
        <s-stack direction="inline">
          {policy === 'report' ? (
            <s-button variant="primary" loading={begin.isPending} onClick={start}>
              {t('reconcile.start')}
            </s-button>
          ) : (
            <s-button variant="primary" loading={begin.isPending} commandFor={RECONCILE}>
              {t('reconcile.startRepair')}
            </s-button>
          )}
        </s-stack>
        <Confirmation
          id={RECONCILE}
          heading={t('reconcile.ask')}
          act={t('reconcile.startRepair')}
          onConfirm={start}
        >
          <s-paragraph>{t(`policyText.${policy}`)}</s-paragraph>
        </Confirmation>
      </s-section>
      <Past kind="reconciliations" connectionId={id} chosen={chosen} onChoose={setChosen} />
    </>
  );
}

interface PastProps {
  readonly kind: SurveyKind;
  readonly connectionId: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

/** The one that is chosen, else the newest; and those that can be chosen. */
function Past({ kind, connectionId: id, chosen, onChoose }: PastProps) {
  const { t } = useTranslation('checks');
  const read = useRead(
    `GET /connections/:id/${kind}`,
    { parameters: { id }, query: { limit: SHOWN } },
    { every: EVERY_MS },
  );
  return (
    <Shown read={read}>
      {({ items }) => {
        const shown = chosen ?? items[0]?.id;
        if (shown === undefined) {
          return (
            <s-section>
              <s-empty-state heading={t(`none.${kind}`)}>
                <s-text slot="subheading">{t('noneText')}</s-text>
              </s-empty-state>
            </s-section>
          );
        }
        return (
          <>
            <SurveyReport key={shown} kind={kind} connectionId={id} surveyId={shown} />
            {items.length > 1 && <PastTable items={items} kind={kind} shown={shown} onChoose={onChoose} />}
          </>
        );
      }}
    </Shown>
  );
}

interface PastTableProps {
  readonly items: readonly Survey[];
  readonly kind: SurveyKind;
  readonly shown: string;
  readonly onChoose: (id: string) => void;
}

function PastTable({ items, kind, shown, onChoose }: PastTableProps) {
  const { t } = useTranslation('checks');
  return (
    <s-section padding="none" accessibilityLabel={t('last')}>
      <div className="list-head">
        <s-heading>{t('last')}</s-heading>
      </div>
      <s-table>
        <s-table-header-row>
          <s-table-header listSlot="primary">{t('column.begun')}</s-table-header>
          <s-table-header listSlot="inline">{t('column.state')}</s-table-header>
          <s-table-header listSlot="labeled">{t('column.how')}</s-table-header>
          <ActsHeader>{t('show')}</ActsHeader>
        </s-table-header-row>
        <s-table-body>
          {items.map(({ id, createdAt, state, policy, scheduled }) => (
            <s-table-row key={id}>
              <s-table-cell>
                <Moment at={createdAt} exact />
              </s-table-cell>
              <s-table-cell>
                <StateBadge state={state} />
              </s-table-cell>
              <s-table-cell>
                {kind === 'dry-runs' ? t('policy.nothing') : t(`policy.${policy}`)}
                {scheduled && `, ${t('scheduled')}`}
              </s-table-cell>
              <s-table-cell>
                <s-button variant="tertiary" disabled={id === shown} onClick={() => onChoose(id)}>
                  {t('show')}
                </s-button>
              </s-table-cell>
            </s-table-row>
          ))}
        </s-table-body>
      </s-table>
    </s-section>
  );
}
