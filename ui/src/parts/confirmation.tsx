// Asks before something that cannot be taken back, naming what will happen.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { onSingleClick } from './single-click.ts';

interface ConfirmationProps {
  /** By which `commandFor` of a button opens it. */
  readonly id: string;
  readonly heading: string;
  /** The act itself, as a verb: never "OK". */
  readonly act: string;
  readonly onConfirm: () => void;
  readonly isCritical?: boolean;
  readonly children: ReactNode;
}

export function Confirmation({
  id,
  heading,
  act,
  onConfirm,
  isCritical = true,
  children,
}: ConfirmationProps) {
  const { t } = useTranslation('parts');
  return (
    <s-modal id={id} heading={heading} size="small">
      {children}
      <s-button slot="secondary-actions" commandFor={id} command="--hide">
        {t('cancel')}
      </s-button>
      <s-button
        slot="primary-action"
        variant="primary"
        tone={isCritical ? 'critical' : 'auto'}
        commandFor={id}
        command="--hide"
        onClick={onSingleClick(onConfirm)}
      >
        {act}
      </s-button>
    </s-modal>
  );
}
