import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { examineAddress } from '../../src/doctor/address.ts';
import { examineClock, judgeClock } from '../../src/doctor/clock.ts';
import { examineScopes } from '../../src/doctor/scopes.ts';
import { cert, key } from './self-signed.ts';

const severities = (findings: readonly { severity: string }[]) => findings.map(({ severity }) => severity);

describe('what doctor finds', () => {
  it('GIVEN scopes WHEN examined THEN the needed one is a fault if it lacks, and each other says what goes without it', () => {
    assert.deepEqual(severities(examineScopes(['write_companies'])), ['fault']);
    const found = examineScopes([
      'read_customers',
      'write_customers',
      'write_companies',
      'write_validations',
    ]);
    assert.deepEqual(severities(found), ['ok', 'note', 'note']);
    assert.match(found[1]?.text ?? '', /read_customer_merge/);
  });

  it('GIVEN clocks WHEN judged THEN seconds are noted and half a minute is a fault', () => {
    assert.deepEqual(severities([0, 10_000, -10_000, 60_000].map(judgeClock)), [
      'ok',
      'note',
      'note',
      'fault',
    ]);
    assert.match(judgeClock(-60_000).text, /60 seconds behind .*NTP/);
  });

  it('GIVEN nobody to ask WHEN the clock is examined THEN that is said', async () => {
    assert.equal((await examineClock('http://127.0.0.1:9', Date.now)).severity, 'note');
  });

  it('GIVEN addresses WHEN examined THEN plain http and what nobody answers are noted', async () => {
    assert.deepEqual(severities(await examineAddress('http://rollcall.example', Date.now)), ['note']);
    assert.deepEqual(severities(await examineAddress('https://127.0.0.1:9', Date.now)), ['note', 'note']);
  });

  it('GIVEN a certificate that nobody vouches for WHEN the address is examined THEN it is a fault, with the remedy', async () => {
    const server = createServer({ key, cert }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [certificate] = await examineAddress(`https://localhost:${port}`, Date.now);
    assert.equal(certificate?.severity, 'fault');
    assert.match(certificate?.text ?? '', /not accepted \(\w*SELF_SIGNED\w*\)/);
    server.close().closeAllConnections();
  });
});
