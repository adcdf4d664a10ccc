// Who a bearer is, over a real store that two processes have open.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCredentialStore } from '../../src/store/credential-store.ts';
import { createEndingStore } from '../../src/store/ending-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { createTenants, type Tenants } from '../../src/tenants/tenants.ts';

const SHOP = 'example.myshopify.com';

describe('a token that was found before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-tenants-'));
  const engines: Engine[] = [];
  let now = 1_000_000;
  let ours: Tenants;
  let another: Tenants;

  before(async () => {
    const open = async () => {
      const engine = openEngine(`sqlite:${join(folder, 'tenants.sqlite')}`);
      engines.push(engine);
      await migrate(engine);
      return createTenants({
        store: createTenantStore(engine),
        credentialStore: createCredentialStore(engine),
        endingStore: createEndingStore(engine),
        now: () => now,
        newId: () => 'entra',
      });
    };
    ours = await open();
    another = await open();
  });
  after(async () => {
    for (const engine of engines) await engine.close();
    rmSync(folder, { recursive: true });
  });

  it('GIVEN this process throws a switch WHEN the token comes again THEN the switch holds at once', async () => {
    const { token } = await ours.createToken(SHOP);
    assert.equal((await ours.authenticate(token)).connection?.scimProvisioning, false);
    await ours.updateConnection('entra', { scimProvisioning: true });
    assert.equal((await ours.authenticate(token)).connection?.scimProvisioning, true);
  });

  it('GIVEN another process throws a switch WHEN a second has passed THEN the switch holds', async () => {
    const { token } = await ours.createToken(SHOP);
    assert.equal((await ours.authenticate(token)).connection?.newCustomerCreation, false);
    await another.updateConnection('entra', { newCustomerCreation: true });
    now += 1_000;
    assert.equal((await ours.authenticate(token)).connection?.newCustomerCreation, true);
  });

  it('GIVEN another process revokes a token WHEN a second has passed THEN it opens nothing, and no other suffers', async () => {
    const [first, second] = [await ours.createToken(SHOP), await ours.createToken(SHOP)];
    for (const { token } of [first, second]) assert.ok((await ours.authenticate(token)).connection);
    await another.credentials.revoke({ shop: SHOP, connection: first.connection.id }, first.id);
    now += 1_000;
    assert.equal((await ours.authenticate(first.token)).connection, undefined);
    assert.ok((await ours.authenticate(second.token)).connection);
  });

  it('GIVEN a token is remembered, and the clock is set back by an hour WHEN another process revokes it THEN it opens nothing', async () => {
    const { token, id, connection } = await ours.createToken(SHOP);
    assert.ok((await ours.authenticate(token)).connection);
    now -= 3_600_000;
    await another.credentials.revoke({ shop: SHOP, connection: connection.id }, id);
    assert.equal((await ours.authenticate(token)).connection, undefined);
  });

  it('GIVEN a client id that can be none WHEN refused THEN no failure is remembered against it', async () => {
    const refused = async (clientId: string) => {
      const proof = { kind: 'secret', clientId, secret: 'guessed' } as const;
      const { against } = (await ours.grants.identify(proof)) as { readonly against?: string };
      return against;
    };
    assert.equal(await refused(`entra.${SHOP}`), `entra.${SHOP}`);
    assert.equal(await refused(`${'x'.repeat(30_000)}.${SHOP}`), undefined);
  });

  it('GIVEN a token that is used again and again WHEN what was noted is written THEN it is written once', async () => {
    const { token, id, connection } = await ours.createToken(SHOP);
    const scope = { shop: SHOP, connection: connection.id };
    const lastUse = async () =>
      (await another.credentials.list(scope, 'bearer')).find((one) => one.id === id)?.lastUsedAt;
    for (let n = 0; n < 5; n += 1) await ours.authenticate(token);
    assert.equal(await lastUse(), null);
    await ours.flush();
    assert.equal(await lastUse(), now);
  });

  it('GIVEN a token is remembered WHEN one with its id but another secret comes THEN it opens nothing', async () => {
    const { token } = await ours.createToken(SHOP);
    assert.ok((await ours.authenticate(token)).connection);
    assert.deepEqual(await ours.authenticate(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`), {
      connection: undefined,
      why: 'unknown',
      against: 'entra.example.myshopify.com',
    });
  });
});
