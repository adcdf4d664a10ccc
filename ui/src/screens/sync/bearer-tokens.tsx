// Bearer tokens: made here, shown once, pasted over there.
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Tokens } from './credentials.tsx';
import { NewSecret } from './new-secret.tsx';
import { labelOf, type ProviderWords } from './providers.ts';
import { holds, SecretList } from './secret-list.tsx';

interface BearerTokensProps {
  readonly connectionId: string;
  readonly words: ProviderWords;
  readonly tokens: UseQueryResult<Tokens, Error>;
}

export function BearerTokens({ connectionId: id, words, tokens }: BearerTokensProps) {
  const { t } = useTranslation('sync');
  const [made, setMade] = useState<string>();
  const create = useWrite('POST /connections/:id/tokens', {
    toast: () => t('credentials.made'),
    onDone: ({ token }) => setMade(token),
  });
  const revoke = useWrite('DELETE /connections/:id/tokens/:token', { toast: () => t('credentials.revoked') });
  return (
    <>
      {made !== undefined && (
        <s-banner tone="success" heading={t('credentials.once')}>
          <CopyField
            label={labelOf('Authorization Header', words.token)}
            value={words.isWholeHeader ? `Bearer ${made}` : made}
            details={t('credentials.token', { field: words.token })}
          />
        </s-banner>
      )}
      <NewSecret
        isFirst={!tokens.data?.some(holds)}
        isPending={create.isPending}
        onCreate={(expiresAt) => create.mutate({ parameters: { id }, body: { expiresAt } })}
      />
      <Shown read={tokens}>
        {(listed) => (
          <SecretList secrets={listed} onRevoke={(token) => revoke.mutate({ parameters: { id, token } })} />
        )}
      </Shown>
    </>
  );
}
