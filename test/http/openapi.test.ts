import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AdminDocument } from '../support/contract.ts';
import { type Harness, startHarness } from '../support/rollcall.ts';

const ROUTES = new URL('../../src/http/admin', import.meta.url).pathname;

describe('the OpenAPI document of the admin API', () => {
  let harness: Harness;
  let document: AdminDocument;
  before(async () => {
    harness = await startHarness({ working: false });
    document = (await (await fetch(`${harness.url}/admin/api/openapi.json`)).json()) as AdminDocument;
  });
  after(() => harness.close());

  it('GIVEN the tables of routes in the source WHEN compared THEN the document has each of them', () => {
    assert.match(document.openapi, /^3\.1\./);
    const source = readdirSync(ROUTES)
      .map((file) => readFileSync(join(ROUTES, file), 'utf8'))
      .join('\n');
    const written = [...source.matchAll(/method: '([A-Z]+)',\s*path: '([^']+)'/g)].map(
      ([, method, path]) => `${method} ${path?.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.ok(written.length > 3);
    assert.deepEqual(documented.sort(), written.sort());
  });

  it('GIVEN the document WHEN a generator reads it THEN ids are unique and parameters are those of the path', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((route) => ({ path, ...route })),
    );
    assert.equal(new Set(routes.map(({ operationId }) => operationId)).size, routes.length);
    for (const { path, summary, parameters } of routes) {
      const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      assert.deepEqual(named, path.match(/\{\w+\}/g) ?? []);
      assert.match(summary, /\.$/);
    }
  });
});
