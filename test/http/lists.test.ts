// Queries over HTTP: sorting, searches, the root over all types, cursors and their errors.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const HOUR_MS = 3_600_000;

let harness: Harness;
let skippedMs = 0;
before(async () => {
  harness = await startHarness({ working: false, now: () => Date.now() + skippedMs });
  for (const [n, name] of ['Zed', 'ann', 'Bea', 'Cyd', 'dot'].entries()) {
    await harness.scim('POST', '/Users', { userName: `u${n}@x.example`, displayName: name });
  }
  for (const displayName of ['Buyers', 'zoo']) await harness.scim('POST', '/Groups', { displayName });
});
after(() => harness.close());

const names = (body: { Resources: { displayName: string }[] }) =>
  body.Resources.map(({ displayName }) => displayName);

async function get(path: string) {
  const { status, body } = await harness.scim('GET', path);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

async function refused(path: string, scimType: string) {
  const { status, body } = await harness.scim('GET', path);
  assert.deepEqual([status, body.scimType], [400, scimType], path);
}

describe('sorting', () => {
  it('GIVEN sortBy and sortOrder WHEN listed THEN the order is theirs, without regard to case', async () => {
    assert.deepEqual(names(await get('/Users?sortBy=DisplayName')), ['ann', 'Bea', 'Cyd', 'dot', 'Zed']);
    const descending = '/Users?sortBy=displayName&sortOrder=Descending&count=2';
    assert.deepEqual(names(await get(descending)), ['Zed', 'dot']);
  });

  it('GIVEN what lists cannot be sorted by WHEN asked THEN 400 names it', async () => {
    for (const name of ['nothing', 'name', 'password', 'emails[type eq "work"].value', 'title,id', '[']) {
      await refused(`/Users?sortBy=${encodeURIComponent(name)}`, 'invalidValue');
    }
    await refused('/Users?sortBy=displayName&sortOrder=sideways', 'invalidValue');
  });
});

describe('searches', () => {
  it('GIVEN a search WHEN posted THEN it is the query that its body says', async () => {
    const search = {
      schemas: [SEARCH],
      filter: 'displayName sw "b"',
      attributes: ['displayName'],
      sortBy: 'displayName',
      sortOrder: 'descending',
      startIndex: 1,
      count: 10,
    };
    for (const [path, found] of [
      ['/.search', ['Buyers', 'Bea']],
      ['/Users/.search', ['Bea']],
      ['/Groups/.search', ['Buyers']],
    ] as const) {
      const { status, body } = await harness.scim('POST', path, search);
      assert.deepEqual([status, names(body), body.totalResults], [200, found, found.length], path);
      assert.deepEqual(Object.keys(body.Resources[0]), ['schemas', 'id', 'displayName']);
    }
  });

  it('GIVEN the address of searches WHEN anything but a POST is sent THEN 405 says so, whatever it is on', async () => {
    for (const path of ['/.search', '/Users/.search', '/Groups/.search/']) {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const { status, headers } = await harness.scim(method, path, method === 'PUT' ? {} : undefined);
        assert.deepEqual([status, headers.get('allow')], [405, 'POST'], `${method} ${path}`);
      }
    }
  });

  it('GIVEN a search that makes no sense WHEN posted THEN 400 says why', async () => {
    for (const [search, scimType] of [
      [[], 'invalidSyntax'],
      [{ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }, 'invalidSyntax'],
      [{ filter: 5.5 }, 'invalidValue'],
      [{ attributes: [1] }, 'invalidValue'],
      [{ count: 'many' }, 'invalidValue'],
      [{ filter: 'nothing eq "x"' }, 'invalidFilter'],
    ] as const) {
      const { status, body } = await harness.scim('POST', '/.search', search);
      assert.deepEqual([status, body.scimType], [400, scimType], JSON.stringify(search));
    }
  });
});

describe('the root', () => {
  it('GIVEN a query at the root WHEN sent THEN it is over all types, in one order', async () => {
    for (const path of ['', '/']) {
      const { totalResults, Resources } = await get(`${path}?count=6`);
      assert.deepEqual([totalResults, Resources.length, Resources[5].displayName], [7, 6, 'Buyers']);
    }
    assert.deepEqual(names(await get('?sortBy=displayName&startIndex=3&count=3')), ['Buyers', 'Cyd', 'dot']);
  });

  it('GIVEN an attribute of one type only WHEN filtered by THEN the others have no value there', async () => {
    assert.deepEqual(names(await get('?filter=userName%20eq%20%22u1@x.example%22')), ['ann']);
    assert.equal((await get('?filter=userName%20pr')).totalResults, 5);
    assert.equal((await get('?filter=not%20(userName%20pr)')).totalResults, 2);
    assert.equal((await get('?filter=userName%20ne%20%22u1@x.example%22')).totalResults, 6);
    await refused('?filter=nothing%20pr', 'invalidFilter');
  });
});

describe('cursors', () => {
  it('GIVEN an empty cursor WHEN followed THEN pages lead on and back, without a startIndex', async () => {
    const first = await get('/Users?cursor&count=2');
    assert.deepEqual([first.totalResults, first.itemsPerPage, first.startIndex], [5, 2, undefined]);
    assert.equal(first.previousCursor, undefined);
    assert.match(first.nextCursor, /^[\w.~-]+$/);
    const second = await get(`/Users?count=2&cursor=${first.nextCursor}`);
    assert.deepEqual(names(second), ['Bea', 'Cyd']);
    const last = await get(`/Users?count=2&cursor=${second.nextCursor}`);
    assert.deepEqual([names(last), last.nextCursor], [['dot'], undefined]);
    assert.deepEqual(names(await get(`/Users?count=2&cursor=${second.previousCursor}`)), names(first));
  });

  it('GIVEN a resource that is deleted between pages WHEN the cursor is followed THEN the rest follows', async () => {
    const { nextCursor, Resources } = await get('?sortBy=displayName&cursor&count=3');
    const { body } = await harness.scim('POST', '/Users', { userName: 'gone@x.example', displayName: 'Buz' });
    await harness.scim('DELETE', `/Users/${body.id}`);
    assert.deepEqual(names({ Resources }), ['ann', 'Bea', 'Buyers']);
    assert.deepEqual(names(await get(`?sortBy=DISPLAYNAME&cursor=${nextCursor}`)), [
      'Cyd',
      'dot',
      'Zed',
      'zoo',
    ]);
  });

  it('GIVEN a cursor of another query, of nobody, or out of time WHEN followed THEN 400 says which', async () => {
    const { nextCursor } = await get('/Users?cursor&count=2');
    await refused(`/Groups?cursor=${nextCursor}`, 'invalidCursor');
    await refused(`/Users?filter=userName%20pr&cursor=${nextCursor}`, 'invalidCursor');
    await refused(`/Users?cursor=${nextCursor.slice(0, -2)}AA`, 'invalidCursor');
    await refused('/Users?cursor=not-a-cursor', 'invalidCursor');
    await refused(`/Users?cursor=${'a'.repeat(5000)}`, 'invalidCursor');
    for (const count of ['two', '1.5', '']) await refused(`/Users?cursor&count=${count}`, 'invalidCount');
    skippedMs = HOUR_MS + 1000;
    await refused(`/Users?cursor=${nextCursor}`, 'expiredCursor');
    skippedMs = 0;
  });

  it('GIVEN a search with a cursor WHEN posted THEN it leads on as in a URL', async () => {
    const { body } = await harness.scim('POST', '/Users/.search', { cursor: '', count: 4 });
    const next = await harness.scim('POST', '/Users/.search', { cursor: body.nextCursor, count: 4 });
    assert.deepEqual(names(next.body), ['dot']);
  });
});
