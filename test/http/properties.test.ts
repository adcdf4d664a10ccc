// What holds of every request, tried by chance over HTTP: on a lenient connection and on a strict one, with schemas declared.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Harness, type ScimAnswer, startHarness } from '../support/rollcall.ts';
import '../support/seed.ts';
import { changesOf, DECLARED, group, KNOWN, user } from './arbitraries.ts';

const RUNS = { numRuns: 60 };
const EVERY = ['add', 'replace', 'remove'] as const;

const kind = fc.constantFrom('Users' as const, 'Groups' as const);
const mode = fc.constantFrom('lenient' as const, 'strict' as const);
type Kind = 'Users' | 'Groups';
type Mode = 'lenient' | 'strict';

/** Something of a kind, and what to do with it. */
const resourceAnd = <T>(more: (kind: Kind) => fc.Arbitrary<T>) =>
  kind.chain((chosen) =>
    fc.record({
      mode,
      kind: fc.constant(chosen),
      body: chosen === 'Users' ? (user as fc.Arbitrary<object>) : group,
      more: more(chosen),
    }),
  );

describe('properties over HTTP', () => {
  let harness: Harness;
  let clock = Date.UTC(2026, 0, 1);
  let made = 0;
  const tokens: Record<Mode, string> = { lenient: '', strict: '' };
  const known: Record<Mode, string[]> = { lenient: [], strict: [] };
  const call = (chosen: Mode, method: string, path: string, body?: unknown) => {
    clock += 1000;
    const filled = JSON.stringify(body)?.replace(/\{(\d)\}/g, (_, n) => known[chosen][Number(n)] ?? '');
    return harness.scim(method, path, filled, { authorization: `Bearer ${tokens[chosen]}` });
  };
  const naming = (of: Kind) => {
    made += 1;
    const name = of === 'Users' ? { userName: `u${made}@x.example` } : { displayName: `Group ${made}` };
    return { schemas: [SCHEMA[of]], ...name };
  };

  before(async () => {
    harness = await startHarness({ working: false, now: () => clock });
    for (const chosen of ['lenient', 'strict'] as const) {
      const shop = `${chosen}.myshopify.com`;
      const { tenants } = harness.rollcall;
      const settings = { scimProvisioning: true, strict: chosen === 'strict' };
      const { id } = await tenants.ensureConnection(shop, settings);
      await harness.admin('PUT', `/connections/${id}/schemas`, DECLARED);
      tokens[chosen] = (await tenants.createToken(shop)).token;
      for (let n = 0; n < KNOWN; n += 1) {
        const { body } = await call(chosen, 'POST', '/Users', {
          ...naming('Users'),
          displayName: `Known ${n}`,
        });
        known[chosen].push(body.id);
      }
      await call(chosen, 'POST', '/Users', { schemas: [SCHEMA.Users], userName: 'taken@x.example' });
      // Everybody known is in it, so that users have groups.
      const members = known[chosen].map((value) => ({ value }));
      const everybody = { schemas: [SCHEMA.Groups], displayName: 'Everybody', members };
      await call(chosen, 'POST', '/Groups', everybody);
    }
  });
  after(() => harness.close());

  /** Makes a resource; `path` leads to it. */
  async function create(
    chosen: Mode,
    of: Kind,
    body: object,
  ): Promise<ScimAnswer & { readonly path: string }> {
    const answer = await call(chosen, 'POST', `/${of}`, { ...body, ...naming(of) });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const path = `/${of}/${answer.body.id}`;
    const everybody = await call(chosen, 'GET', '/Groups?filter=displayName eq "Everybody"');
    const value = [{ value: answer.body.id }];
    const join = { Operations: [{ op: 'add', path: 'members', value }], schemas: [PATCH_OP] };
    if (of === 'Users') await call(chosen, 'PATCH', `/Groups/${everybody.body.Resources[0].id}`, join);
    return { ...answer, path };
  }

  const patch = (chosen: Mode, path: string, operations: readonly object[]) =>
    call(chosen, 'PATCH', path, { schemas: [PATCH_OP], Operations: operations });

  it('GIVEN what GET returned WHEN it is PUT back THEN nothing changes', async () => {
    const query = fc.constantFrom('', '?excludedAttributes=groups', '?excludedAttributes=groups,meta,id');
    await fc.assert(
      fc.asyncProperty(
        resourceAnd(() => query),
        async ({ mode: chosen, kind: of, body, more }) => {
          const { path } = await create(chosen, of, body);
          const before = await call(chosen, 'GET', path);
          const { body: shown } = await call(chosen, 'GET', path + more);
          const put = await call(chosen, 'PUT', path, shown);
          assert.equal(put.status, 200, JSON.stringify(put.body));
          assert.equal(put.headers.get('etag'), before.headers.get('etag'));
          assert.deepEqual((await call(chosen, 'GET', path)).body, before.body);
        },
      ),
      RUNS,
    );
  });

  it('GIVEN a PATCH of which any operation fails WHEN it is refused THEN the resource is as it was', async () => {
    const changes = (of: Kind) =>
      fc.record({ good: changesOf(of, EVERY), bad: fc.constantFrom(...FAILING[of]), at: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(resourceAnd(changes), async ({ mode: chosen, kind: of, body, more }) => {
        const { path } = await create(chosen, of, body);
        const before = await call(chosen, 'GET', path);
        const { good, bad, at } = more;
        const patched = await patch(chosen, path, (good as object[]).toSpliced(at, 0, bad));
        assert.ok(patched.status >= 400, JSON.stringify(patched.body));
        const now = await call(chosen, 'GET', path);
        assert.equal(JSON.stringify(now.body), JSON.stringify(before.body));
        assert.equal(now.headers.get('etag'), before.headers.get('etag'));
      }),
      RUNS,
    );
  });

  it('GIVEN an operation that adds WHEN it is sent again THEN nothing changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        resourceAnd((of) => changesOf(of, ['add'], 1)),
        async ({ mode: chosen, kind: of, body, more }) => {
          const { path } = await create(chosen, of, body);
          const { status } = await patch(chosen, path, more);
          const once = await call(chosen, 'GET', path);
          assert.equal((await patch(chosen, path, more)).status, status);
          assert.deepEqual((await call(chosen, 'GET', path)).body, once.body);
        },
      ),
      RUNS,
    );
  });

  it('GIVEN any writes WHEN they change what is stored THEN, and only then, the version is another', async () => {
    const writes = (of: Kind) => {
      const whole: fc.Arbitrary<object> = of === 'Users' ? user : group;
      return fc.array(
        fc.oneof(
          // A member that comes and goes within one PATCH is counted as two changes.
          changesOf(of, EVERY, of === 'Groups' ? 1 : 4).map((operations) => ({ operations, put: undefined })),
          whole.map((put) => ({ operations: undefined, put })),
        ),
        { minLength: 1, maxLength: 4 },
      );
    };
    await fc.assert(
      fc.asyncProperty(resourceAnd(writes), async ({ mode: chosen, kind: of, body, more }) => {
        const { path, body: created } = await create(chosen, of, body);
        let before = await call(chosen, 'GET', path);
        for (const { operations, put } of more) {
          const { userName, displayName } = created;
          const name = { schemas: [SCHEMA[of]], ...(of === 'Users' ? { userName } : { displayName }) };
          const { status } = operations
            ? await patch(chosen, path, operations)
            : await call(chosen, 'PUT', path, { ...put, ...name });
          const now = await call(chosen, 'GET', path);
          const isSame = isDeepEqual(contentOf(now.body), contentOf(before.body));
          assert.equal(
            now.headers.get('etag') === before.headers.get('etag'),
            isSame,
            JSON.stringify(now.body),
          );
          assert.equal(now.body.meta.lastModified === before.body.meta.lastModified, isSame);
          assert.ok(status < 400 || isSame);
          before = now;
        }
      }),
      RUNS,
    );
  });

  it('GIVEN a cursor WHEN it is changed in any way THEN it is refused', async () => {
    const first = await call('lenient', 'GET', '/Users?cursor=&count=1');
    const cursor: string = first.body.nextCursor;
    const query = (text: string) =>
      call('lenient', 'GET', `/Users?count=1&cursor=${encodeURIComponent(text)}`);
    assert.equal((await query(cursor)).status, 200);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .';
    const place = fc.nat(cursor.length);
    const letter = fc.constantFrom(...letters);
    const change = fc.oneof(
      fc.tuple(place, letter).map(([at, one]) => cursor.slice(0, at) + one + cursor.slice(at + 1)),
      fc.tuple(place, letter).map(([at, one]) => cursor.slice(0, at) + one + cursor.slice(at)),
      fc.tuple(place, place).map(([from, to]) => cursor.slice(0, from) + cursor.slice(to)),
      letter.map((one) => cursor.slice(0, -1) + one),
    );
    const tampered = change.filter((text) => text !== cursor && text !== '');
    await fc.assert(
      fc.asyncProperty(tampered, async (text) => {
        const { status, body } = await query(text);
        assert.deepEqual([status, body.scimType], [400, 'invalidCursor']);
      }),
      { numRuns: 300 },
    );
    for (const [chosen, path] of [
      ['strict', '/Users?count=1'],
      ['lenient', '/Groups?count=1'],
      ['lenient', '/?count=1'],
      ['lenient', '/Users?count=1&sortBy=userName'],
      ['lenient', '/Users?count=1&filter=active eq true'],
    ] as const) {
      const { status, body } = await call(chosen, 'GET', `${path}&cursor=${cursor}`);
      assert.deepEqual([status, body.scimType], [400, 'invalidCursor'], path);
    }
  });
});

const SCHEMA: Readonly<Record<Kind, string>> = {
  Users: 'urn:ietf:params:scim:schemas:core:2.0:User',
  Groups: 'urn:ietf:params:scim:schemas:core:2.0:Group',
};
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Refused when read, when applied, and by the store; for all modes. */
const FAILING: Readonly<Record<Kind, readonly object[]>> = {
  Users: [
    { op: 'add', path: 'nonsense', value: 1 },
    { op: 'replace', path: 'active', value: 'maybe' },
    { op: 'remove', path: 'userName' },
    { op: 'replace', path: 'id', value: 'x' },
    {
      op: 'add',
      path: 'emails',
      value: [
        { value: 'p@x.example', primary: true },
        { value: 'q@x.example', primary: true },
      ],
    },
    { op: 'replace', path: 'userName', value: 'TAKEN@X.EXAMPLE' },
  ],
  Groups: [
    { op: 'add', path: 'nonsense', value: 1 },
    { op: 'remove', path: 'displayName' },
    { op: 'replace', path: 'id', value: 'x' },
    { op: 'add', path: 'members', value: [{ display: 'nobody' }] },
    { op: 'replace', path: 'members[value eq "u"].value', value: 'x' },
  ],
};

/** What is stored of a resource: without what is computed. */
function contentOf({ meta: _meta, groups: _groups, ...content }: Record<string, unknown>): unknown {
  return content;
}

function isDeepEqual(left: unknown, right: unknown): boolean {
  try {
    assert.deepEqual(left, right);
    return true;
  } catch {
    return false;
  }
}
