// A life full of events, logged at the loudest: no line holds a token, a secret, or what says who somebody is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ADMIN_TOKEN, eventually, type Harness, startHarness, WEBHOOK_SECRET } from '../support/rollcall.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** Words that stand in nothing else. */
const PERSON = {
  given: 'Quirinius',
  family: 'Zwetschgenkern',
  phone: '+4930901820',
  place: 'quince.example',
};
const ADDRESS = `${PERSON.given}.${PERSON.family}@${PERSON.place}`;
const USER = {
  userName: ADDRESS,
  name: { givenName: PERSON.given, familyName: PERSON.family },
  emails: [{ type: 'work', value: ADDRESS }],
  phoneNumbers: [{ type: 'work', value: PERSON.phone }],
  addresses: [{ type: 'work', streetAddress: `${PERSON.family}gasse 1`, locality: 'Berlin', country: 'DE' }],
  active: true,
};

describe('the log', () => {
  const lines: string[] = [];
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ onLog: (line) => lines.push(line), logLevel: 'trace', access: 'ownApp' });
  });
  after(() => harness.close());

  async function live(): Promise<void> {
    const { body } = await harness.scim('POST', '/Users', USER);
    await harness.scim('POST', '/Users', USER);
    await harness.scim('POST', '/Users', `{"userName": "${ADDRESS}", broken`);
    await harness.scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${ADDRESS}"`)}`);
    await harness.scim('GET', `/Users?filter=${encodeURIComponent(`emails[value eq "${ADDRESS}`)}`);
    await harness.scim('GET', `/Users/${encodeURIComponent(ADDRESS)}`);
    await harness.rollcall.sync.drain();
    const faults = ['http_502', 'not_json', 'truncated', 'internal_error', 'throttle_429', 'timeout_after'];
    for (const kind of faults) await harness.sim('POST', '/_sim/faults', { kind, rate: 1, count: 1 });
    const change = (value: object) =>
      harness.scim('PATCH', `/Users/${body.id}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', value }],
      });
    await change({ 'name.familyName': `${PERSON.family}-${PERSON.given}`, title: PERSON.family });
    await change({ phoneNumbers: [{ type: 'work', value: `${PERSON.family}-no-number` }] });
    await harness.rollcall.sync.drain();
    await change({ emails: [{ type: 'work', value: `${PERSON.family}@localhost` }] });
    await harness.rollcall.sync.drain();
    await harness.scim('POST', '/Groups', { displayName: PERSON.family, members: [{ value: body.id }] });
    await change({ active: false });
    await harness.rollcall.sync.drain();
    await harness.scim('DELETE', `/Users/${body.id}`);
    await harness.rollcall.sync.drain();
  }

  async function knock(): Promise<void> {
    const [wrong, revoked] = ['rollcall_example_wrong_Kohlrabi', `${harness.token}x`];
    for (const token of [wrong, revoked, ADMIN_TOKEN]) {
      const headers = { authorization: `Bearer ${token}` };
      await fetch(`${harness.url}/scim/v2/Users`, { headers });
      await fetch(`${harness.url}/admin/api/connections?token=${token}`, { headers });
    }
    for (const signature of ['', WEBHOOK_SECRET]) {
      const headers = { 'x-shopify-hmac-sha256': signature, 'x-shopify-topic': 'customers/update' };
      const body = JSON.stringify({ id: 1, email: ADDRESS });
      await fetch(`${harness.url}/shopify/webhooks`, { method: 'POST', headers, body });
    }
    await harness.adminAs(await harness.idToken(), 'GET', '/connections');
  }

  it('GIVEN a user’s whole life, faults of the store and strangers at the door WHEN the log is read THEN it names them by id alone', async (t) => {
    await Promise.all([live(), knock()]);
    await eventually(async () => lines.length > 20, 'lines');
    const idToken = await harness.idToken();
    const secrets = [
      ...Object.values(PERSON),
      'Kohlrabi',
      ADMIN_TOKEN,
      WEBHOOK_SECRET,
      harness.token,
      harness.token.split('_').at(-1) ?? '',
      idToken.split('.')[0] ?? '',
      'shpat_',
      'Bearer',
    ];
    const log = lines.join('').toLowerCase();
    for (const secret of secrets) {
      assert.ok(!log.includes(secret.toLowerCase()), `the log holds ${secret}`);
    }
    for (const line of lines) assert.equal(typeof JSON.parse(line).level, 'number');
    t.diagnostic(`${lines.length} lines, ${secrets.length} words looked for`);
  });
});
