// A database opened for one command, without the work of a server: brought up to date, with its tenants.
import type { Installation } from '../access/ports.ts';
import { createSecrets, type Secrets } from '../access/secrets.ts';
import type { Config } from '../config.ts';
import { newId } from '../ids.ts';
import { createShopifyAccess, type ShopifyAccess } from '../shopify/access.ts';
import { createInstallationStore } from '../store/installation-store.ts';
import { createSecretsStore } from '../store/sealed-columns.ts';
import type { Vault } from '../vault.ts';
import { type KeySources, openVault } from './keys.ts';
import { openStore } from './store.ts';
import { type Tenancy, tenancyOn } from './tenants.ts';

export interface Administration extends Tenancy {
  /** The migrations that opening ran. */
  readonly migrated: readonly string[];
  /** The secrets at rest, for whoever has the keys. */
  secretsWith(keys: KeySources): { readonly secrets: Secrets; readonly vault: Vault };
  /** Shopify's access as the configuration says, and the shops that ever installed the app. */
  accessWith(config: Config): { readonly access: ShopifyAccess; installations(): Promise<Installation[]> };
  close(): Promise<void>;
}

export async function openAdministration(databaseUrl: string): Promise<Administration> {
  const { engine, migrated } = await openStore(databaseUrl);
  const now = Date.now;
  return {
    ...tenancyOn(engine, { now }),
    migrated,
    secretsWith(keys) {
      const vault = openVault(keys);
      return { vault, secrets: createSecrets({ store: createSecretsStore(engine), vault }) };
    },
    accessWith(config) {
      const store = createInstallationStore(engine, openVault(config));
      const access = createShopifyAccess(config.shopify, { store, owner: newId(), now });
      return { access, installations: store.list };
    },
    close: () => engine.close(),
  };
}
