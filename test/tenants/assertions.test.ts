// Keys of a tenant: taken from memory, and asked for anew once an assertion is signed by another.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createOutboundFetch } from '../../src/outbound.ts';
import { startEntraIdentity } from '../../src/simulators/entra/index.ts';
import { createAssertions } from '../../src/tenants/assertions.ts';

it('GIVEN a tenant that changes its key WHEN an assertion comes by the new one THEN it is taken once the keys may be asked for again', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 });
  const federation = { tenantId: 'tenant', audience: 'api://app', subject: 'service' };
  const identity = await startEntraIdentity(federation);
  try {
    const { keyOrigin } = identity;
    const fetch = createOutboundFetch({ privateHosts: ['127.0.0.1'] });
    const assertions = createAssertions({ fetch, now: Date.now, keyOrigin });
    const check = async () => {
      const read = await assertions.read(await identity.mint(), federation);
      return 'refused' in read ? read.refused : undefined;
    };
    assert.equal(await check(), undefined);
    await identity.changeKey();
    assert.match((await check()) ?? '', /not signed by a key of the tenant/);
    assert.equal(identity.keyRequests, 1, 'nobody makes us ask for keys without end');
    t.mock.timers.tick(31_000);
    assert.equal(await check(), undefined);
    assert.equal(identity.keyRequests, 2);
    await identity.close();
    t.mock.timers.tick(11 * 60_000);
    assert.match((await check()) ?? '', /could not be had/);
  } finally {
    await identity.close();
  }
});
