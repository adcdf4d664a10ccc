// Workload identity federation: Entra's own assertion stands in the place of a secret, so that none is kept anywhere.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { useConnectionChange } from '../../parts/connection-draft.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';

const FIELDS = ['tenantId', 'audience', 'subject'] as const;
const NOTHING = { tenantId: '', audience: '', subject: '', singleUse: false };

export function Federation({ connection: { id, settings } }: { readonly connection: Connection }) {
  const { t } = useTranslation('sync');
  const [typed, setTyped] = useState(settings.access.federation ?? NOTHING);
  const read = useRead('GET /connections/:id/client-secrets', { parameters: { id } });
  const change = useConnectionChange(id, t('saved'));
  const save = (federation: typeof NOTHING | null) =>
    change.save((newest) => ({ settings: { access: { ...newest.settings.access, federation } } }));
  return (
    <>
      <Shown read={read}>
        {({ clientId, tokenUrl }) => (
          <>
            <CopyField label="Token Endpoint" value={tokenUrl} details={t('way.tokenUrl')} />
            <CopyField label="Client Identifier" value={clientId} />
          </>
        )}
      </Shown>
      {FIELDS.map((field) => (
        <s-text-field
          key={field}
          label={t(`way.${field}`)}
          details={t(`way.${field}Text`)}
          value={typed[field]}
          onInput={({ currentTarget }) => setTyped({ ...typed, [field]: currentTarget.value.trim() })}
        />
      ))}
      <s-button-group>
        <s-button
          slot="primary-action"
          variant="primary"
          loading={change.isSaving}
          disabled={FIELDS.some((field) => typed[field] === '')}
          onClick={() => save(typed)}
        >
          {t('way.trust')}
        </s-button>
        {settings.access.federation !== null && (
          <s-button slot="secondary-actions" tone="critical" onClick={() => save(null)}>
            {t('way.distrust')}
          </s-button>
        )}
      </s-button-group>
    </>
  );
}
