// Users, groups and companies for tests of B2B over HTTP: what the provider, the merchant and a connection do.
import assert from 'node:assert/strict';
import type { Harness } from './rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ADMIN = 'Location admin';
export const ORDERING = 'Ordering only';

export interface Role {
  readonly location: string;
  readonly role: string;
}

export interface Membership {
  readonly name: string;
  readonly externalId: string | null;
  readonly roles: readonly Role[];
}

/** @param harness of the test under way @param email of a person by its name */
export function createB2b(harness: () => Harness, email: (name: string) => string) {
  async function patch(path: string, ...Operations: object[]): Promise<void> {
    const { status, body } = await harness().scim('PATCH', path, { schemas: [PATCH_OP], Operations });
    assert.ok(status < 300, JSON.stringify(body));
  }

  async function customerOf(name: string) {
    const { body } = await harness().sim('GET', '/_sim/customers');
    return body.find((customer: { email: string }) => customer.email === email(name));
  }

  return {
    patch,
    customerOf,
    async setSettings(settings: object): Promise<void> {
      const path = `/connections/${harness().connectionId}`;
      const { status, body } = await harness().admin('PATCH', path, { settings });
      assert.equal(status, 200, JSON.stringify(body));
    },
    async addUser(name: string, more: object = {}): Promise<string> {
      const user = { schemas: [USER], userName: email(name), emails: [{ type: 'work', value: email(name) }] };
      return (await harness().scim('POST', '/Users', { ...user, ...more })).body.id;
    },
    setActive: (id: string, value: boolean) =>
      patch(`/Users/${id}`, { op: 'replace', path: 'active', value }),
    async addGroup(displayName: string, members: string[]): Promise<string> {
      const group = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
      return (await harness().scim('POST', '/Groups', group)).body.id;
    },
    async addCompany(name: string, locations: string[] = [name], externalId?: string): Promise<string> {
      const company = { name, locations, ...(externalId !== undefined && { externalId }) };
      return (await harness().sim('POST', '/_sim/companies', company)).body.id;
    },
    companiesOf: async (name: string): Promise<Membership[]> => (await customerOf(name))?.companies ?? [],
  };
}

/** As `[name, 'location: role', …]`. */
export function shown(companies: readonly Membership[]): string[][] {
  return companies.map(({ name, roles }) => [
    name,
    ...roles.map(({ location, role }) => `${location}: ${role}`).sort(),
  ]);
}
