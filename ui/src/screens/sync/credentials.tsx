// How the provider proves who it is: by a token, by OAuth client credentials, or by a workload identity of Entra's.
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { BearerTokens } from './bearer-tokens.tsx';
import { ClientSecrets } from './client-secrets.tsx';
import { Federation } from './federation.tsx';
import { labelOf, type ProviderWords } from './providers.ts';

export type Tokens = Answer<'GET /connections/:id/tokens'>;

const WAYS = ['bearer', 'client', 'federation'] as const;
type Way = (typeof WAYS)[number];

interface CredentialsProps {
  readonly connection: Connection;
  readonly words: ProviderWords;
  readonly tokens: UseQueryResult<Tokens, Error>;
}

export function Credentials({ connection, words, tokens }: CredentialsProps) {
  const { t } = useTranslation('sync');
  const { id, provider, settings } = connection;
  const endpoints = useRead('GET /endpoints', {});
  const [way, setWay] = useState<Way>(settings.access.federation === null ? 'bearer' : 'federation');
  // Federation is Entra's alone.
  const ways = WAYS.filter((one) => one !== 'federation' || provider === 'entra');
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
      <s-choice-list
        label={t('way.label')}
        name="way"
        onChange={({ currentTarget }) => setWay((currentTarget.values?.[0] ?? 'bearer') as Way)}
      >
        {ways.map((one) => (
          <s-choice key={one} value={one} selected={one === way}>
            {t(`way.${one}`)}
            <s-text slot="details">{t(`way.${one}Text`)}</s-text>
          </s-choice>
        ))}
      </s-choice-list>
      {way === 'bearer' && <BearerTokens connectionId={id} words={words} tokens={tokens} />}
      {way === 'client' && <ClientSecrets connectionId={id} />}
      {way === 'federation' && <Federation connection={connection} />}
    </>
  );
}
