// Alerts on PostgreSQL, seen by several processes at once: each is told once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createCourier } from '../../src/alerts/courier.ts';
import { createWatch } from '../../src/alerts/watch.ts';
import { newId } from '../../src/ids.ts';
import { createOutboundFetch } from '../../src/outbound.ts';
import { createAlertStore, createWatchStore } from '../../src/store/alert-store.ts';
import { openEngine } from '../../src/store/open.ts';
import { createUser, person } from '../oversight/support.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type Harness, SHOP, startHarness } from '../support/rollcall.ts';

describe('alerts on PostgreSQL', () => {
  let postgres: TestPostgres;
  let harness: Harness;
  let receiver: Receiver;
  let databaseUrl: string;
  before(async () => {
    postgres = await startPostgres();
    databaseUrl = await postgres.createDatabase();
    receiver = await startReceiver();
    harness = await startHarness({ databaseUrl, working: false, privateHosts: ['127.0.0.1'] });
  });
  after(async () => {
    await harness.close();
    await receiver.close();
    await postgres.stop();
  });

  it('GIVEN three processes WHEN all look and send at once THEN what is so is told once, and its end once', async () => {
    await harness.admin('POST', '/alerts/endpoints', { shop: SHOP, url: receiver.url });
    await createUser(harness, person('ada'));
    await harness.rollcall.tenants.flush();
    let offset = 5 * 3_600_000;
    const now = () => Date.now() + offset;
    const log = {
      error: (fields: object, message: string) => assert.fail(`${message} ${JSON.stringify(fields)}`),
    };
    const engines = [1, 2, 3].map(() => openEngine(databaseUrl));
    const processes = engines.map((engine) => {
      const options = { newId, operatorEndpoint: null };
      const watch = createWatch({
        store: createWatchStore(engine, options),
        now,
        log,
        onNews: () => undefined,
      });
      const courier = createCourier({
        store: createAlertStore(engine),
        fetch: createOutboundFetch({ privateHosts: ['127.0.0.1'] }),
        sendMail: undefined,
        operatorAddress: null,
        // What is signed is another test's.
        secrets: { seal: (_, __, text) => text, open: () => 'whsec_c2VjcmV0' },
        publicUrl: harness.url,
        now,
        log,
      });
      return { watch, courier };
    });
    const lookAndSend = async () => {
      for (let round = 0; round < 5; round += 1) {
        await Promise.all(processes.map(({ watch }) => watch.drain()));
        await Promise.all(processes.map(({ courier }) => courier.drain()));
        offset += 61_000;
      }
    };
    await lookAndSend();
    assert.equal(receiver.received.length, 1);
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { scimProvisioning: false });
    await lookAndSend();
    assert.deepEqual(
      receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type),
      ['alert.opened', 'alert.resolved'],
    );
    const { alerts } = (await harness.admin('GET', '/alerts?state=resolved')).body;
    assert.deepEqual(
      alerts.map(({ kind, state }: Record<string, string>) => [kind, state]),
      [['provider_stale', 'resolved']],
    );
    await Promise.all(engines.map((engine) => engine.close()));
  });
});
