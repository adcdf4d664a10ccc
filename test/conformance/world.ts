// What a conformance test works with: a connection of its chapter's kind, and resources made for one test alone.
import { type Harness, type ScimAnswer, startHarness } from '../support/rollcall.ts';
import type { Chapter } from './requirement.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A resource as it was answered. */
export type Resource = ScimAnswer['body'];

/** The nicknames of the users in a list, by which tests tell them apart. */
export function nicknames({ Resources }: Resource): string {
  return Resources.map(({ nickName }: Resource) => nickName ?? '-').join(' ');
}

export interface World extends Pick<Harness, 'scim' | 'url' | 'token' | 'connectionId' | 'admin'> {
  /** A name that no other test has. */
  name(): string;
  /** Creates a user; what is not said is made up. */
  user(attributes?: object): Promise<Resource>;
  group(attributes?: object): Promise<Resource>;
  /** Creates users who have a title in common, and returns the query that finds just these. */
  users(...attributes: object[]): Promise<string>;
  /** Reads a resource again. */
  read(resource: Resource, query?: string): Promise<Resource>;
  /** Sends a PATCH with these operations. */
  patch(resource: Resource, ...operations: object[]): Promise<ScimAnswer>;
  /** The names of the users or groups that a filter finds, in the order of the answer. */
  find(endpoint: '/Users' | '/Groups', filter: string): Promise<string[]>;
  /** Puts the clock forward: every later request happens at least so many seconds later. */
  wait(seconds: number): void;
}

export async function openWorld({
  strict,
  schemas,
}: Pick<Chapter, 'strict' | 'schemas'>): Promise<[World, () => Promise<void>]> {
  let ahead = 0;
  const harness = await startHarness({
    working: false,
    now: () => Date.now() + ahead,
    ...(strict && { connection: { strict } }),
  });
  const { scim } = harness;
  if (schemas !== undefined) {
    const { status, body } = await harness.admin(
      'PUT',
      `/connections/${harness.connectionId}/schemas`,
      schemas,
    );
    if (status !== 200) throw new Error(`not declared: ${JSON.stringify(body)}`);
  }
  let names = 0;
  const name = () => `person-${++names}`;
  const pathOf = (resource: Resource) => `/${resource.meta.resourceType}s/${resource.id}`;

  async function create(endpoint: string, resource: object): Promise<Resource> {
    const answer = await scim('POST', endpoint, resource);
    if (answer.status !== 201) throw new Error(`not created: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const world: World = {
    scim,
    url: harness.url,
    token: harness.token,
    connectionId: harness.connectionId,
    admin: harness.admin,
    name,
    user: (attributes) => create('/Users', { schemas: [USER], userName: name(), ...attributes }),
    group: (attributes) => create('/Groups', { schemas: [GROUP], displayName: name(), ...attributes }),
    async users(...attributes) {
      const title = name();
      for (const one of attributes) await world.user({ title, ...one });
      return `filter=${encodeURIComponent(`title eq "${title}"`)}`;
    },
    read: async (resource, query = '') => (await scim('GET', pathOf(resource) + query)).body,
    patch: (resource, ...operations) =>
      scim('PATCH', pathOf(resource), { schemas: [PATCH_OP], Operations: operations }),
    async find(endpoint, filter) {
      const { status, body } = await scim('GET', `${endpoint}?filter=${encodeURIComponent(filter)}`);
      if (status !== 200) throw new Error(`not found: ${JSON.stringify(body)}`);
      return body.Resources.map((resource: Resource) => resource.userName ?? resource.displayName);
    },
    wait(seconds) {
      ahead += seconds * 1000;
    },
  };
  return [world, () => harness.close()];
}
