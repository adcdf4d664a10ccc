// The two switches that decide what happens, and the domains whose customers may be adopted.
import { useTranslation } from 'react-i18next';
import { DomainsField } from '../../parts/domains-field.tsx';
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
      <DomainsField domains={domains} onChange={(typed) => onChange({ domains: typed })} />
    </>
  );
}
