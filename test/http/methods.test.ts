import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAllowedMethods } from '../../src/http/methods.ts';

describe('createAllowedMethods', () => {
  it('GIVEN a path that several patterns fit WHEN asked what it allows THEN each method is named once', () => {
    const allowedMethods = createAllowedMethods([
      ['GET', '/users/:id'],
      ['PUT', '/users/:id'],
      ['PUT', '/users/order'],
      ['POST', '/users'],
    ]);
    assert.equal(allowedMethods('/users/order'), 'GET, HEAD, PUT');
    assert.equal(allowedMethods('/users/'), 'POST');
    assert.equal(allowedMethods('/groups'), undefined);
  });
});
