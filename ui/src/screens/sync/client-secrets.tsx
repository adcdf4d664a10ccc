// OAuth 2.0 client credentials: the provider exchanges id and secret for access tokens that end by themselves.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead, useWrite } from '../../api/queries.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { Shown } from '../../parts/shown.tsx';
import { NewSecret } from './new-secret.tsx';
import { holds, SecretList } from './secret-list.tsx';

export function ClientSecrets({ connectionId: id }: { readonly connectionId: string }) {
  const { t } = useTranslation('sync');
  const [made, setMade] = useState<string>();
  const read = useRead('GET /connections/:id/client-secrets', { parameters: { id } });
  const create = useWrite('POST /connections/:id/client-secrets', {
    toast: () => t('credentials.made'),
    onDone: ({ clientSecret }) => setMade(clientSecret),
  });
  const revoke = useWrite('DELETE /connections/:id/client-secrets/:secret', {
    toast: () => t('credentials.revoked'),
  });
  return (
    <Shown read={read}>
      {({ clientId, tokenUrl, secrets }) => (
        <>
          <CopyField label="Token Endpoint" value={tokenUrl} details={t('way.tokenUrl')} />
          <CopyField label="Client Identifier" value={clientId} />
          {made !== undefined && (
            <s-banner tone="success" heading={t('credentials.once')}>
              <CopyField label="Client Secret" value={made} />
            </s-banner>
          )}
          <NewSecret
            isFirst={!secrets.some(holds)}
            isPending={create.isPending}
            onCreate={(expiresAt) => create.mutate({ parameters: { id }, body: { expiresAt } })}
          />
          <SecretList
            secrets={secrets}
            onRevoke={(secret) => revoke.mutate({ parameters: { id, secret } })}
          />
        </>
      )}
    </Shown>
  );
}
