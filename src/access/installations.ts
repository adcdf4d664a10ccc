// The app's life in a shop: opened, and so installed; what follows from that, and what is known of it.
import { VaultError } from '../vault.ts';
import type { AccessFailure, InstallationStore, TokenEndpoint } from './ports.ts';
import type { Merchant } from './principal.ts';

export interface Installations {
  /**
   * Makes sure of Shopify's access when a member of the staff opens the app: on the first opening, after the app was
   * installed again, and after access was lost, the ID token is exchanged for tokens of ours.
   */
  readonly welcome: Welcome;
}

export type Welcome = (merchant: Merchant, idToken: string) => Promise<Welcomed>;

export type Welcomed =
  | { readonly kind: 'ready' }
  /** Shopify takes this ID token no more; another may do. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Shopify does not answer just now. */
  | { readonly kind: 'unavailable' };

export interface InstallationsDependencies {
  readonly store: InstallationStore;
  readonly endpoint: Pick<TokenEndpoint, 'exchange'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told once there is access. */
  readonly onInstalled: (shop: string) => Promise<void>;
}

export function createInstallations(dependencies: InstallationsDependencies): Installations {
  const { store, endpoint, now } = dependencies;

  async function hasAccess(shop: string): Promise<boolean> {
    try {
      return (await store.open(shop))?.installation.state === 'installed';
    } catch (error) {
      // Tokens whose key is gone are of no use.
      if (error instanceof VaultError) return false;
      throw error;
    }
  }

  return {
    async welcome({ shop }, idToken) {
      if (await hasAccess(shop)) return { kind: 'ready' };
      try {
        // Two openings at once exchange twice: both pairs are good, and the one that is stored last is used.
        await store.install(shop, await endpoint.exchange(shop, idToken), now());
      } catch (error) {
        if (!isAccessFailure(error)) throw error;
        const { kind, code, message } = error;
        if (kind === 'unavailable') return { kind: 'unavailable' };
        return code === 'id_token_refused' ? { kind: 'expired' } : { kind: 'refused', code, message };
      }
      await dependencies.onInstalled(shop);
      return { kind: 'ready' };
    },
  };
}

function isAccessFailure(error: unknown): error is AccessFailure {
  return error instanceof Error && 'kind' in error && 'code' in error;
}
