// A log that goes on as it is read, until that is switched off, or older pages are looked at.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../../parts/pages.ts';

const EVERY_MS = 3_000;

export function useLive({ hasPrevious }: Pages) {
  const [isLive, setLive] = useState(true);
  return { isLive, setLive, every: isLive && !hasPrevious ? EVERY_MS : 0 };
}

export function LiveSwitch({ isLive, setLive }: Pick<ReturnType<typeof useLive>, 'isLive' | 'setLive'>) {
  const { t } = useTranslation('activity');
  return (
    <s-switch
      label={t('live')}
      checked={isLive}
      onChange={({ currentTarget }) => setLive(currentTarget.checked)}
    />
  );
}
