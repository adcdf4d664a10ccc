import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createVault, type EncryptionKey, VaultError } from '../src/vault.ts';

const AT = { shop: 'a.myshopify.com', purpose: 'installations.access_token' };
const key = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });

describe('vault', () => {
  it('GIVEN a secret WHEN it is sealed twice THEN both open to it, and no two texts are alike or show it', () => {
    const vault = createVault([key('one')]);
    const sealed = [vault.seal('shpat_ö', AT), vault.seal('shpat_ö', AT)];
    assert.deepEqual(
      sealed.map((text) => vault.open(text, AT)),
      ['shpat_ö', 'shpat_ö'],
    );
    assert.notEqual(sealed[0], sealed[1]);
    assert.ok(sealed.every((text) => /^v1\.one\.[\w-]+$/.test(text) && !text.includes('shpat')));
  });

  it('GIVEN a sealed text WHEN it is opened for another shop or purpose, or was changed THEN it does not open', () => {
    const vault = createVault([key('one')]);
    const sealed = vault.seal('secret', AT);
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const [text, at] of [
      [sealed, { ...AT, shop: 'b.myshopify.com' }],
      [sealed, { ...AT, purpose: 'installations.refresh_token' }],
      [changed, AT],
      [sealed.slice(0, -20), AT],
      ['v1.one.', AT],
    ] as const) {
      assert.throws(() => vault.open(text, at), { name: 'VaultError', code: 'sealed_text_damaged' });
    }
  });

  it('GIVEN a new key before the old WHEN old secrets are opened THEN they open, and are told from current ones', () => {
    const [old, fresh] = [key('2025'), key('2026')];
    const sealed = createVault([old]).seal('secret', AT);
    const vault = createVault([fresh, old]);
    assert.equal(vault.open(sealed, AT), 'secret');
    assert.equal(vault.isCurrent(sealed), false);
    assert.equal(vault.isCurrent(vault.seal('secret', AT)), true);
  });

  it('GIVEN a secret whose key is gone WHEN it is opened THEN the error names the key and the remedy', () => {
    const sealed = createVault([key('2025')]).seal('secret', AT);
    assert.throws(
      () => createVault([key('2026')]).open(sealed, AT),
      (error) => error instanceof VaultError && /"2025".*ROLLCALL_ENCRYPTION_KEYS/.test(error.message),
    );
    assert.throws(() => createVault([key('2026')]).open('plain', AT), { code: 'unknown_encryption_key' });
  });
});
