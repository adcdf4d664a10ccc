import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const SECRET = 'correct horse battery staple';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
type Event = any;

describe('the timeline of a user', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const timelineOf = async (id: string, query = ''): Promise<{ events: Event[]; next: string | null }> =>
    (await harness.admin('GET', `/connections/${harness.connectionId}/users/${id}/timeline${query}`)).body;

  const synced = (id: string, version: number) =>
    eventually(async () => {
      const { events } = await timelineOf(id);
      return events.some((event) => event.state === 'synced' && event.version === version) && events;
    }, 'the user is synced');

  const create = async (userName: string, more: object = {}): Promise<string> =>
    (await harness.scim('POST', '/Users', { userName, emails: [{ value: userName }], ...more })).body.id;

  it('GIVEN a user that is created WHEN its timeline is read THEN it has the call, the decision and what Shopify said', async () => {
    const answer = await harness.scim(
      'POST',
      '/Users',
      {
        userName: 'ann@x.example',
        password: SECRET,
        name: { givenName: 'Ann' },
        photos: [{ value: 'x'.repeat(5_000) }],
      },
      { 'client-request-id': 'entra-1' },
    );
    const { id } = answer.body;
    const [sync, call] = await synced(id, 1);
    assert.equal(call.kind, 'call');
    assert.equal(call.method, 'POST');
    assert.equal(call.path, '/scim/v2/Users');
    assert.equal(call.status, 201);
    assert.equal(call.clientRequestId, 'entra-1');
    assert.equal(call.payload.name.givenName, 'Ann');
    assert.equal(call.payload.password, '[redacted]');
    assert.equal(JSON.stringify(call).length < 1_000, true);

    assert.equal(sync.kind, 'try');
    assert.match(sync.customerId, /^gid:\/\/shopify\/Customer\//);
    assert.equal(sync.next, 'clear');
    assert.deepEqual(sync.sent[0].kind, 'create');
    assert.ok(sync.sent[0].keys.includes('fields.email'));
    assert.equal(JSON.stringify(sync).includes('ann@x.example'), false);
    const [shopify] = sync.calls;
    assert.equal(shopify.outcome, 'ok');
    assert.equal(shopify.requestedCost, 10);
    assert.equal(shopify.actualCost, 10);
    assert.equal(shopify.attempt, 1);
    assert.ok(shopify.requestId);
  });

  it('GIVEN a secret in a PATCH WHEN the timeline is read THEN it is not in it', async () => {
    const id = await create('bob@x.example');
    await harness.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'password', value: SECRET }],
    });
    const { events } = await timelineOf(id);
    assert.equal(events.filter(({ kind }: Event) => kind === 'call').length, 2);
    assert.equal(JSON.stringify(events).includes(SECRET), false);
  });

  it('GIVEN a refused phone WHEN the timeline is read THEN it names the field that Shopify refused', async () => {
    const id = await create('cid@x.example', { phoneNumbers: [{ value: '+1 555 0100' }] });
    const events = await synced(id, 1);
    const calls = events.flatMap((event) => event.calls ?? []);
    const refusals = calls.flatMap(({ refusals }: Event) => refusals);
    const warned = events.some((event) => event.warnings?.length > 0);
    assert.ok(warned || refusals.length === 0);
  });

  it('GIVEN a user of whom Shopify refuses something WHEN the tries are listed THEN each names its user, and they can be told apart', async () => {
    await harness.sim('POST', '/_sim/customers', { email: 'taken@x.example' });
    const well = await create('wyn@x.example');
    await synced(well, 1);
    const adopted = await create('taken@x.example');
    const refused = await eventually(async () => {
      const { body } = await harness.admin('GET', '/tries?outcome=refused&limit=500');
      return body.tries.find(({ userId }: Event) => userId === adopted);
    }, 'the adopted user is among them');
    assert.deepEqual([refused.connection, refused.name], [harness.connectionId, 'taken@x.example']);
    assert.deepEqual(refused.calls[0].refusals, [{ field: 'email', code: null }]);
    const { body } = await harness.admin('GET', `/tries?outcome=ok&connection=${harness.connectionId}`);
    const told: Event = body.tries.find(({ userId }: Event) => userId === well);
    assert.equal(told.calls[0].outcome, 'ok');
    assert.equal(
      body.tries.some(({ userId }: Event) => userId === adopted),
      false,
    );
    assert.deepEqual((await harness.admin('GET', '/tries?connection=none')).body.tries, []);
  });

  it('GIVEN lives with a company, a merchant’s hand, a leaving, a return and a deletion WHEN the tries are listed THEN every call that changed the store is there, with its cost and outcome', async () => {
    const ROLE = 'Ordering only';
    const path = `/connections/${harness.connectionId}`;
    await harness.sim('POST', '/_sim/companies', { name: 'Harbour', locations: ['Berlin'] });
    const company = { name: 'Harbour', location: 'Berlin', role: ROLE };
    const groups = [{ match: { name: 'Crew' }, tags: ['team:buyers'], company }];
    await harness.admin('PATCH', path, { settings: { groups, leaving: { companies: 'all' } } });
    const drain = () => harness.rollcall.sync.drain();
    const patch = async (resource: string, op: string, field: string, value: unknown) => {
      const sent = { schemas: [PATCH_OP], Operations: [{ op, path: field, value }] };
      assert.ok((await harness.scim('PATCH', resource, sent)).status < 300);
      await drain();
    };
    const street = { type: 'work', streetAddress: 'Torstraße 1', locality: 'Berlin', country: 'DE' };
    const id = await create('ema@x.example', { addresses: [street] });
    await drain();
    const group = (await harness.scim('POST', '/Groups', { displayName: 'Crew', members: [{ value: id }] }))
      .body.id;
    await drain();
    await patch(`/Users/${id}`, 'replace', 'title', 'Dr');
    const customers = (await harness.sim('GET', '/_sim/customers')).body;
    const { id: customerId } = customers.find(({ email }: Event) => email === 'ema@x.example');
    await harness.sim('PATCH', `/_sim/customers/${customerId.split('/').at(-1)}`, { tags: [] });
    await harness.admin('POST', `${path}/reconciliations`, { repair: 'managed' });
    await eventually(async () => {
      await drain();
      const found = (await harness.sim('GET', '/_sim/customers')).body;
      return found.find(({ id: one }: Event) => one === customerId).tags.includes('team:buyers');
    }, 'what the merchant took is back');
    await harness.sim('PATCH', `/_sim/customers/${customerId.split('/').at(-1)}`, {
      emailMarketingState: 'SUBSCRIBED',
    });
    await patch(`/Users/${id}`, 'replace', 'active', false);
    await patch(`/Users/${id}`, 'replace', 'active', true);
    await patch(`/Groups/${group}`, 'remove', `members[value eq "${id}"]`, undefined);
    await harness.scim('DELETE', `/Users/${id}`);
    await drain();

    const arrived: Event[] = (await harness.sim('GET', '/_sim/calls')).body;
    const changes = arrived.filter(
      ({ type, rootFields }) =>
        type === 'mutation' && rootFields.some((field: string) => /^(customer|company|tags)/.test(field)),
    );
    const told = await eventually(async () => {
      const { tries } = (await harness.admin('GET', '/tries?limit=500')).body;
      const calls = new Map(
        tries.flatMap((one: Event) => one.calls).map((call: Event) => [call.requestId, call]),
      );
      return changes.every(({ requestId }) => calls.has(requestId)) && calls;
    }, `each of ${changes.length} changes is told of`);
    for (const { requestId, operation } of changes) {
      const call = told.get(requestId) as Event;
      assert.equal(call.operation, operation);
      assert.ok(call.actualCost > 0 && call.outcome !== '', operation);
    }
    const fields = new Set(changes.flatMap(({ rootFields }) => rootFields));
    for (const field of ['customerCreate', 'customerUpdate', 'tagsAdd', 'tagsRemove', 'customerDelete']) {
      assert.ok(fields.has(field), field);
    }
    const { events } = await timelineOf(id, '?limit=500');
    // What came of its groups is told as well as what was sent of itself.
    assert.deepEqual(
      events.flatMap(({ kind, method }) => (kind === 'try' ? [] : [`${kind} ${method}`])).toReversed(),
      ['call POST', 'member POST', 'call PATCH', 'call PATCH', 'call PATCH', 'member PATCH', 'call DELETE'],
    );
    assert.ok(events.filter(({ kind }) => kind === 'try').every(({ next }) => next !== undefined));
  });

  it('GIVEN many events WHEN paged THEN each is seen once, the newest first', async () => {
    const id = await create('dee@x.example');
    for (const title of ['a', 'b', 'c']) {
      await harness.scim('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: title }],
      });
    }
    await synced(id, 4);
    const all = (await timelineOf(id, '?limit=500')).events.map((event) => event.id);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: { events: Event[]; next: string | null } = await timelineOf(
        id,
        `?limit=2${next && `&before=${next}`}`,
      );
      seen.push(...page.events.map((event) => event.id));
      next = page.next;
    }
    assert.deepEqual(seen, all);
    assert.ok(all.length >= 5);
  });

  it('GIVEN a Bulk WHEN the timeline of one of its users is read THEN its operation is there', async () => {
    const answer = await harness.scim('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'e',
          data: { userName: 'eve@x.example', password: SECRET },
        },
      ],
    });
    const id = answer.body.Operations[0].location.split('/').at(-1);
    const { events } = await timelineOf(id);
    const call = events.find(({ kind }: Event) => kind === 'call');
    assert.match(call.path, /^\/scim\/v2\/Bulk /);
    assert.equal(call.payload.userName, 'eve@x.example');
    assert.equal(JSON.stringify(events).includes(SECRET), false);
  });

  it('GIVEN a group that takes a user in and lets it go WHEN the timeline is read THEN both calls are there', async () => {
    const id = await create('fay@x.example');
    const group = (await harness.scim('POST', '/Groups', { displayName: 'Buyers' })).body.id;
    for (const operation of [
      { op: 'add', path: 'members', value: [{ value: id }] },
      { op: 'remove', path: `members[value eq "${id}"]` },
    ]) {
      await harness.scim('PATCH', `/Groups/${group}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [operation],
      });
    }
    const { events } = await timelineOf(id);
    const paths = events.filter(({ kind }: Event) => kind === 'member').map(({ path }: Event) => path);
    assert.deepEqual(paths, [`/scim/v2/Groups/${group}`, `/scim/v2/Groups/${group}`]);
  });

  it('GIVEN calls of all sorts WHEN listed by status and method THEN only those come, and nobody is named', async () => {
    await harness.scim('GET', '/Users?filter=userName eq "ann@x.example"');
    await harness.scim('GET', '/Users?filter=userName eq "ann@x.example"');
    await harness.scim('GET', '/Nothing/ann@x.example');
    await harness.scim('PATCH', '/Users/ann@x.example', {});
    await harness.scim('GET', '/Users', undefined, { authorization: 'Bearer wrong' });
    const list = async (query: string) =>
      (await harness.admin('GET', `/calls?${query}`)).body.calls as Event[];
    const reads = await list(`method=GET&status=200&connection=${harness.connectionId}`);
    assert.equal(
      reads.reduce((sum, { path, count }) => sum + (path === '/scim/v2/Users' ? count : 0), 0),
      2,
    );
    assert.deepEqual(
      (await list('status=401')).map(({ path, connection }) => [path, connection]),
      [['/scim/v2/Users', null]],
    );
    assert.ok((await list('status=4xx&method=PATCH')).length > 0);
    assert.ok((await list('method=POST')).every(({ method }) => method === 'POST'));
    assert.equal(JSON.stringify(await list('limit=500')).includes('x.example'), false);
    assert.equal((await harness.admin('GET', '/calls?status=abc')).status, 400);
  });
});
