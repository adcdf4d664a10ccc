import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { adminOriginOf, ConfigError, readConfig, readStoreConfig } from '../src/config.ts';

const GOOD = {
  ROLLCALL_ADMIN_TOKEN: 'a'.repeat(32),
  SHOPIFY_SHOP: 'example.myshopify.com',
  SHOPIFY_CLIENT_ID: 'id',
  SHOPIFY_CLIENT_SECRET: 'secret',
};

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
}

describe('readConfig', () => {
  it('GIVEN what is needed WHEN read THEN the rest has its defaults', () => {
    assert.deepEqual(readConfig(GOOD), {
      databaseUrl: 'sqlite:rollcall.sqlite',
      role: 'all',
      host: '127.0.0.1',
      port: 8440,
      publicUrl: 'http://127.0.0.1:8440',
      adminToken: 'a'.repeat(32),
      confirmMs: 2000,
      bulkFrom: 3000,
      logLevel: 'info',
      uiRuntime: 'shopify',
      privateHosts: [],
      trustedProxies: [],
      shopify: {
        shop: 'example.myshopify.com',
        adminOrigin: 'https://{shop}',
        credentials: { kind: 'client', clientId: 'id', clientSecret: 'secret' },
        webhookSecrets: ['secret'],
      },
    });
  });

  it('GIVEN SQLite WHEN a role is asked for that needs others beside it THEN it is refused with the remedy', () => {
    for (const ROLLCALL_ROLE of ['web', 'worker']) {
      assert.match(
        faultsOf({ ...GOOD, ROLLCALL_ROLE }).join(),
        /set DATABASE_URL to a postgres:\/\/ address/,
      );
      const split = { ...GOOD, ROLLCALL_ROLE, DATABASE_URL: 'postgres://x@y/z' };
      assert.equal(readConfig(split).role, ROLLCALL_ROLE);
    }
  });

  it('GIVEN an empty environment WHEN read THEN every missing setting is named at once, with its remedy', () => {
    const faults = faultsOf({});
    assert.equal(faults.length, 3);
    assert.match(faults.join('\n'), /ROLLCALL_ADMIN_TOKEN is missing\. Make one with: openssl rand -hex 32/);
    assert.match(faults.join('\n'), /SHOPIFY_SHOP is missing/);
    assert.match(faults.join('\n'), /SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET are missing/);
  });

  it('GIVEN faults of every kind WHEN read THEN each is one sentence and no value is repeated', () => {
    const faults = faultsOf({
      ...GOOD,
      ROLLCALL_ADMIN_TOKEN: 'short-secret',
      ROLLCALL_PORT: '70000',
      ROLLCALL_CONFIRM_MS: 'soon',
      ROLLCALL_URL: 'https://x.example/path',
      ROLLCALL_LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x',
      SHOPIFY_SHOP: 'example.com',
      SHOPIFY_ACCESS_TOKEN: 'shpat_secret',
    });
    assert.equal(faults.length, 8);
    assert.doesNotMatch(faults.join('\n'), /short-secret|shpat_secret/);
  });

  it('GIVEN a public URL with a slash at the end WHEN read THEN the slash is dropped', () => {
    assert.equal(readConfig({ ...GOOD, ROLLCALL_URL: 'https://x.example/' }).publicUrl, 'https://x.example');
  });

  it('GIVEN encryption keys WHEN read THEN each is 32 bytes, the first first; what cannot be read is named with its remedy', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const text = `2026:${one.toString('base64')}, 2025:${two.toString('base64')}`;
    const { encryptionKeys = [] } = readConfig({ ...GOOD, ROLLCALL_ENCRYPTION_KEYS: text });
    assert.deepEqual(
      encryptionKeys.map(({ id, key }) => [id, Buffer.from(key).equals(id === '2026' ? one : two)]),
      [
        ['2026', true],
        ['2025', true],
      ],
    );
    for (const [keys, said] of [
      ['secret-without-id', /cannot be read.*openssl rand -base64 32/],
      [`a:${one.toString('base64')},`, /cannot be read/],
      ['a:c2hvcnQ=', /cannot be read/],
      [`a:${one.toString('base64')},a:${two.toString('base64')}`, /an id twice/],
      [`admin-token:${one.toString('base64')}`, /admin-token, which is taken/],
    ] as const) {
      const [fault = '', ...others] = faultsOf({ ...GOOD, ROLLCALL_ENCRYPTION_KEYS: keys });
      assert.match(fault, said);
      assert.doesNotMatch(fault, /secret-without-id|c2hvcnQ/);
      assert.deepEqual(others, []);
    }
  });

  it('GIVEN client id and secret without a store WHEN read THEN every store that installs the app is served, under keys of its own', () => {
    const { SHOPIFY_SHOP: _, ...open } = GOOD;
    const [fault = '', ...others] = faultsOf(open);
    assert.match(fault, /ROLLCALL_ENCRYPTION_KEYS is missing.*openssl rand -base64 32.*set SHOPIFY_SHOP/);
    assert.deepEqual(others, []);
    const keys = `1:${Buffer.alloc(32, 1).toString('base64')}`;
    const { shopify } = readConfig({ ...open, ROLLCALL_ENCRYPTION_KEYS: keys });
    assert.equal(shopify.shop, undefined);
    assert.equal(adminOriginOf(shopify, 'a.myshopify.com'), 'https://a.myshopify.com');
    const many = {
      ...open,
      ROLLCALL_ENCRYPTION_KEYS: keys,
      SHOPIFY_ADMIN_ORIGIN: 'http://x.example/{shop}/',
    };
    assert.equal(
      adminOriginOf(readConfig(many).shopify, 'a.myshopify.com'),
      'http://x.example/a.myshopify.com',
    );
    assert.equal(faultsOf({ ...GOOD, SHOPIFY_ADMIN_ORIGIN: 'http://x.example/path' }).length, 1);
  });

  it('GIVEN variables left blank WHEN read THEN they count as not set', () => {
    assert.equal(readConfig({ ...GOOD, ROLLCALL_PORT: '', DATABASE_URL: '' }).port, 8440);
    assert.equal(readStoreConfig({ DATABASE_URL: '' }).databaseUrl, 'sqlite:rollcall.sqlite');
  });

  it('GIVEN docs/configuration.md WHEN compared THEN it names exactly the variables that are read', () => {
    const source = readFileSync(new URL('../src/config.ts', import.meta.url), 'utf8');
    const docs = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    const names = (text: string) => new Set(text.match(/\b(ROLLCALL|SHOPIFY|DATABASE)_[A-Z_]+\b/g));
    assert.deepEqual([...names(docs)].sort(), [...names(source)].sort());
  });
});
