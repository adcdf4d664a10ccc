// Replays the recorded Entra exchanges that lie beside the checkout, where they do.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';
import { seedFor } from './entra-seeds.ts';
import { assertContains, type Exchange, playExchange, putIn } from './exchange.ts';

const FOLDER = new URL('../../../shared/exchanges/', import.meta.url);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Exchanges that are no SCIM calls: tokens by workload identity federation are not offered. */
const NOT_SCIM = new Set(['entra-096-wif-token.json']);

/** What GET shows after an exchange, where the answer alone does not tell. */
const AFTERWARDS: Readonly<Record<string, (resource: Record<string, unknown>) => void>> = {
  '043': ({ addresses }) => assert.equal((addresses as unknown[]).length, 1),
  '046': ({ roles }) => assert.equal((roles as unknown[]).length, 3),
  '047': ({ roles }) => assert.equal((roles as unknown[]).length, 2),
  '051': (user) =>
    assert.equal((user[ENTERPRISE] as Record<string, unknown> | undefined)?.manager, undefined),
  '052': (user) => {
    for (const name of ['displayName', 'title', 'preferredLanguage', 'name']) {
      assert.equal(user[name], undefined, name);
    }
  },
  '059': ({ phoneNumbers }) => assert.equal(phoneNumbers, undefined),
  '080': ({ members }) => assert.equal((members as unknown[]).length, 3),
  '081': ({ members }) => assert.equal((members as unknown[]).length, 1),
  '082': ({ members }) => assert.equal((members as unknown[]).length, 1),
  '084': ({ members }) => assert.deepEqual(members, []),
  '085': ({ members }) => assert.equal((members as unknown[]).length, 1),
};

const files = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((file) => file.startsWith('entra-') && !NOT_SCIM.has(file))
  : [];

describe('Entra’s recorded exchanges', {
  skip: files.length === 0 && 'no exchanges beside this checkout',
}, () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ working: false });
  });
  after(() => harness.close());

  for (const file of files) {
    const exchange = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Exchange;
    const number = file.split('-')[1] as string;
    it(`${file}: ${exchange.title}`, async () => {
      await emptyDirectory(harness);
      const names = await seedFor(number)(harness);
      await playExchange(harness, exchange, names);
      const [, endpoint, printed] = exchange.request.path.split(/[/?]/);
      const id = names[printed?.replace(/[{}]/g, '') ?? ''];
      if (exchange.request.method !== 'PATCH' || id === undefined) return;
      const { body } = await harness.scim('GET', `/${endpoint}/${id}`);
      assertContains(body, putIn(exchange.expect.body ?? {}, names), '');
      AFTERWARDS[number]?.(body);
    });
  }
});

async function emptyDirectory(harness: Harness): Promise<void> {
  for (const endpoint of ['/Users', '/Groups']) {
    const { body } = await harness.scim('GET', `${endpoint}?count=1000&attributes=id`);
    for (const { id } of body.Resources) await harness.scim('DELETE', `${endpoint}/${id}`);
  }
}
