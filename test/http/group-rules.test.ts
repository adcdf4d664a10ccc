// Group rules over HTTP: what memberships give in the simulated store, and that it goes when they end.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describe('group rules', () => {
  let harness: Harness;
  let count = 0;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  beforeEach(() => {
    count += 1;
  });

  const setRules = async (groups: object[]) => {
    const { status, body } = await harness.admin('PATCH', `/connections/${harness.connectionId}`, {
      settings: { groups },
    });
    assert.equal(status, 200, JSON.stringify(body));
  };
  const addUser = async (name = 'ada') => {
    const value = `${name}${count}@example.com`;
    const user = { schemas: [USER], userName: value, emails: [{ type: 'work', value }] };
    return (await harness.scim('POST', '/Users', user)).body.id as string;
  };
  const addGroup = async (displayName: string, members: string[] = []) => {
    const group = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
    const { status, body } = await harness.scim('POST', '/Groups', group);
    assert.equal(status, 201, JSON.stringify(body));
    return body.id as string;
  };
  const patchGroup = async (id: string, ...Operations: object[]) => {
    const { status } = await harness.scim('PATCH', `/Groups/${id}`, { schemas: [PATCH_OP], Operations });
    assert.ok(status < 300);
  };
  const has = (tags: readonly string[], name = 'ada', metafields: Record<string, string> = {}) =>
    eventually(async () => {
      const { body } = await harness.sim('GET', '/_sim/customers');
      // biome-ignore lint/suspicious/noExplicitAny: the simulator's own picture of a customer
      const found = body.find(({ email }: any) => email === `${name}${count}@example.com`);
      if (found === undefined || found.tags.join() !== [...tags].sort().join()) return false;
      return Object.entries(metafields).every(([key, value]) => found.metafields[key] === value);
    }, `tags ${tags.join()} on ${name}`);

  it('GIVEN rules by name, pattern and id WHEN a user joins and leaves the groups THEN tags and metafields come and go', async () => {
    const user = await addUser();
    const sales = await addGroup(`Sales ${count}`);
    const team = await addGroup(`Team Berlin ${count}`);
    await setRules([
      { match: { name: `sales ${count}` }, tags: ['dept:sales', 'staff'] },
      {
        match: { pattern: 'team *' },
        tags: ['team:{{ group.name | handleize }}'],
        metafields: [{ namespace: 'custom', key: 'team', value: '{{ group.name }}' }],
      },
      { match: { id: sales }, tags: ['byid:{{ user.userName | split: "@" | first }}', 'staff'] },
    ]);
    await patchGroup(sales, { op: 'add', path: 'members', value: [{ value: user }] });
    await patchGroup(team, { op: 'add', path: 'members', value: [{ value: user }] });
    const both = ['dept:sales', 'staff', `byid:ada${count}`, `team:team-berlin-${count}`];
    await has(both, 'ada', { 'custom.team': `Team Berlin ${count}` });

    await patchGroup(team, { op: 'remove', path: `members[value eq "${user}"]` });
    await has(both.slice(0, 3));
    await patchGroup(sales, { op: 'remove', path: 'members' });
    await has([]);
  });

  it('GIVEN two groups that give one tag WHEN one of them goes THEN the tag stays until the other goes too', async () => {
    const user = await addUser();
    await setRules([{ match: { pattern: `shared-*-${count}` }, tags: ['wholesale'] }]);
    const one = await addGroup(`shared-a-${count}`, [user]);
    const two = await addGroup(`shared-b-${count}`, [user]);
    await has(['wholesale']);
    const other = await addUser('grace');
    assert.equal((await harness.scim('DELETE', `/Groups/${one}`)).status, 204);
    await patchGroup(two, { op: 'add', path: 'members', value: [{ value: other }] });
    await has(['wholesale'], 'grace');
    await has(['wholesale']);
    assert.equal((await harness.scim('DELETE', `/Groups/${two}`)).status, 204);
    await has([], 'grace');
    await has([]);
  });

  it('GIVEN a group in a group WHEN the inner or the outer changes THEN indirect members follow', async () => {
    const user = await addUser();
    await setRules([{ match: { pattern: `outer*` }, tags: ['in:{{ group.name | handleize }}'] }]);
    const inner = await addGroup(`inner-${count}`, [user]);
    const outer = await addGroup(`outer-${count}`, [inner]);
    await has([`in:outer-${count}`]);
    await patchGroup(outer, { op: 'replace', path: 'displayName', value: `outer-new-${count}` });
    await has([`in:outer-new-${count}`]);
    await patchGroup(outer, { op: 'remove', path: `members[value eq "${inner}"]` });
    await has([]);
    await patchGroup(outer, { op: 'add', path: 'members', value: [{ value: inner }] });
    await has([`in:outer-new-${count}`]);
    assert.equal((await harness.scim('DELETE', `/Groups/${inner}`)).status, 204);
    await has([]);
  });

  it('GIVEN a leaver in a group WHEN it is restored THEN the group’s tags are back, as the directory gives them now', async () => {
    const user = await addUser();
    await setRules([{ match: { name: `kept-${count}` }, tags: ['kept'] }]);
    await addGroup(`kept-${count}`, [user]);
    await has(['kept']);
    const setActive = (value: boolean) =>
      harness.scim('PATCH', `/Users/${user}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'active', value }],
      });
    await setActive(false);
    await has(['rollcall:leaver']);
    await setActive(true);
    await has(['kept']);
  });

  it('GIVEN a group WHEN its members are replaced by one of them THEN the others lose the tag', async () => {
    await setRules([{ match: { name: `big-${count}` }, tags: ['big'] }]);
    const users: string[] = [];
    for (let i = 0; i < 12; i += 1) users.push(await addUser(`u${i}-`));
    const group = await addGroup(`big-${count}`, users);
    for (let i = 0; i < 12; i += 1) await has(['big'], `u${i}-`);
    await patchGroup(group, { op: 'replace', path: 'members', value: [{ value: users[0] }] });
    for (let i = 1; i < 12; i += 1) await has([], `u${i}-`);
    await has(['big'], 'u0-');
  });

  it('GIVEN rules that are not saved WHEN their groups are asked for THEN each names those that it is for, and nothing is stored', async () => {
    const user = await addUser();
    const berlin = await addGroup(`told-berlin-${count}`, [user, await addUser('ben')]);
    await addGroup(`told-paris-${count}`, [user]);
    await addGroup(`other-${count}`);
    const path = `/connections/${harness.connectionId}`;
    const groups = [
      { match: { pattern: `Told-*-${count}` }, tags: ['told'] },
      { match: { id: berlin }, tags: ['berlin'] },
      { match: { name: 'nowhere' }, tags: ['nowhere'] },
      { match: { everyone: true }, tags: ['all'] },
    ];
    const { status, body } = await harness.admin('POST', `${path}/groups/matches`, { settings: { groups } });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.complete, true);
    assert.deepEqual(
      body.rules.map(({ matched }: { matched: number }) => matched),
      [2, 1, 0, 0],
    );
    assert.deepEqual(
      body.rules[0].groups.map(({ name, members }: { name: string; members: number }) => [name, members]),
      [
        [`told-berlin-${count}`, 2],
        [`told-paris-${count}`, 1],
      ],
    );
    assert.deepEqual(body.rules[1].groups, [{ id: berlin, name: `told-berlin-${count}`, members: 2 }]);
    const { body: connections } = await harness.admin('GET', '/connections');
    assert.ok(!JSON.stringify(connections[0].settings.groups).includes('told'));
    assert.equal((await harness.admin('POST', '/connections/none/groups/matches', {})).status, 404);
  });

  it('GIVEN groups within groups WHEN the members and changes of rules are asked for THEN direct and indirect ones come, page by page', async () => {
    const path = `/connections/${harness.connectionId}`;
    await setRules([]);
    const [ada, bob, eve] = [await addUser(), await addUser('bob'), await addUser('eve')];
    // What is told of a customer begins when Rollcall knows it, a moment after the store has it.
    await harness.rollcall.sync.drain();
    const inner = await addGroup(`inner-${count}`, [bob, eve]);
    const outer = await addGroup(`outer-${count}`, [ada, inner]);
    await harness.scim('PATCH', `/Users/${eve}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    const settings = {
      groups: [
        { match: { name: `outer-${count}` }, tags: ['outer'] },
        { match: { everyone: true }, tags: [] as string[], metafields: [] },
      ],
    };
    const members: Record<string, unknown>[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const asked = { settings, rule: 1, after, limit: 2 };
      const { status, body } = await harness.admin('POST', `${path}/groups/members`, asked);
      assert.equal(status, 200, JSON.stringify(body));
      members.push(...body.members);
      after = body.next;
    }
    assert.deepEqual(
      members.map(({ userId, active, groups }) => [userId, active, groups]),
      [
        [ada, true, [{ id: outer, name: `outer-${count}`, direct: true }]],
        [bob, true, [{ id: outer, name: `outer-${count}`, direct: false }]],
        [eve, false, [{ id: outer, name: `outer-${count}`, direct: false }]],
      ],
    );
    assert.match(String(members[0]?.customerId), /Customer/);
    const all = await harness.admin('POST', `${path}/groups/members`, { settings, rule: 2, limit: 200 });
    assert.ok(all.body.members.length > 3);
    assert.equal((await harness.admin('POST', `${path}/groups/members`, { settings, rule: 3 })).status, 404);

    const { body: counted } = await harness.admin('POST', `${path}/mapping/changes`, { settings });
    assert.deepEqual(counted.rules[0], { people: 2, customers: 2 });
    assert.ok(counted.rules[1].people > 2);
    assert.deepEqual([counted.customers, counted.fields, counted.savedRules], [2, { tags: 2 }, []]);
  });

  it('GIVEN a rule whose tag the directory alone would name WHEN it is sent THEN it is refused', async () => {
    const { status, body } = await harness.admin('PATCH', `/connections/${harness.connectionId}`, {
      settings: { groups: [{ match: { pattern: '*' }, tags: ['{{ group.name }}'] }] },
    });
    assert.equal(status, 400);
    assert.match(body.error.message, /settings\.groups\[0\]\.tags\[0\]/);
  });
});
