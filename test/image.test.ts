// The Dockerfile and the compose file, as far as they can be judged without a container engine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { readDockerfile } from '../scripts/try-image/dockerfile.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

describe('the image', () => {
  it('GIVEN the Dockerfile WHEN it is linted THEN there is nothing to say', () => {
    assert.deepEqual(validate(read('Dockerfile')), []);
  });

  it('GIVEN its last stage WHEN it is read THEN it has no tools, no root, a health check, and the project’s Node', () => {
    const stages = readDockerfile(read('Dockerfile'));
    const { steps, base } = stages.at(-1) ?? { steps: [], base: '' };
    const of = (name: string) =>
      steps.filter(({ instruction }) => instruction === name).map(({ text }) => text);
    assert.equal(stages.length, 2);
    assert.deepEqual(of('USER'), ['node']);
    assert.equal(of('HEALTHCHECK').length, 1);
    assert.ok(of('COPY').every((text) => text.startsWith('--from=build ')));
    assert.ok(!of('RUN').some((text) => /npm|apt/.test(text)));
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: { node: string };
    };
    assert.equal(base, `node:${optionalDependencies.node.split('.')[0]}-bookworm-slim`);
  });

  it('GIVEN the compose file WHEN it is read THEN Rollcall can write nothing but /tmp, and holds no secret', () => {
    const { services } = parse(read('compose.yaml'), { merge: true }) as {
      services: Record<string, Record<string, unknown>>;
    };
    assert.deepEqual(Object.keys(services), ['web', 'worker', 'database']);
    for (const name of ['web', 'worker']) {
      const service = services[name] ?? {};
      assert.equal(service.read_only, true);
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.deepEqual(service.tmpfs, ['/tmp']);
      assert.equal(service.volumes, undefined);
    }
  });
});
