import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redact } from '../../src/timeline/redact.ts';

describe('redact', () => {
  it('GIVEN secrets under names, paths and of known forms WHEN redacted THEN none is left', () => {
    const payload = {
      userName: 'ann',
      password: 'hunter2',
      'urn:x:User': { apiKey: 'hunter2', clientSecret: ['hunter2'] },
      x509Certificates: [{ value: 'hunter2' }],
      Operations: [
        { op: 'replace', path: 'password', value: 'hunter2' },
        { op: 'add', path: 'title', value: 'Bearer hunter2' },
      ],
    };
    const text = JSON.stringify(redact(payload));
    assert.equal(text.includes('hunter2'), false);
    assert.match(text, /"userName":"ann"/);
    assert.match(text, /"path":"title"/);
  });

  it('GIVEN what is large or deep WHEN redacted THEN its size stands in its place', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 100; i += 1) deep = { deep };
    const kept = redact({
      blob: 'x'.repeat(10_000),
      many: Array.from({ length: 60 }, (_, i) => i),
      deep,
    }) as {
      blob: string;
      many: unknown[];
    };
    assert.match(kept.blob, /10000 characters/);
    assert.equal(kept.many.at(-1), '[and 10 more]');
    assert.ok(JSON.stringify(kept).length < 1_000);
  });
});
