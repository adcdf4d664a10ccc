// Many people who join at once, and what must be so once all of them have.
import assert from 'node:assert/strict';
import type { OwnPart } from '../../../src/sync/claimants.ts';
import type { World } from './world.ts';

/** A user who is the only one to claim its customer. */
export const ALONE: OwnPart = { connection: 'entra', isShared: false, isActive: true, givesEmail: true };

export const person = (name: string, more: Record<string, unknown> = {}) => ({
  userName: `${name}@example.com`,
  name: { givenName: name },
  emails: [{ type: 'work', value: `${name}@example.com` }],
  ...more,
});

/** The ids of `count` new users, numbered on from `from`. */
export async function createUsers(world: World, count: number, from = 0): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  const users = await Promise.all(numbers.map((i) => world.createUser(person(`user${i}`))));
  return users.map(({ id }) => id);
}

/** Every user has one customer, and its claim knows which. */
export async function assertExactlyOnce(world: World, count: number): Promise<void> {
  const customers = await world.customers();
  assert.deepEqual(
    customers.map(({ email }) => email).sort(),
    Array.from({ length: count }, (_, i) => `user${i}@example.com`).sort(),
  );
  const links = await world.links();
  assert.equal(links.length, count);
  const byId = new Map(links.map((link) => [link.id, link.customer_id]));
  for (const { id, metafields } of customers) assert.equal(byId.get(metafields.link_id ?? ''), id);
  assert.deepEqual([...new Set((await world.claims()).map(({ state }) => state))], ['synced']);
}
