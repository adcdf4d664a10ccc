// What each identity provider calls the things that it is given. The names stand on its own screens and are not translated.
import type { Connection } from '../../shell/connections.tsx';

export type Provider = Connection['provider'];

export interface ProviderWords {
  readonly name: string;
  /** The field that takes the SCIM Base URL. */
  readonly url: string;
  /** The field that takes the token. */
  readonly token: string;
  /** Whether that field wants the whole header, `Bearer …`, or the token alone. */
  readonly isWholeHeader: boolean;
  /** The button that tries the connection. */
  readonly test: string;
  /** The page of the vendor's, or of a plugin's, that the names and the guide are held against; shown as a link. */
  readonly source?: string;
}

const common = { isWholeHeader: false, test: 'Test Connection' };

/** In the order in which they are offered. */
export const PROVIDERS: Readonly<Record<Provider, ProviderWords>> = {
  entra: {
    ...common,
    name: 'Microsoft Entra ID',
    url: 'Tenant URL',
    token: 'Secret Token',
    source:
      'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
  },
  okta: {
    ...common,
    name: 'Okta',
    url: 'SCIM connector base URL',
    token: 'Authorization',
    test: 'Test Connector Configuration',
    source: 'https://help.okta.com/en-us/content/topics/apps/apps_app_integration_wizard_scim.htm',
  },
  onelogin: {
    ...common,
    name: 'OneLogin',
    url: 'SCIM Base URL',
    token: 'SCIM Bearer Token',
    test: 'Enable',
    source: 'https://developers.onelogin.com/scim/test-your-scim',
  },
  jumpcloud: {
    ...common,
    name: 'JumpCloud',
    url: 'Base URL',
    token: 'Token Key',
    source:
      'https://jumpcloud.com/support/provision-and-manage-users-and-groups-in-apps-using-custom-scim-identity-management-integration',
  },
  google: {
    ...common,
    name: 'Google Workspace',
    url: 'Endpoint URL',
    token: 'Access token',
    test: 'Continue',
    source: 'https://knowledge.workspace.google.com/admin/users/advanced/about-automated-user-provisioning',
  },
  ping: {
    ...common,
    name: 'Ping Identity',
    url: 'SCIM Base URL',
    token: 'OAuth Access Token',
    test: 'Test connection',
    source: 'https://docs.pingidentity.com/pingone/integrations/p1_create_scim_connection.html',
  },
  keycloak: {
    ...common,
    name: 'Keycloak',
    url: 'SCIM 2.0 endpoint',
    token: 'Auth password/token',
    test: 'Save',
    source: 'https://github.com/mitodl/keycloak-scim',
  },
  authentik: {
    ...common,
    name: 'authentik',
    url: 'URL',
    token: 'Token',
    test: 'Create',
    source: 'https://docs.goauthentik.io/add-secure-apps/providers/scim/create-scim-provider/',
  },
  rippling: { ...common, name: 'Rippling', url: 'SCIM Base URL', token: 'Bearer Token' },
  miniorange: {
    ...common,
    name: 'miniOrange',
    url: 'SCIM Base URL',
    token: 'Bearer Token',
    source: 'https://www.miniorange.com/iam/content-library/admin-docs/how-to-add-scim-server-app',
  },
  other: {
    ...common,
    name: 'SCIM 2.0',
    url: 'SCIM Base URL',
    token: 'Authorization Header',
    isWholeHeader: true,
  },
};

export const PROVIDER_IDS = Object.keys(PROVIDERS) as readonly Provider[];

/** Our name of a thing, and the provider's where that is another. */
export function labelOf(ours: string, theirs: string): string {
  return ours === theirs ? ours : `${ours} → ${theirs}`;
}
