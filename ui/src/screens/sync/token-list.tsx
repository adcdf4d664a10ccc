// The tokens that were made: how long each holds, when it was last used, and the way to end it.
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { Tokens } from './credentials.tsx';

const TONES = { live: 'success', ending: 'warning', expired: 'critical', revoked: 'neutral' } as const;
/** Of those that hold no more. */
const SHOWN_ENDED = 3;

interface TokenListProps {
  readonly connectionId: string;
  readonly tokens: Tokens;
}

export function TokenList({ connectionId, tokens }: TokenListProps) {
  const { t } = useTranslation('sync');
  const revoke = useWrite('DELETE /connections/:id/tokens/:token', { toast: () => t('credentials.revoked') });
  const holds = ({ state }: Tokens[number]) => state === 'live' || state === 'ending';
  const shown = [...tokens.filter(holds), ...tokens.filter((one) => !holds(one)).slice(0, SHOWN_ENDED)];
  if (shown.length === 0) return null;
  return (
    <s-table>
      <s-table-header-row>
        <s-table-header listSlot="primary">{t('credentials.column.token')}</s-table-header>
        <s-table-header listSlot="inline">{t('credentials.column.state')}</s-table-header>
        <s-table-header listSlot="labeled">{t('credentials.column.ends')}</s-table-header>
        <s-table-header listSlot="labeled">{t('credentials.column.used')}</s-table-header>
        <s-table-header listSlot="inline">
          <s-text accessibilityVisibility="exclusive">{t('credentials.revoke')}</s-text>
        </s-table-header>
      </s-table-header-row>
      <s-table-body>
        {shown.map(({ id, state, name, expiresAt, lastUsedAt }) => (
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
              {(state === 'live' || state === 'ending') && (
                <>
                  <s-button variant="tertiary" tone="critical" commandFor={`revoke-${id}`}>
                    {t('credentials.revoke')}
                  </s-button>
                  <Confirmation
                    id={`revoke-${id}`}
                    heading={t('credentials.revokeHeading')}
                    act={t('credentials.revoke')}
                    onConfirm={() => revoke.mutate({ parameters: { id: connectionId, token: id } })}
                  >
                    <s-paragraph>{t('credentials.revokeText')}</s-paragraph>
                  </Confirmation>
                </>
              )}
            </s-table-cell>
          </s-table-row>
        ))}
      </s-table-body>
    </s-table>
  );
}
