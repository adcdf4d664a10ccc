// What processes at one PostgreSQL know of one another, by sessions of a real server.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { openPeers } from '../../src/store/peers.ts';
import type { News, Peers } from '../../src/sync/ports.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { eventually } from '../support/rollcall.ts';

describe('peers', () => {
  let postgres: TestPostgres;
  let url: string;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());
  beforeEach(async () => {
    url = await postgres.createDatabase();
  });

  function open(onNews: (news: News) => void = () => undefined): Peers {
    return openPeers({ url, onNews, onFailure: () => undefined });
  }

  /** Once it has a session, and with it a name of which others can say whether its bearer lives. */
  function named(peers: Peers, other = ''): Promise<string> {
    return eventually(async () => {
      const owner = peers.owner();
      return owner !== other && owner.includes('.') && owner;
    }, 'a name with a lock');
  }

  it('GIVEN two processes WHEN one tells something THEN the other hears it, and itself does not', async () => {
    const heard: string[] = [];
    const first = open(({ kind, shop, connection }) => heard.push(`first ${kind} ${shop} ${connection}`));
    const second = open(({ kind, shop, connection }) => heard.push(`second ${kind} ${shop} ${connection}`));
    await Promise.all([named(first), named(second)]);
    // Of the time before, each was told by nobody.
    assert.deepEqual(heard.splice(0).sort(), ['first missed  ', 'second missed  ']);
    first.tell({ kind: 'write', shop: 'a.myshopify.com', connection: 'entra' });
    await eventually(async () => heard.length > 0, 'the news');
    second.tell({ kind: 'outbox', shop: 'b.myshopify.com', connection: '' });
    await eventually(async () => heard.length > 1, 'the answer');
    assert.deepEqual(heard, ['second write a.myshopify.com entra', 'first outbox b.myshopify.com ']);
    await Promise.all([first.close(), second.close()]);
  });

  it('GIVEN a process WHEN it ends THEN the others know it, and not before', async () => {
    const first = open();
    const second = open();
    const [owner] = await Promise.all([named(first), named(second)]);
    // At once, which pg's clients are not to be asked.
    const answers = await Promise.all([owner, owner, owner].map((name) => second.isGone(name)));
    assert.deepEqual(answers, [false, false, false]);
    await first.close();
    await eventually(() => second.isGone(owner), 'the end of the first');
    await second.close();
  });

  it('GIVEN names that say nothing WHEN they are asked for THEN nobody is said to be gone', async () => {
    const peers = open();
    const [server] = (await named(peers)).split('.');
    assert.equal(await peers.isGone('a-name-without-a-lock'), false);
    assert.equal(await peers.isGone(`${Number(server) - 1}.7`), false, 'of before the server was restarted');
    await peers.close();
  });

  it('GIVEN a session that the server ends WHEN the process goes on THEN it holds nothing under its old name, and what it missed or could not tell is made up for', async () => {
    const heard: string[] = [];
    const peers = open(({ kind }) => heard.push(kind));
    const other = open(({ kind, shop }) => heard.push(`${kind} ${shop}`));
    await named(other);
    const owner = await named(peers);
    heard.length = 0;
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and objid = $1
         and database = (select oid from pg_database where datname = current_database())`,
      [owner.split('.')[1]],
    );
    peers.tell({ kind: 'outbox', shop: 'a.myshopify.com', connection: '' });
    const next = await named(peers, owner);
    await eventually(async () => heard.includes('outbox a.myshopify.com'), 'the news');
    assert.ok(heard.includes('missed'));
    assert.equal(await peers.isGone(owner), true);
    assert.equal(await peers.isGone(next), false);
    await Promise.all([admin.end(), other.close(), peers.close()]);
  });
});
