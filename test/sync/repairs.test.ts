// Cases that once went wrong: each is small, and each stopped more than the user it began with.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually, startHarness } from '../support/rollcall.ts';

describe('countries', () => {
  it('GIVEN a work address in Puerto Rico WHEN synced THEN it is a province of the US, and nobody waits', async () => {
    const harness = await startHarness();
    try {
      for (const [name, country] of [
        ['rosa', 'PR'],
        ['ann', 'US'],
      ]) {
        await harness.scim('POST', '/Users', {
          userName: `${name}@x.example`,
          emails: [{ type: 'work', value: `${name}@x.example` }],
          addresses: [{ type: 'work', streetAddress: '1 Calle Sol', locality: 'San Juan', country }],
        });
      }
      const customers = await eventually(async () => {
        const { body } = await harness.sim('GET', '/_sim/customers');
        const settled = body.every((customer: { addresses: unknown[] }) => customer.addresses.length === 1);
        return body.length === 2 && settled && body;
      }, 'both customers with their addresses');
      const rosa = customers.find((customer: { email: string }) => customer.email === 'rosa@x.example');
      assert.match(JSON.stringify(rosa.addresses), /"PR"/);
    } finally {
      await harness.close();
    }
  });
});

describe('a field that the directory drops', () => {
  it('GIVEN an adopted customer WHEN its phone is dropped THEN the old one comes back, by one call', async () => {
    const harness = await startHarness();
    try {
      await harness.sim('POST', '/_sim/customers', {
        email: 'ann@x.example',
        phone: '+16134505293',
        lastName: 'Old',
      });
      const { body: user } = await harness.scim('POST', '/Users', {
        userName: 'ann',
        name: { familyName: 'New' },
        emails: [{ type: 'work', value: 'ann@x.example' }],
        phoneNumbers: [{ type: 'work', value: '+12025550143' }],
      });
      const customer = async () => (await harness.sim('GET', '/_sim/customers')).body[0];
      await eventually(async () => (await customer()).phone === '+12025550143', 'the new phone');
      await harness.rollcall.sync.drain();
      await harness.scim('PATCH', `/Users/${user.id}`, {
        Operations: [
          { op: 'remove', path: 'phoneNumbers' },
          { op: 'remove', path: 'name.familyName' },
        ],
      });
      await eventually(async () => (await customer()).phone === '+16134505293', 'the old phone');
      await harness.rollcall.sync.drain();
      assert.equal((await customer()).lastName, 'Old');
      const { calls } = (await harness.sim('GET', '/_sim/stats')).body;
      await harness.scim('PATCH', `/Users/${user.id}`, {
        Operations: [{ op: 'replace', path: 'title', value: 'Buyer' }],
      });
      await eventually(async () => (await customer()).metafields.title === 'Buyer', 'the title');
      await harness.rollcall.sync.drain();
      assert.equal((await harness.sim('GET', '/_sim/stats')).body.calls - calls, 1);
    } finally {
      await harness.close();
    }
  });
});
