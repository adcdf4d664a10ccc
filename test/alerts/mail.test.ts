// Alerts by mail, to a real SMTP server: to the operator for all shops, and to whom a merchant names.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { createUser, person } from '../oversight/support.ts';
import { type Harness, SHOP, startHarness } from '../support/rollcall.ts';

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
}

describe('alerts by mail', () => {
  let server: SMTPServer;
  let harness: Harness;
  let mails: Mail[];
  let offset = 0;
  let isFull = false;

  beforeEach(async () => {
    mails = [];
    offset = 0;
    isFull = false;
    server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _, done) =>
        username === 'rollcall' && password === 'of-the-tests'
          ? done(null, { user: username })
          : done(new Error('no')),
      onRcptTo: ({ address }, _, done) =>
        isFull ? done(Object.assign(new Error(`${address} is full`), { responseCode: 452 })) : done(),
      onData(stream, { envelope }, done) {
        let text = '';
        stream
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            text += chunk;
          })
          .on('end', () => {
            mails.push({ to: envelope.rcptTo.map(({ address }) => address), text });
            done();
          });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    harness = await startHarness({
      now: () => Date.now() + offset,
      mail: {
        smtpUrl: `smtp://rollcall:of-the-tests@127.0.0.1:${port}`,
        from: 'rollcall@example.com',
        to: 'operator@example.com',
      },
    });
  });
  afterEach(async () => {
    await harness.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const after = async (ms: number) => {
    offset += ms;
    await harness.rollcall.watch.drain();
    await harness.rollcall.courier.drain();
  };

  const raise = async () => {
    await createUser(harness, person('ada'));
    await harness.rollcall.tenants.flush();
    await after(5 * 3_600_000);
  };

  it('GIVEN an operator and a merchant WHEN something is so THEN both have a mail that names nobody', async () => {
    const { body } = await harness.admin('POST', '/alerts/endpoints', {
      shop: SHOP,
      url: 'mailto:shop@example.com',
    });
    assert.equal(body.secret, null);
    await raise();
    assert.deepEqual(mails.flatMap(({ to }) => to).sort(), ['operator@example.com', 'shop@example.com']);
    const [{ text } = { text: '' }] = mails;
    assert.match(text, /^Subject: Rollcall, example\.myshopify\.com: provider stale \(opened\)/m);
    assert.match(text, /^From: rollcall@example\.com/m);
    assert.match(text, /has not called since/);
    assert.ok(!text.includes('ada'));
  });

  it('GIVEN a server that takes no mail WHEN it does again THEN the mail comes, and what it said of an address is not kept', async () => {
    isFull = true;
    const { body } = await harness.admin('POST', '/alerts/endpoints', {
      shop: SHOP,
      url: 'mailto:shop@example.com',
    });
    const tested = await harness.admin('POST', `/alerts/endpoints/${body.id}/test`);
    assert.deepEqual(tested.body, {
      delivered: false,
      error: 'It could not be sent (EENVELOPE 452).',
      notice: { code: 'message_not_sent', values: { status: 'EENVELOPE 452' } },
    });
    await raise();
    isFull = false;
    await after(10_000);
    assert.equal(mails.length, 2);
    await after(3_600_000);
    assert.equal(mails.length, 2);
  });

  it('GIVEN what is no one mail address WHEN entered THEN it is refused', async () => {
    for (const url of [
      'mailto:',
      'mailto:a@b,c@d',
      'mailto:a@b?bcc=c@d',
      'mailto:a@b%0d%0aBcc:c@d',
      'mailto:"a" <a@b>',
    ]) {
      const { status } = await harness.admin('POST', '/alerts/endpoints', { shop: SHOP, url });
      assert.equal(status, 400, url);
    }
  });
});
