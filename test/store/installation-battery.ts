// What every store must do with installations: tokens change as a pair, and by one process at a time.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Grant, InstallationStore } from '../../src/access/ports.ts';
import { createSecrets } from '../../src/access/secrets.ts';
import type { Engine } from '../../src/store/engine.ts';
import { createInboxStore } from '../../src/store/inbox-store.ts';
import { createInstallationStore } from '../../src/store/installation-store.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createSecretsStore } from '../../src/store/sealed-columns.ts';
import { createVault } from '../../src/vault.ts';

const KEY = { id: '2025', key: randomBytes(32) };
const A = 'a.myshopify.com';
const B = 'b.myshopify.com';

const grantOf = (n: number): Grant => ({
  accessToken: `shpat_${n}`,
  accessExpiresAt: n * 1000,
  refreshToken: `shprt_${n}`,
  refreshExpiresAt: n * 90_000,
  scopes: ['write_customers'],
});

/** Registers the battery; `open` gives an engine on an empty database. */
export function installationBattery(name: string, open: () => Promise<Engine>): void {
  describe(`installations on ${name}`, () => {
    let engine: Engine;
    let store: InstallationStore;
    before(async () => {
      engine = await open();
      await migrate(engine);
      store = createInstallationStore(engine, createVault([KEY]));
    });
    after(() => engine.close());

    /** What the webhook `app/uninstalled` says. */
    async function uninstall(shop: string, at: number): Promise<void> {
      const inbox = createInboxStore(engine);
      const id = `uninstalled-${at}`;
      await inbox.keep(shop, id, { kind: 'uninstalled', at }, at);
      assert.equal(await inbox.takeIn(shop, id, () => false, at), 'app');
    }

    it('GIVEN a shop that installs the app WHEN it is opened THEN its tokens are as granted, and no other shop has any', async () => {
      await store.install(A, grantOf(1), 1);
      const found = await store.open(A);
      assert.deepEqual(found?.grant, grantOf(1));
      assert.deepEqual([found?.installation.state, found?.installation.version], ['installed', 1]);
      assert.equal(await store.open(B), undefined);
    });

    it('GIVEN several that would renew WHEN they claim it THEN one may, until its time is over or it gives up', async () => {
      const claims = await Promise.all(
        ['p', 'q', 'r'].map((owner) => store.claimRenewal(A, 1, owner, 20, 10)),
      );
      assert.deepEqual(claims.filter(Boolean), [true]);
      const winner = ['p', 'q', 'r'][claims.indexOf(true)] as string;
      assert.equal(await store.claimRenewal(A, 1, 's', 30, 19), false);
      assert.equal(await store.claimRenewal(A, 1, 's', 30, 20), true);
      await store.releaseRenewal(A, winner);
      assert.equal(await store.claimRenewal(A, 1, 'p', 40, 21), false, 'released by one whose turn was over');
      await store.releaseRenewal(A, 's');
      assert.equal(await store.claimRenewal(A, 1, 'p', 40, 21), true);
    });

    it('GIVEN new tokens WHEN two store them for one version THEN the second changes nothing', async () => {
      assert.equal(await store.renew(A, 1, grantOf(2), 30), true);
      assert.equal(await store.renew(A, 1, grantOf(3), 31), false);
      assert.equal(await store.lose(A, 1, 32), false);
      assert.deepEqual((await store.open(A))?.grant, grantOf(2));
      assert.equal(await store.claimRenewal(A, 2, 'q', 60, 33), true, 'a claim ends with what it was for');
    });

    it('GIVEN refresh tokens that end WHEN they are looked for THEN installed shops are named, the soonest first', async () => {
      await store.install(B, grantOf(1), 1);
      assert.deepEqual(await store.listExpiring(200_000, 10), [B, A]);
      assert.deepEqual(await store.listExpiring(100_000, 10), [B]);
      assert.deepEqual(await store.listExpiring(200_000, 1), [B]);
    });

    it('GIVEN secrets under an old key WHEN they are sealed anew THEN they lie under the first, and open as before', async () => {
      const vault = createVault([{ id: '2026', key: randomBytes(32) }, KEY]);
      const secrets = createSecrets({ store: createSecretsStore(engine), vault });
      assert.deepEqual([...(await secrets.count())], [['2025', 4]]);
      assert.deepEqual(await secrets.reseal(), { resealed: 4, unreadable: 0 });
      assert.deepEqual([...(await secrets.count())], [['2026', 4]]);
      assert.deepEqual((await createInstallationStore(engine, vault).open(A))?.grant, grantOf(2));
      await assert.rejects(store.open(A), { code: 'unknown_encryption_key' });
      store = createInstallationStore(engine, vault);
    });

    it('GIVEN what is told of an uninstalled app WHEN it is older than the installation THEN it is not believed', async () => {
      await store.install(A, grantOf(4), 100);
      await uninstall(A, 99);
      assert.equal((await store.open(A))?.installation.state, 'installed');
      await uninstall(A, 101);
      const gone = await store.open(A);
      assert.deepEqual([gone?.installation.state, gone?.installation.uninstalledAt], ['uninstalled', 101]);
      assert.equal(gone?.grant, null);
      assert.deepEqual((await store.open(B))?.grant, grantOf(1));
    });

    it('GIVEN an app that was uninstalled WHEN a renewal that began before is stored THEN it brings nothing back', async () => {
      await store.install(A, grantOf(5), 200);
      const { version } = (await store.open(A))?.installation ?? { version: 0 };
      assert.equal(await store.claimRenewal(A, version, 'p', 300, 201), true);
      await uninstall(A, 202);
      assert.equal(await store.renew(A, version, grantOf(6), 203), false);
      assert.equal((await store.open(A))?.grant, null);
    });
  });
}
