// Keys made from the configuration: one for each purpose, the same in every process with the same admin token.
import { createHmac, hkdfSync } from 'node:crypto';
import type { Config } from '../config.ts';
import { ADMIN_TOKEN_KEY } from '../environment.ts';
import { createVault, type Vault } from '../vault.ts';

export type KeySources = Pick<Config, 'adminToken' | 'encryptionKeys'>;

/** The key made from the admin token comes last: what it encrypted still opens once other keys are set. */
export function openVault({ adminToken, encryptionKeys = [] }: KeySources): Vault {
  const derived = { id: ADMIN_TOKEN_KEY, key: deriveKey(adminToken, 'secrets') };
  return createVault([...encryptionKeys, derived]);
}

/** A key of 32 bytes for one purpose. */
export function deriveKey(adminToken: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', adminToken, '', `rollcall ${purpose}`, 32));
}

export function digestWith(key: Uint8Array): (text: string) => string {
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
