// How far a rehearsal has come, and what it came to.
import { useTranslation } from 'react-i18next';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { useFaultText } from './fault-text.ts';
import type { Rehearsal } from './rehearsal.tsx';
import { useSeconds } from './seconds.ts';

interface ProgressProps {
  readonly rehearsal: Rehearsal;
  readonly onCancel: () => void;
}

export function Progress({ rehearsal: { steps, isCancelled }, onCancel }: ProgressProps) {
  const { t } = useTranslation('rehearsal');
  const at = steps.findLastIndex(({ state }) => state !== 'waiting');
  const number = Math.max(at, 0) + 1;
  const step = t(`step.${steps[number - 1]?.name ?? 'probe'}`);
  const progress = t('progress', { number, all: steps.length, step });
  return (
    <>
      <div role="status">
        <s-text type="strong">{isCancelled ? t('cleaning') : progress}</s-text>{' '}
        <s-text color="subdued">{t('goesOn')}</s-text>
      </div>
      <s-progress value={number - 1} max={steps.length} accessibilityLabel={t('heading')} />
      <s-stack direction="inline">
        <s-button icon="x" disabled={isCancelled} onClick={onCancel}>
          {t('cancel')}
        </s-button>
      </s-stack>
    </>
  );
}

const TONES = { running: 'info', passed: 'success', failed: 'critical', cancelled: 'info' } as const;

export function Outcome({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { t } = useTranslation('rehearsal');
  const sayFault = useFaultText();
  const { state, left, customerId, differences, createdAt, finishedAt } = rehearsal;
  return (
    <>
      <s-banner tone={TONES[state]} heading={useHeading(rehearsal)}>
        <s-paragraph>
          {left === null && `${t('clean')} `}
          {t('at')} <Moment at={finishedAt ?? createdAt} />
        </s-paragraph>
      </s-banner>
      {left !== null && (
        <s-banner tone="warning" heading={t('left')}>
          <s-paragraph>
            {sayFault(left).cause} {sayFault(left).remedy}
          </s-paragraph>
          {customerId !== null && (
            <s-paragraph>
              {t('leftWho')} <CustomerLink id={customerId} />
            </s-paragraph>
          )}
        </s-banner>
      )}
      {differences.length > 0 && (
        <s-paragraph color="subdued">
          {t('differences')} {differences.map((one) => t(`difference.${one}`)).join('; ')}.
        </s-paragraph>
      )}
    </>
  );
}

function useHeading({ state, steps, createdAt, finishedAt }: Rehearsal): string {
  const { t } = useTranslation('rehearsal');
  const say = useSeconds();
  const failed = steps.find((step) => step.state === 'failed')?.name;
  if (state === 'passed') return t('result.passed', { time: say((finishedAt ?? createdAt) - createdAt) });
  if (state !== 'failed') return t('result.cancelled');
  if (failed === undefined || failed === 'clean') return t('result.failedCleaning');
  return t('result.failed', { step: t(`step.${failed}`) });
}
