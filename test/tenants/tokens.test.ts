// The form of the secrets that providers are given.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { hashToken, mintToken, readToken, sameSecret } from '../../src/tenants/tokens.ts';

describe('tokens', () => {
  it('GIVEN a shop WHEN a token is minted THEN it names shop and id, and only its hash is to be kept', () => {
    const { token, id, hash } = mintToken('example.myshopify.com');
    assert.match(token, /^rollcall_example\.myshopify\.com_[0-9a-f]{12}_[0-9a-f]{64}$/);
    assert.deepEqual(readToken(token), { shop: 'example.myshopify.com', id });
    assert.equal(hash, hashToken(token));
    assert.notEqual(mintToken('example.myshopify.com').token, token);
  });

  it('GIVEN the expression that docs/connections.md gives to secret scanners WHEN it is tried THEN it finds a token in a text', () => {
    const page = readFileSync(new URL('../../docs/connections.md', import.meta.url), 'utf8');
    const expression = /^rollcall_\[.*$/m.exec(page)?.[0] ?? '';
    const { token } = mintToken('my-shop-2.myshopify.com');
    assert.equal(new RegExp(expression).exec(`curl -H "Authorization: Bearer ${token}"`)?.[0], token);
  });

  it('GIVEN text that is no token WHEN read THEN it is refused', () => {
    for (const text of ['', 'rollcall', 'rollcall_a_b', 'other_a_b_c', 'rollcall_a_b_c_d', 'rollcall__b_c']) {
      assert.equal(readToken(text), undefined, text);
    }
    assert.equal(readToken(`rollcall_a_b_${'c'.repeat(400)}`), undefined);
  });

  it('GIVEN secrets of any length WHEN compared THEN only the same are the same', () => {
    assert.equal(sameSecret('abc', 'abc'), true);
    assert.equal(sameSecret('abc', 'abcd'), false);
    assert.equal(sameSecret('', 'a'), false);
  });
});
