// The tokens or secrets that were made: how long each holds, when it was last used, and the way to end it.
import { useTranslation } from 'react-i18next';
import { ActsHeader } from '../../parts/acts-header.tsx';
import { Confirmation } from '../../parts/confirmation.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { Tokens } from './credentials.tsx';

type Secret = Tokens[number];

const TONES = { live: 'success', ending: 'warning', expired: 'critical', revoked: 'neutral' } as const;
/** Of those that hold no more. */
const SHOWN_ENDED = 3;

/** Whether one opens the door now. */
export function holds({ state }: Secret): boolean {
  return state === 'live' || state === 'ending';
}

interface SecretListProps {
  readonly secrets: readonly Secret[];
  readonly onRevoke: (id: string) => void;
}

export function SecretList({ secrets, onRevoke }: SecretListProps) {
  const { t } = useTranslation('sync');
  const ended = secrets.filter((one) => !holds(one));
  const shown = [...secrets.filter(holds), ...ended.slice(0, SHOWN_ENDED)];
  if (shown.length === 0) return null;
  return (
    <s-table>
      <s-table-header-row>
        <s-table-header listSlot="primary">{t('credentials.column.token')}</s-table-header>
        <s-table-header listSlot="inline">{t('credentials.column.state')}</s-table-header>
        <s-table-header listSlot="labeled">{t('credentials.column.ends')}</s-table-header>
        <s-table-header listSlot="labeled">{t('credentials.column.used')}</s-table-header>
        <ActsHeader>{t('credentials.revoke')}</ActsHeader>
      </s-table-header-row>
      <s-table-body>
        {shown.map((secret) => {
          const { id, state, name, expiresAt, lastUsedAt } = secret;
          return (
            <s-table-row key={id}>
              <s-table-cell>
                {name} <code>…{id}…</code>
              </s-table-cell>
              <s-table-cell>
                <s-badge tone={TONES[state]}>{t(`credentials.state.${state}`)}</s-badge>
              </s-table-cell>
              <s-table-cell>{expiresAt === null ? t('never') : <Moment at={expiresAt} />}</s-table-cell>
              <s-table-cell>{lastUsedAt === null ? t('never') : <Moment at={lastUsedAt} />}</s-table-cell>
              <s-table-cell>
                {holds(secret) && (
                  <>
                    <s-button variant="tertiary" tone="critical" commandFor={`revoke-${id}`}>
                      {t('credentials.revoke')}
                    </s-button>
                    <Confirmation
                      id={`revoke-${id}`}
                      heading={t('credentials.revokeHeading')}
                      act={t('credentials.revoke')}
                      onConfirm={() => onRevoke(id)}
                    >
                      <s-paragraph>{t('credentials.revokeText')}</s-paragraph>
                    </Confirmation>
                  </>
                )}
              </s-table-cell>
            </s-table-row>
          );
        })}
      </s-table-body>
    </s-table>
  );
}
