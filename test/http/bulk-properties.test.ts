// A Bulk comes to the same as its operations sent one by one, whatever they are: results, versions and what is there then.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Harness, startHarness } from '../support/rollcall.ts';
import '../support/seed.ts';

type Kind = 'Users' | 'Groups';
type Way = 'bulk' | 'single';

/** An operation before it has ids: numbers stand for earlier operations. */
interface Draft {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly kind: Kind;
  readonly name: number;
  readonly target: number;
  readonly refs: readonly number[];
  readonly version: string | undefined;
}

interface Outcome {
  readonly status: number;
  readonly scimType: string | undefined;
  readonly version: string | undefined;
}

const MOST = 8;
const draft: fc.Arbitrary<Draft> = fc.record({
  method: fc.constantFrom('POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE'),
  kind: fc.constantFrom('Users', 'Groups'),
  // Few, so that some are taken.
  name: fc.nat(5),
  target: fc.nat(MOST),
  refs: fc.array(fc.nat(MOST), { maxLength: 3 }),
  version: fc.constantFrom(undefined, undefined, undefined, 'W/"1"', 'W/"2"', '*'),
});

describe('a Bulk and its operations one by one', () => {
  let harness: Harness;
  const tokens: Record<Way, string> = { bulk: '', single: '' };
  let run = 0;
  before(async () => {
    harness = await startHarness({ working: false });
    for (const way of ['bulk', 'single'] as const) {
      const { tenants } = harness.rollcall;
      await tenants.ensureConnection(`${way}.myshopify.com`, { scimProvisioning: true });
      tokens[way] = (await tenants.createToken(`${way}.myshopify.com`)).token;
    }
  });
  after(() => harness.close());

  const call = (way: Way, method: string, path: string, body?: unknown, headers = {}) =>
    harness.scim(method, path, body, { ...headers, authorization: `Bearer ${tokens[way]}` });

  it('GIVEN any operations WHEN sent in both ways THEN results and resources are the same', async () => {
    const failOnErrors = fc.constantFrom(undefined, undefined, 1, 2);
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { maxLength: MOST }), failOnErrors, async (drafts, most) => {
        run += 1;
        const bulk = await sendBulk(drafts, most);
        const single = await sendSingly(drafts, most ?? Number.POSITIVE_INFINITY);
        assert.deepEqual(bulk.outcomes, single.outcomes);
        assert.deepEqual(await readAll('bulk', bulk.ids), await readAll('single', single.ids));
      }),
      { numRuns: 100 },
    );
  });

  async function sendBulk(drafts: readonly Draft[], failOnErrors: number | undefined) {
    const operations = drafts.map((one, at) => {
      const refer = (to: number) => (drafts[to]?.method === 'POST' && to < at ? `bulkId:b${to}` : 'stranger');
      const { method, kind, version } = one;
      const path = method === 'POST' ? `/${kind}` : `/${kind}/${refer(one.target)}`;
      const bulkId = method === 'POST' && { bulkId: `b${at}` };
      return { method, path, ...bulkId, ...(version && { version }), data: dataOf(one, refer) };
    });
    const { status, body } = await call('bulk', 'POST', '/Bulk', { Operations: operations, failOnErrors });
    assert.equal(status, 200, JSON.stringify(body));
    const ids = new Map<number, string>();
    const outcomes = body.Operations.map((result: Record<string, string>): Outcome => {
      const { bulkId, location, version, response } = result;
      if (result.status === '201') ids.set(Number(bulkId?.slice(1)), location?.split('/').at(-1) ?? '');
      const { scimType } = (response ?? {}) as { scimType?: string };
      return { status: Number(result.status), scimType, version };
    });
    return { outcomes, ids };
  }

  async function sendSingly(drafts: readonly Draft[], mostErrors: number) {
    const ids = new Map<number, string>();
    const outcomes: Outcome[] = [];
    for (const [at, one] of drafts.entries()) {
      if (outcomes.filter(({ status }) => status >= 400).length >= mostErrors) break;
      outcomes.push(await sendOne(at, one));
    }
    return { outcomes, ids };

    async function sendOne(at: number, one: Draft): Promise<Outcome> {
      const { method, kind, version } = one;
      let isLost = false;
      const refer = (to: number) => {
        const isCreate = drafts[to]?.method === 'POST' && to < at;
        isLost ||= isCreate && !ids.has(to);
        return isCreate ? (ids.get(to) ?? '') : 'stranger';
      };
      const path = method === 'POST' ? `/${kind}` : `/${kind}/${refer(one.target)}`;
      const data = dataOf(one, refer);
      // What it refers to was never created: only a Bulk can be asked for that.
      if (isLost) return { status: 409, scimType: undefined, version: undefined };
      const headers = version !== undefined && method !== 'POST' ? { 'if-match': version } : {};
      const answer = await call('single', method, path, data, headers);
      if (answer.status === 201) ids.set(at, answer.body.id);
      return {
        status: answer.status,
        scimType: answer.body?.scimType,
        version: answer.headers.get('etag') ?? undefined,
      };
    }
  }

  function dataOf({ method, kind, name, refs }: Draft, refer: (to: number) => string): object | undefined {
    if (method === 'DELETE') return undefined;
    const [first] = refs;
    const whole =
      kind === 'Users'
        ? { userName: `u${run}-${name}`, ...(first !== undefined && { manager: { value: refer(first) } }) }
        : { displayName: `Group ${run}-${name}`, members: refs.map((to) => ({ value: refer(to) })) };
    if (method !== 'PATCH') return whole;
    return { Operations: [{ op: name % 2 === 0 ? 'add' : 'replace', value: whole }] };
  }

  /** What was created as it is now, with the number of its operation for its id. */
  async function readAll(way: Way, ids: ReadonlyMap<number, string>) {
    const found: unknown[] = [];
    for (const id of ids.values()) {
      for (const kind of ['Users', 'Groups']) {
        const { status, body } = await call(way, 'GET', `/${kind}/${id}`);
        if (status !== 200) continue;
        const { created: _created, lastModified: _lastModified, ...meta } = body.meta;
        let text = JSON.stringify({ ...body, meta });
        for (const [at, known] of ids) text = text.replaceAll(known, `#${at}`);
        const { members, groups, ...rest } = JSON.parse(text);
        found.push({ ...rest, members: sorted(members), groups: sorted(groups) });
      }
    }
    return found;
  }
});

function sorted(list: readonly { value: string }[] | undefined) {
  return list?.toSorted((left, right) => left.value.localeCompare(right.value));
}
