// What the sync may write of links, and which of several it is given.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createSyncStore } from '../../src/store/sync-store.ts';
import type { DirtyUser, Lease, Link, Settlement, SyncStore } from '../../src/sync/ports.ts';
import { NOTHING_OWNED } from '../../src/sync/state.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { SHOP, startWorld, type World } from '../sync/support/world.ts';

const linkOf = (id: string, customerId: string | null = null): Link => ({
  id,
  customerId,
  origin: 'created',
  state: 'linked',
  emailKey: `${id}@example.com`,
  owned: NOTHING_OWNED,
  before: null,
  updatedAt: 0,
});

describe('links in SQLite', () => testLinks(async () => undefined));

describe('links in PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());
  testLinks(() => postgres.createDatabase());
});

function testLinks(databaseUrl: () => Promise<string | undefined>): void {
  let world: World;
  let store: SyncStore;
  let lease: Lease;
  beforeEach(async () => {
    const url = await databaseUrl();
    world = await startWorld(url === undefined ? {} : { databaseUrl: url });
    store = createSyncStore(world.engine);
    const grant = await store.acquireLease(SHOP, 'me', 0, 60_000);
    assert.ok(grant.lease !== null);
    lease = grant.lease;
  });
  afterEach(() => world.close());

  /** New users, each with a link that its claim made. */
  async function claimLinks(...links: Link[]): Promise<DirtyUser[]> {
    for (const { id } of links) await world.createUser({ userName: id });
    const rows = (await store.due(SHOP, Date.now(), 10, false)).filter((row) => row.kind === 'user');
    const requests = links.map((newLink, index) => {
      const email = { key: newLink.emailKey ?? '', newLink, isReturning: () => false };
      return { row: rows[index] as DirtyUser, email, voids: null, intent: null };
    });
    assert.ok((await store.claim(lease, requests, 0))?.every(({ fresh }) => fresh));
    return rows;
  }

  it('GIVEN a link that was deleted during a try WHEN the try ends THEN the link stays away, the user is due, and the others are stored', async () => {
    const [gone, kept] = [linkOf('gone'), linkOf('kept')];
    const rows = await claimLinks(gone, kept);
    await world.engine.kysely.deleteFrom('links').where('id', '=', gone.id).execute();

    assert.equal(await store.saveLink(lease, gone, 1), false);
    assert.equal(await store.saveLink(lease, kept, 1), true);
    const settlements = [gone, kept].map(
      (link, index): Settlement => ({
        row: rows[index] as DirtyUser,
        outcome: { kind: 'clear' },
        link,
        claim: {
          state: 'synced',
          code: null,
          detail: null,
          warnings: [],
          foundCustomer: null,
          syncedVersion: 1,
        },
        freesEmail: false,
        certificate: null,
      }),
    );
    assert.deepEqual(await store.settle(lease, settlements, 2), [false, true]);
    assert.deepEqual(
      (await world.links()).map(({ id }) => id),
      ['kept'],
    );
    const [row, ...others] = await world.outbox();
    assert.deepEqual([row?.subject, row?.state, row?.attempts], [rows[0]?.subject, 'pending', 0]);
    assert.deepEqual(others, []);
    const claims = await world.claims();
    assert.equal(claims.find(({ user_id: id }) => id === row?.subject)?.state, 'waiting');
  });

  it('GIVEN an address that a deleted user had and another has WHEN a third wants it THEN the one who has it is told', async () => {
    const before = { ...linkOf('a'), emailKey: 'x@example.com' };
    const now = linkOf('b');
    await claimLinks(before, now);
    await world.engine.kysely.deleteFrom('claims').where('link_id', '=', 'a').execute();
    await store.saveLink(lease, { ...now, emailKey: 'x@example.com' }, 1);
    await world.createUser({ userName: 'third' });
    const rows = (await store.due(SHOP, Date.now(), 10, false)).filter((one) => one.kind === 'user');
    const row = rows.find(({ user }) => user?.nameKey === 'third');
    assert.ok(row !== undefined);
    const email = { key: 'x@example.com', newLink: linkOf('c'), isReturning: () => false };
    const grants = await store.claim(lease, [{ row, email, voids: null, intent: null }], 2);
    assert.equal(grants?.[0]?.holder?.link.id, 'b');
  });

  for (const [first, second] of [
    ['by-id', 'by-number'],
    ['by-number', 'by-id'],
  ] as const) {
    it(`GIVEN a customer with one link's id and another's number, ${first} made first WHEN its holder is looked up THEN it is the one whose id it carries`, async () => {
      const links = { 'by-id': linkOf('z', 'gid://1'), 'by-number': linkOf('a', 'gid://2') };
      await claimLinks(links[first], links[second]);
      const holder = await store.findHolder(SHOP, 'entra', { id: 'gid://2', linkId: 'z' });
      assert.equal(typeof holder === 'object' && holder?.link.id, 'z');
    });
  }
}
