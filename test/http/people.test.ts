import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type User = any;

interface List {
  readonly users: User[];
  readonly next: string | null;
  readonly previous: string | null;
  readonly total: number | null;
}

describe('the users of a connection, as a person looks after them', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ connection: { linkPolicy: 'hold' } });
    await harness.sim('POST', '/_sim/customers', { email: 'held@x.example' });
    await Promise.all(
      ['ann', 'bob', 'cid', 'held'].map((name) =>
        harness.scim('POST', '/Users', {
          userName: `${name}@x.example`,
          displayName: `The ${name}`,
          emails: [{ value: `${name}@mail.example` }, { value: `${name}@x.example`, type: 'work' }],
        }),
      ),
    );
    await harness.scim('POST', '/Users', { userName: 'nomail' });
    await eventually(async () => (await list('')).users.every(isDone), 'everybody is done');
  });
  after(() => harness.close());

  const isDone = ({ state }: User) => state !== 'pending';
  const admin = async (method: string, path: string) =>
    (await harness.admin(method, `/connections/${harness.connectionId}${path}`)).body;
  const list = (query: string): Promise<List> => admin('GET', `/users?${query}`);
  const namesInOrder = ({ users }: { users: User[] }) => users.map(({ userName }) => userName);
  const names = (page: { users: User[] }) => namesInOrder(page).sort();

  it('GIVEN users of all states WHEN listed by one THEN only those come, with their customers', async () => {
    const synced = await list('state=synced');
    assert.deepEqual(names(synced), ['ann@x.example', 'bob@x.example', 'cid@x.example']);
    for (const user of synced.users) assert.match(user.customerId, /Customer/);
    assert.deepEqual(names(await list('state=held')), ['held@x.example', 'nomail']);
    assert.deepEqual(names(await list('state=pending')), []);
  });

  it('GIVEN the beginning of a name or address WHEN searched THEN the user is found, in any case', async () => {
    for (const q of ['ANN@x', 'ann@mail', 'the ann']) {
      assert.deepEqual(names(await list(`q=${encodeURIComponent(q)}`)), ['ann@x.example'], q);
    }
    const [ann] = (await list('q=ann')).users;
    assert.deepEqual(names(await list(`q=${ann.userId}`)), ['ann@x.example']);
    assert.deepEqual(names(await list('q=held&state=synced')), []);
  });

  it('GIVEN a user WHEN asked for THEN record, groups and what was written to the customer are given', async () => {
    const [{ userId }] = (await list('q=ann')).users;
    const group = { displayName: 'Readers', members: [{ value: userId }] };
    await harness.scim('POST', '/Groups', group);
    const told = await admin('GET', `/users/${userId}`);
    assert.equal(told.resource.userName, 'ann@x.example');
    assert.deepEqual(
      told.groups.map(({ name }: { name: string }) => name),
      ['Readers'],
    );
    assert.equal(told.link.origin, 'created');
    assert.equal(told.link.fields.email, 'ann@x.example');
    assert.equal(told.link.metafields.active, 'true');
    const nobody = await harness.admin('GET', `/connections/${harness.connectionId}/users/nobody`);
    assert.deepEqual([nobody.status, nobody.body.error.code], [404, 'no_such_user']);
  });

  it('GIVEN more users than a page WHEN paged in any order THEN each comes once, in order, forth and back', async () => {
    const everybody = ['ann@x.example', 'bob@x.example', 'cid@x.example', 'held@x.example', 'nomail'];
    for (const sort of ['created', 'displayName', 'userName', 'changed', 'state']) {
      const seen: string[] = [];
      let last = '';
      for (let next: string | null = ''; next !== null; ) {
        last = next;
        const page = await list(`limit=2&sort=${sort}&cursor=${next}`);
        assert.equal(page.total, 5);
        seen.push(...page.users.map(({ userName }) => userName));
        next = page.next;
      }
      assert.deepEqual(seen.toSorted(), everybody, sort);
      if (sort === 'userName') assert.deepEqual(seen, everybody);
      if (sort === 'state') assert.deepEqual(seen.slice(0, 2).sort(), ['held@x.example', 'nomail']);
      const turned = await list(`limit=5&sort=${sort}&order=descending`);
      assert.deepEqual(namesInOrder(turned), seen.toReversed(), sort);
      const { previous } = await list(`limit=2&sort=${sort}&cursor=${last}`);
      const back = await list(`limit=2&sort=${sort}&cursor=${previous}`);
      assert.deepEqual(namesInOrder(back), seen.slice(2, 4), sort);
      // Less than a page lies before the second person: the first page is given whole.
      const start = await list(`limit=3&sort=${sort}&cursor=${back.previous}`);
      assert.deepEqual([namesInOrder(start), start.previous], [seen.slice(0, 3), null], sort);
    }
  });

  it('GIVEN a filter and an order WHEN paged THEN pages are full, and what is found is counted', async () => {
    const page = await list('state=synced&sort=userName&order=descending&limit=2');
    assert.deepEqual([namesInOrder(page), page.total], [['cid@x.example', 'bob@x.example'], 3]);
    const rest = await list(`state=synced&sort=userName&order=descending&limit=2&cursor=${page.next}`);
    assert.deepEqual([namesInOrder(rest), rest.next], [['ann@x.example'], null]);
    const found = await list('q=the&sort=displayName&limit=10');
    assert.deepEqual(
      namesInOrder(found),
      ['ann', 'bob', 'cid', 'held'].map((name) => `${name}@x.example`),
    );
    for (const cursor of [page.next, 'x', 'W10']) {
      const { status, body } = await harness.admin(
        'GET',
        `/connections/${harness.connectionId}/users?sort=changed&cursor=${cursor}`,
      );
      assert.deepEqual([status, body.error.code], [400, 'invalid_cursor']);
    }
  });

  it('GIVEN held users WHEN failures are listed THEN each has its cause and remedy', async () => {
    const { users } = await admin('GET', '/failures');
    assert.deepEqual(users.map(({ code }: User) => code).sort(), ['no_email', 'review_policy']);
    for (const { cause, remedy } of users) assert.ok(cause.endsWith('.') && remedy.endsWith('.'));
  });

  it('GIVEN a held user WHEN it is retried THEN its timeline says so, and an unknown one is 404', async () => {
    const [held] = (await list('q=held@x')).users;
    assert.equal((await admin('POST', `/users/${held.userId}/retry`)).retried, 1);
    const timeline = await admin('GET', `/users/${held.userId}/timeline`);
    assert.ok(timeline.events.some((event: User) => event.kind === 'act' && event.act === 'retry'));
    assert.equal(
      (await harness.admin('POST', `/connections/${harness.connectionId}/users/x/retry`)).status,
      404,
    );
  });

  it('GIVEN a policy that is changed WHEN all failures are retried THEN they get on', async () => {
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { linkPolicy: 'link' });
    assert.ok((await admin('POST', '/failures/retry')).retried >= 1);
    await eventually(
      async () => (await list('q=held@x')).users[0]?.state === 'synced',
      'the customer is linked',
    );
  });
});
