// The steps of a rehearsal: each with its time, and what became of the customer by it.
import { useTranslation } from 'react-i18next';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Rungs } from '../../parts/rungs.tsx';
import { Step, Steps } from '../../parts/steps.tsx';
import { Details } from './details.tsx';
import { useFaultText } from './fault-text.ts';
import type { Rehearsal } from './rehearsal.tsx';
import { useSeconds } from './seconds.ts';

export type RehearsedStep = Rehearsal['steps'][number];
type Change = RehearsedStep['changes'][number];

const STATES = {
  waiting: 'later',
  running: 'current',
  done: 'done',
  failed: 'failed',
  skipped: 'later',
} as const;

export function RehearsalSteps({ rehearsal: { steps, customerId } }: { readonly rehearsal: Rehearsal }) {
  const { t } = useTranslation('rehearsal');
  const sayFault = useFaultText();
  return (
    <Steps>
      {steps.map((step) => (
        <Step
          key={step.name}
          heading={t(`step.${step.name}`)}
          state={STATES[step.state]}
          aside={<Time step={step} />}
        >
          {step.state === 'done' && <Came step={step} customerId={customerId} />}
          {step.fault !== null && (
            <s-banner tone="critical" heading={sayFault(step.fault).cause}>
              <s-paragraph>{sayFault(step.fault).remedy}</s-paragraph>
            </s-banner>
          )}
          {step.calls.length > 0 && <Details step={step} />}
        </Step>
      ))}
    </Steps>
  );
}

function Time({ step: { state, startedAt, finishedAt, isResumed } }: { readonly step: RehearsedStep }) {
  const { t } = useTranslation('rehearsal');
  const say = useSeconds();
  if (state === 'running') {
    return (
      <s-stack direction="inline" gap="small-300" alignItems="center">
        <s-spinner accessibilityLabel={t('playing')} />
        <s-text color="subdued">{t('playing')}</s-text>
      </s-stack>
    );
  }
  if (state === 'skipped') return <s-text color="subdued">{t('skipped')}</s-text>;
  if (startedAt === null || finishedAt === null) return null;
  return (
    <s-text color="subdued">
      {say(finishedAt - startedAt)}
      {isResumed && `, ${t('resumed')}`}
    </s-text>
  );
}

interface CameProps {
  readonly step: RehearsedStep;
  readonly customerId: string | null;
}

/** What came of a step that was done. */
function Came({ step: { name, changes, certificate }, customerId }: CameProps) {
  const { t } = useTranslation('rehearsal');
  const say = useSeconds();
  // Our own mark on the customer says nothing to anybody.
  const told = changes.filter((change) => change.name !== 'link_id');
  return (
    <>
      {name === 'probe' && <s-text>{t('probed')}</s-text>}
      {name === 'remove' && <s-text>{t('gone')}</s-text>}
      {name === 'clean' && <s-text>{t('cleaned')}</s-text>}
      {name === 'join' && customerId !== null && (
        <s-text>
          {t('customer')} <CustomerLink id={customerId} />
        </s-text>
      )}
      {name === 'rename' && <s-text>{t('same')}</s-text>}
      {(name === 'move' || name === 'group') && told.length === 0 && <s-text>{t('unchanged')}</s-text>}
      {told.length > 0 && (
        <ul className="deltas">
          {told.map((change) => (
            <Delta key={`${change.kind} ${change.name}`} change={change} />
          ))}
        </ul>
      )}
      {certificate !== null && (
        <>
          <s-text type="strong" tone={certificate.isComplete ? 'success' : 'critical'}>
            {certificate.isComplete ? t('proof', { time: say(certificate.tookMs) }) : t('unproven')}
          </s-text>
          <Rungs rungs={certificate.rungs} stillPossible={certificate.stillPossible} />
        </>
      )}
    </>
  );
}

const FIELDS = ['email', 'firstName', 'lastName', 'phone', 'locale', 'note'] as const;

/** A tag comes or goes; a value is another one. */
function Delta({ change: { kind, name, before, after } }: { readonly change: Change }) {
  const { t } = useTranslation('rehearsal');
  const field = FIELDS.find((one) => kind === 'field' && one === name);
  if (kind === 'tag') {
    return (
      <li>
        <span className="delta-name">{t('kind.tag')}</span> {after === null ? '− ' : '+ '}
        {after === null ? <del>{name}</del> : <ins>{name}</ins>}
      </li>
    );
  }
  return (
    <li>
      <span className="delta-name">{field ? t(`field.${field}`) : `${t('kind.metafield')} ${name}`}</span>{' '}
      {before !== null && <del>{before}</del>}
      {before !== null && after !== null && ' → '}
      {after !== null && <ins>{after}</ins>}
    </li>
  );
}
