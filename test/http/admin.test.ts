import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';
import { ADMIN_TOKEN, type Harness, SHOP, startHarness } from '../support/rollcall.ts';

describe('the admin API and the status page', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ working: false });
  });
  after(() => harness.close());

  it('GIVEN the admin token WHEN connections are listed THEN each has its switches and no secret', async () => {
    const { status, body } = await harness.admin('GET', '/connections');
    assert.equal(status, 200);
    assert.deepEqual(body, [
      {
        id: harness.connectionId,
        shop: SHOP,
        name: 'Identity provider',
        provider: 'other',
        rank: 1,
        scimProvisioning: true,
        newCustomerCreation: true,
        linkPolicy: 'link',
        domains: ['*'],
        strict: false,
        schemas: [],
        settings: DEFAULT_SETTINGS,
        ending: null,
        statistics: {
          users: 0,
          groups: 0,
          waiting: 0,
          held: 0,
          failed: 0,
          callsToday: 0,
          lastCallAt: null,
        },
      },
    ]);
  });

  it('GIVEN one setting WHEN it is patched THEN the others stay', async () => {
    const path = `/connections/${harness.connectionId}`;
    const changed = await harness.admin('PATCH', path, {
      newCustomerCreation: false,
      domains: ['x.example'],
    });
    assert.equal(changed.status, 200);
    assert.equal(changed.body.newCustomerCreation, false);
    const { body } = await harness.admin('GET', '/connections');
    assert.equal(body[0].scimProvisioning, true);
    assert.deepEqual(body[0].domains, ['x.example']);
  });

  it('GIVEN sections of settings WHEN one is patched THEN it is replaced whole and the others stay', async () => {
    const path = `/connections/${harness.connectionId}`;
    await harness.admin('PATCH', path, { settings: { guard: { maxLeavers: 7, windowMinutes: 5 } } });
    const retention = { days: 30 };
    const { status, body } = await harness.admin('PATCH', path, {
      settings: { guard: { maxShare: 0.5 }, retention },
    });
    assert.equal(status, 200);
    const { guard, ...others } = DEFAULT_SETTINGS;
    const expected = { ...others, guard: { ...guard, maxShare: 0.5 }, retention };
    assert.deepEqual(body.settings, expected);
    assert.deepEqual((await harness.admin('GET', '/connections')).body[0].settings, expected);
  });

  it('GIVEN settings with what does not exist WHEN patched THEN 400 names its path', async () => {
    const path = `/connections/${harness.connectionId}`;
    for (const [settings, named] of [
      [{ leaving: { rungs: { comapny: true } } }, /comapny[\s\S]*settings\.leaving\.rungs/],
      [{ nonsense: {} }, /nonsense[\s\S]*settings/],
      [{ guard: { maxShare: 20 } }, /settings\.guard\.maxShare/],
      [{ groups: [{ match: {} }] }, /settings\.groups\[0\]\.match/],
    ] as const) {
      const answer = await harness.admin('PATCH', path, { settings });
      assert.equal(answer.status, 400);
      assert.match(answer.body.error.message, named);
    }
  });

  it('GIVEN a body that is not understood WHEN patched THEN 400 says what is wrong', async () => {
    const path = `/connections/${harness.connectionId}`;
    for (const body of [
      { scimProvisioning: 'yes' },
      { nonsense: 1 },
      { domains: ['no domain'] },
      // PostgreSQL stores neither.
      { name: '\u0000' },
      '{"name":"\\ud800"}',
      '{',
      '[]',
    ]) {
      const answer = await harness.admin('PATCH', path, body);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error.code, 'invalid_body');
    }
    assert.equal((await harness.admin('PATCH', '/connections/none', {})).status, 404);
    assert.equal((await harness.admin('GET', '/connections/%00/guard')).status, 404);
    assert.equal((await harness.admin('GET', `${path}/users?q=%00`)).body.error.code, 'invalid_query');
    const nowhere = await harness.admin('GET', '/nowhere');
    assert.equal(nowhere.status, 404);
    assert.equal(nowhere.body.error.code, 'no_such_route');
    assert.equal((await harness.admin('PATCH', path, 'x'.repeat(3_000_000))).status, 413);
  });

  it('GIVEN no admin token WHEN anything of the admin is asked for THEN 401', async () => {
    for (const authorization of [undefined, 'Bearer wrong', `Bearer ${harness.token}`, 'Basic OnJvbGw=']) {
      const headers = authorization === undefined ? {} : { authorization };
      for (const path of ['/admin/api/connections', '/admin/api/nothing', '/']) {
        const answer = await fetch(harness.url + path, { headers });
        assert.equal(answer.status, 401, path);
        assert.ok(answer.headers.has('www-authenticate'));
      }
    }
  });

  it('GIVEN a browser with the token as its password WHEN the status page is opened THEN it shows the users', async () => {
    await harness.scim('POST', '/Users', { userName: '<b>ann</b>@x.example' });
    const authorization = `Basic ${Buffer.from(`admin:${ADMIN_TOKEN}`).toString('base64')}`;
    const answer = await fetch(harness.url, { headers: { authorization } });
    const page = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(page, /&lt;b&gt;ann&lt;\/b&gt;@x\.example/);
    assert.match(page, /\/scim\/v2\/Users/);
    assert.equal(page.includes(harness.token), false);
    assert.doesNotMatch(page, /<form/);

    const others = Array.from({ length: 20 }, (_, n) => `another-${n}.myshopify.com`);
    for (const shop of others) await harness.rollcall.tenants.ensureConnection(shop, {});
    const open = async (query: string) => {
      const response = await fetch(`${harness.url}/${query}`, { headers: { authorization } });
      return response.text();
    };
    const [some, one, none] = [await open(''), await open(`?shop=${SHOP}`), await open('?shop=%3Cb%3E')];
    assert.match(some, /20 of 21 shops are shown/);
    assert.doesNotMatch(some, /ann&lt;/);
    assert.match(one, /One of 21 shops is shown/);
    assert.match(one, /ann&lt;/);
    assert.doesNotMatch(one, /another-/);
    assert.match(none, /There is no shop &lt;b&gt;\./);
  });

  it('GIVEN a running service WHEN asked for its health THEN it is alive and ready', async () => {
    for (const path of ['/healthz', '/readyz']) assert.equal((await fetch(harness.url + path)).status, 200);
  });
});
