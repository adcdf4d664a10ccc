// What a leaver's certificate says of each rung, and what the person can still do.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../api/client.ts';

type Certificate = Answer<'GET /connections/:id/users/:userId/certificates'>[number];

const ICONS = {
  done: 'check-circle',
  off: 'minus',
  not_so: 'alert-circle',
  unreadable: 'question-circle',
  handed_back: 'undo',
} as const;
const TONES = {
  done: 'success',
  off: 'neutral',
  not_so: 'critical',
  unreadable: 'warning',
  handed_back: 'info',
} as const;

export function Rungs({ rungs, stillPossible }: Pick<Certificate, 'rungs' | 'stillPossible'>) {
  const { t } = useTranslation('parts');
  return (
    <>
      <ul className="rungs">
        {rungs.map(({ rung, state }) => (
          <li key={rung}>
            <s-icon type={ICONS[state]} tone={TONES[state]} />
            <span>
              {t(`rungs.${rung}`)}: {t(`rungs.state.${state}`)}
            </span>
          </li>
        ))}
      </ul>
      {stillPossible.length > 0 && (
        <s-paragraph color="subdued">
          {t('rungs.still')} {stillPossible.map((what) => t(`rungs.possible.${what}`)).join('; ')}.
        </s-paragraph>
      )}
    </>
  );
}
