// The secrets at rest as a whole: under which keys they lie, and how they come under the first.
import { keyIdOf, type Vault, VaultError } from '../vault.ts';
import type { SecretsStore } from './ports.ts';

export interface Secrets {
  /** How many secrets lie under each key, those under keys that are not there included. */
  count(): Promise<ReadonlyMap<string, number>>;
  /** Seals with the first key what lies under another. What does not open stays as it is. */
  reseal(): Promise<{ readonly resealed: number; readonly unreadable: number }>;
}

export function createSecrets({
  store,
  vault,
}: {
  readonly store: SecretsStore;
  readonly vault: Vault;
}): Secrets {
  return {
    async count() {
      const counts = new Map<string, number>();
      for await (const { sealed } of store.all()) {
        const id = keyIdOf(sealed) ?? 'unknown';
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },

    async reseal() {
      let resealed = 0;
      let unreadable = 0;
      for await (const secret of store.all()) {
        if (vault.isCurrent(secret.sealed)) continue;
        try {
          const again = vault.seal(vault.open(secret.sealed, secret), secret);
          if (await store.replace(secret, again)) resealed += 1;
        } catch (error) {
          if (!(error instanceof VaultError)) throw error;
          unreadable += 1;
        }
      }
      return { resealed, unreadable };
    },
  };
}
