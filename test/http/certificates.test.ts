// Leaver certificates, from outside: SCIM in, the admin API and the printable page out.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  ADMIN_TOKEN,
  eventually,
  type Harness,
  type HarnessOptions,
  SHOP,
  startHarness,
} from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let harness: Harness;
afterEach(() => harness.close());

const begin = async (options: HarnessOptions = {}) => {
  harness = await startHarness(options);
};

async function join(): Promise<string> {
  const { body } = await harness.scim('POST', '/Users', {
    schemas: [USER],
    userName: 'ada@example.com',
    emails: [{ type: 'work', value: 'ada@example.com' }],
    [ENTERPRISE]: { department: 'Sales' },
  });
  await harness.rollcall.sync.drain();
  return body.id;
}

async function setActive(id: string, active: boolean): Promise<void> {
  const Operations = [{ op: 'replace', path: 'active', value: active }];
  await harness.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations });
  await harness.rollcall.sync.drain();
}

const pathOf = (userId: string) => `/connections/${harness.connectionId}/users/${userId}/certificates`;

const states = (rungs: { rung: string; state: string }[]) =>
  Object.fromEntries(rungs.map(({ rung, state }) => [rung, state]));

describe('leaver certificates', () => {
  it('RULES 20: GIVEN a user WHEN it is deactivated THEN a certificate says what Shopify shows, and what remains possible', async () => {
    await begin();
    const id = await join();
    assert.deepEqual((await harness.admin('GET', pathOf(id))).body, []);
    await setActive(id, false);
    const { body } = await harness.admin('GET', pathOf(id));
    assert.equal(body.length, 1);
    const [certificate] = body;
    const [customer] = (await harness.sim('GET', '/_sim/customers')).body;
    assert.deepEqual(
      [
        certificate.kind,
        certificate.outcome,
        certificate.isComplete,
        certificate.version,
        certificate.customerId,
        certificate.shop,
        certificate.connectionName,
      ],
      ['deactivated', 'deactivated', true, 2, customer.id, SHOP, 'Identity provider'],
    );
    assert.deepEqual(states(certificate.rungs), {
      company: 'done',
      block: 'done',
      tags: 'done',
      consent: 'done',
    });
    assert.deepEqual(certificate.stillPossible, ['guest_checkout', 'log_in', 'buy_without_checkout_rule']);
    assert.ok(certificate.requestId.length > 0);
    assert.ok(certificate.provenAt >= certificate.since);
    assert.deepEqual(certificate.person, { userName: 'ada@example.com', email: 'ada@example.com' });
    // The digests name nobody without the key.
    assert.match(certificate.digests.email, /^[\w-]{43}$/);

    const one = await harness.admin('GET', `${pathOf(id)}/${certificate.id}`);
    assert.deepEqual(one.body, certificate);
    const none = await harness.admin('GET', `${pathOf(id)}/nothing`);
    assert.deepEqual([none.status, none.body.error.code], [404, 'no_such_certificate']);
  });

  it('RULES 20: GIVEN a certificate WHEN a browser asks for it THEN it is a page to print, in sentences', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    const [{ id: certificateId }] = (await harness.admin('GET', pathOf(id))).body;
    const page = await fetch(`${harness.url}/admin/api${pathOf(id)}/${certificateId}`, {
      headers: { accept: 'text/html,*/*;q=0.8', authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    assert.match(page.headers.get('content-type') ?? '', /text\/html/);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const text = await page.text();
    for (const part of [
      'Leaver certificate',
      certificateId,
      'ada@example.com',
      SHOP,
      'Identity provider',
      'Marked inactive',
      'as a guest',
    ]) {
      assert.ok(text.includes(part), part);
    }
    const german = await fetch(`${harness.url}/admin/api${pathOf(id)}/${certificateId}`, {
      headers: {
        accept: 'text/html',
        'accept-language': 'fr;q=0.9, de-AT',
        authorization: `Bearer ${ADMIN_TOKEN}`,
      },
    });
    assert.match(await german.text(), /lang="de"[\s\S]*Nachweis des Austritts[\s\S]*Als inaktiv markiert/);
  });

  it('RULES 20: GIVEN a user that leaves twice and is deleted WHEN asked THEN each leaving has its certificate', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    await setActive(id, true);
    await setActive(id, false);
    // A change of somebody who has left is no leaving.
    const Operations = [{ op: 'replace', path: 'title', value: 'Gone' }];
    await harness.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations });
    await harness.rollcall.sync.drain();
    await harness.scim('DELETE', `/Users/${id}`);
    await harness.rollcall.sync.drain();
    const { body } = await harness.admin('GET', pathOf(id));
    assert.deepEqual(
      body.map(({ kind, version, outcome }: Record<string, unknown>) => [kind, version, outcome]),
      [
        ['deleted', null, 'deleted'],
        ['deactivated', 4, 'deactivated'],
        ['deactivated', 2, 'deactivated'],
      ],
    );
    assert.deepEqual(body[0].stillPossible, ['guest_checkout', 'register_anew']);
    assert.equal(body[0].isComplete, true);
  });

  it('RULES 18, 20: GIVEN a customer with orders WHEN its user is deleted THEN the certificate calls it a tombstone', async () => {
    await begin();
    const id = await join();
    const [customer] = (await harness.sim('GET', '/_sim/customers')).body;
    await harness.sim('POST', '/_sim/orders', { customerId: customer.id });
    await harness.scim('DELETE', `/Users/${id}`);
    const [certificate] = await eventually(async () => {
      const { body } = await harness.admin('GET', pathOf(id));
      return body.length > 0 && body;
    }, 'a certificate');
    assert.deepEqual([certificate.outcome, certificate.isComplete], ['tombstone', true]);
  });

  it('RULES 20: GIVEN users whom the directory has deleted WHEN a person looks for one THEN it is found by its name or page by page, and its page is still there', async () => {
    await begin();
    const gone: string[] = [];
    for (let leaving = 0; leaving < 3; leaving += 1) {
      const id = await join();
      gone.unshift(id);
      await harness.scim('DELETE', `/Users/${id}`);
      await harness.rollcall.sync.drain();
    }
    const connection = `/connections/${harness.connectionId}`;
    const list = async (query: string) =>
      (await harness.admin('GET', `${connection}/certificates?${query}`)).body;
    const idsOf = ({ certificates }: { certificates: { userId: string }[] }) =>
      certificates.map(({ userId }) => userId);
    assert.deepEqual(idsOf(await list('q=ADA@')), gone);
    assert.deepEqual(idsOf(await list(`q=${gone[1]}`)), [gone[1]]);
    assert.deepEqual(await list('q=eve'), { certificates: [], next: null });
    const first = await list('limit=2');
    assert.deepEqual(idsOf(first), gone.slice(0, 2));
    const second = await list(`limit=2&cursor=${first.next}`);
    assert.deepEqual([idsOf(second), second.next], [[gone[2]], null]);
    const { body: person } = await harness.admin('GET', `${connection}/users/${gone[0]}`);
    assert.deepEqual(
      [person.state, person.active, person.resource, person.userName],
      ['left', false, null, null],
    );
  });

  it('RULES 15, 20: GIVEN a rung that is off WHEN a user leaves THEN the certificate says so', async () => {
    await begin();
    const { settings } = (await harness.admin('GET', '/connections')).body[0];
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, {
      settings: { leaving: { ...settings.leaving, rungs: { ...settings.leaving.rungs, block: false } } },
    });
    const id = await join();
    await setActive(id, false);
    const [certificate] = (await harness.admin('GET', pathOf(id))).body;
    assert.equal(states(certificate.rungs).block, 'off');
    assert.ok(certificate.stillPossible.includes('buy'));
  });

  it('RULES 15, 20: GIVEN rungs that are off, or have nothing to take WHEN a user leaves THEN the certificate says that it keeps everything', async () => {
    await begin();
    const id = await join();
    const rungs = { company: true, block: false, tags: false, consent: false };
    const path = `/connections/${harness.connectionId}`;
    await harness.admin('PATCH', path, { settings: { leaving: { rungs } } });
    await setActive(id, false);
    const [certificate] = (await harness.admin('GET', pathOf(id))).body;
    assert.deepEqual(states(certificate.rungs), {
      company: 'done',
      block: 'off',
      tags: 'off',
      consent: 'off',
    });
    assert.ok(certificate.stillPossible.includes('buy'));
  });
});
