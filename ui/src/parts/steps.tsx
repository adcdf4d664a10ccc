// A guided flow: numbered steps, done, failed, current or still to come.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function Steps({ children }: { readonly children: ReactNode }) {
  return <ol className="steps">{children}</ol>;
}

interface StepProps {
  readonly heading: string;
  readonly state: 'done' | 'failed' | 'current' | 'later';
  /** Beside the heading; that it is done is said without it. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

export function Step({ heading, state, aside, children }: StepProps) {
  const { t } = useTranslation('parts');
  return (
    <li className={`step ${state}`} aria-current={state === 'current' ? 'step' : undefined}>
      <div className="step-head">
        <s-heading>{heading}</s-heading>
        {aside ?? (state === 'done' && <s-text accessibilityVisibility="exclusive">{t('done')}</s-text>)}
      </div>
      {children && <div className="step-body">{children}</div>}
    </li>
  );
}
