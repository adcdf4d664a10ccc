// What is to be pasted at the provider: the SCIM Base URL, and a token that is shown once.
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead, useWrite } from '../../api/queries.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import type { ProviderWords } from './providers.ts';
import { TokenList } from './token-list.tsx';

export type Tokens = Answer<'GET /connections/:id/tokens'>;

const LIFETIMES_DAYS = [180, 365, 730] as const;
const DAY_MS = 24 * 3600 * 1000;

interface CredentialsProps {
  readonly connection: Connection;
  readonly words: ProviderWords;
  readonly tokens: UseQueryResult<Tokens, Error>;
}

export function Credentials({ connection: { id }, words, tokens }: CredentialsProps) {
  const { t } = useTranslation('sync');
  const endpoints = useRead('GET /endpoints', {});
  const [days, setDays] = useState('365');
  const [made, setMade] = useState<string>();
  const create = useWrite('POST /connections/:id/tokens', {
    toast: () => t('credentials.made'),
    onDone: ({ token }) => setMade(token),
  });
  const live = tokens.data?.filter(({ state }) => state === 'live' || state === 'ending') ?? [];
  return (
    <>
      <Shown read={endpoints}>
        {({ scim }) => (
          <CopyField
            label={labelOf('SCIM Base URL', words.url)}
            value={scim}
            details={t('credentials.url', { field: words.url })}
          />
        )}
      </Shown>
      {made !== undefined && (
        <s-banner tone="success" heading={t('credentials.once')}>
          <CopyField
            label={labelOf('Authorization Header', words.token)}
            value={words.isWholeHeader ? `Bearer ${made}` : made}
            details={t('credentials.token', { field: words.token })}
          />
        </s-banner>
      )}
      <s-stack direction="inline" gap="small" alignItems="end">
        <s-select
          label={t('credentials.lifetime')}
          value={days}
          onChange={({ currentTarget }) => setDays(currentTarget.value)}
        >
          {LIFETIMES_DAYS.map((count) => (
            <s-option key={count} value={`${count}`}>
              {t('credentials.days', { count })}
            </s-option>
          ))}
          <s-option value="">{t('credentials.forever')}</s-option>
        </s-select>
        <s-button
          variant={live.length === 0 ? 'primary' : 'secondary'}
          icon="key"
          loading={create.isPending}
          onClick={() => {
            const expiresAt = days === '' ? null : Date.now() + Number(days) * DAY_MS;
            create.mutate({ parameters: { id }, body: { expiresAt } });
          }}
        >
          {t(live.length === 0 ? 'credentials.create' : 'credentials.renew')}
        </s-button>
      </s-stack>
      {live.length > 0 && <s-paragraph color="subdued">{t('credentials.overlap')}</s-paragraph>}
      <Shown read={tokens}>{(listed) => <TokenList connectionId={id} tokens={listed} />}</Shown>
    </>
  );
}

/** Our name of a thing, and the provider's where that is another. */
function labelOf(ours: string, theirs: string): string {
  return ours === theirs ? ours : `${ours} → ${theirs}`;
}
