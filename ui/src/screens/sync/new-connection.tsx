// Adds a connection for another identity provider.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useWrite } from '../../api/queries.ts';
import { onSingleClick } from '../../parts/single-click.ts';
import { useShop } from '../../shell/connections.tsx';
import { PROVIDER_IDS, PROVIDERS, type Provider } from './providers.ts';

export function NewConnection({ id }: { readonly id: string }) {
  const { t } = useTranslation('sync');
  const navigate = useNavigate();
  const [provider, setProvider] = useState<Provider>('entra');
  const [name, setName] = useState('');
  const shop = useShop();
  const create = useWrite('POST /connections', { toast: ({ name }) => t('added', { name }) });
  const chosen = name.trim() || PROVIDERS[provider].name;
  const add = () =>
    create.mutate(
      { body: { shop, name: chosen, provider } },
      {
        // Not where somebody has gone to another screen meanwhile.
        onSuccess(connection) {
          setName((now) => (now === name ? '' : now));
          void navigate(`/sync/${connection.id}`);
        },
      },
    );
  return (
    <s-modal id={id} heading={t('add')}>
      <s-paragraph>{t('addText')}</s-paragraph>
      <ProviderSelect value={provider} onChoose={setProvider} />
      <s-text-field
        label={t('name')}
        placeholder={PROVIDERS[provider].name}
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <s-button
        slot="primary-action"
        variant="primary"
        commandFor={id}
        command="--hide"
        onClick={onSingleClick(add)}
      >
        {t('add')}
      </s-button>
    </s-modal>
  );
}

interface ProviderSelectProps {
  readonly value: Provider;
  readonly onChoose: (provider: Provider) => void;
}

export function ProviderSelect({ value, onChoose }: ProviderSelectProps) {
  const { t } = useTranslation('sync');
  return (
    <s-select
      label={t('provider.label')}
      value={value}
      onChange={({ currentTarget }) => onChoose(currentTarget.value as Provider)}
    >
      {PROVIDER_IDS.map((id) => (
        <s-option key={id} value={id}>
          {id === 'other' ? t('provider.other') : PROVIDERS[id].name}
        </s-option>
      ))}
    </s-select>
  );
}
