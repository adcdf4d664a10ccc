// Adds a webhook or a mail address to which alerts are told, of all kinds or of some.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useWrite } from '../../api/queries.ts';
import { useConnections } from '../../shell/connections.tsx';

type Kind = Answer<'GET /alerts'>['alerts'][number]['kind'];

const KINDS = [
  'users_failed',
  'provider_stale',
  'token_expiring',
  'leavers_held',
  'shopify_access_lost',
  'drift_found',
  'endpoint_dead',
  'data_request',
] as const satisfies readonly Kind[];

export function NewEndpoint({ onSecret }: { readonly onSecret: (secret: string | null) => void }) {
  const { t } = useTranslation('settings');
  const shop = useConnections()[0]?.shop ?? shopify.config.shop ?? '';
  const [address, setAddress] = useState('');
  const [kinds, setKinds] = useState<readonly Kind[]>(KINDS);
  const add = useWrite('POST /alerts/endpoints', {
    toast: () => t('endpoints.added'),
    onDone({ secret }) {
      setAddress('');
      setKinds(KINDS);
      onSecret(secret);
    },
  });
  const url = toUrl(address.trim());
  return (
    <>
      <s-text-field
        label={t('endpoints.address')}
        details={t('endpoints.addressText')}
        placeholder="https://hooks.example.com/rollcall"
        value={address}
        onInput={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      <details className="payload">
        <summary>{t('endpoints.kinds', { count: kinds.length, total: KINDS.length })}</summary>
        <div className="kinds">
          {KINDS.map((kind) => (
            <s-checkbox
              key={kind}
              label={t(`kind.${kind}`)}
              checked={kinds.includes(kind)}
              onChange={({ currentTarget: { checked } }) =>
                setKinds(KINDS.filter((one) => (one === kind ? checked : kinds.includes(one))))
              }
            />
          ))}
        </div>
      </details>
      <s-stack direction="inline">
        <s-button
          variant="primary"
          icon="plus"
          disabled={url === '' || kinds.length === 0}
          loading={add.isPending}
          onClick={() =>
            add.mutate({ body: { shop, url, kinds: kinds.length === KINDS.length ? null : [...kinds] } })
          }
        >
          {t('endpoints.add')}
        </s-button>
      </s-stack>
    </>
  );
}

/** A mail address may be typed as people write it. */
function toUrl(address: string): string {
  return address.includes('@') && !address.includes(':') ? `mailto:${address}` : address;
}
