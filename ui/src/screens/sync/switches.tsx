// The two switches that decide what happens, and the domains whose customers may be adopted.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../shell/connections.tsx';

interface SwitchesProps {
  readonly connection: Connection;
  readonly onChange: (
    change: Partial<Pick<Connection, 'scimProvisioning' | 'newCustomerCreation' | 'domains'>>,
  ) => void;
}

export function Switches({ connection, onChange }: SwitchesProps) {
  const { t } = useTranslation('sync');
  const { newCustomerCreation, scimProvisioning, domains } = connection;
  const stored = domains.join(', ');
  const [typed, setTyped] = useState(stored);
  useEffect(() => setTyped(stored), [stored]);
  return (
    <>
      <s-switch
        label="New Customer Creation"
        details={t('switches.creation')}
        checked={newCustomerCreation}
        onChange={({ currentTarget }) => onChange({ newCustomerCreation: currentTarget.checked })}
      />
      <s-switch
        label="SCIM Provisioning"
        details={t('switches.provisioning')}
        checked={scimProvisioning}
        onChange={({ currentTarget }) => onChange({ scimProvisioning: currentTarget.checked })}
      />
      <s-text-field
        label={t('switches.domains')}
        placeholder="example.com, example.org"
        details={t(domains.includes('*') ? 'switches.domainsAll' : 'switches.domainsText')}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onChange={({ currentTarget }) => onChange({ domains: readDomains(currentTarget.value) })}
      />
    </>
  );
}

function readDomains(typed: string): string[] {
  const domains = typed.split(/[\s,;]+/).map((domain) => domain.replace(/^@/, '').toLowerCase());
  return [...new Set(domains.filter((domain) => domain !== ''))];
}
