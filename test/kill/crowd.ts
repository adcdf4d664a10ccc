// Many who join by one Bulk request, so that Shopify's bulk operations make them, and of whom some leave at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Directory, type Person, type Team, type World } from './person.ts';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SIZE = 40;
const NO_TEAMS: ReadonlySet<Team> = new Set();

interface Crowd {
  live(): Promise<void>;
  people(): readonly Person[];
  describe(): string;
}

interface Member {
  readonly name: string;
  userId: string | null;
  active: boolean;
}

export function createCrowd({ shop, random, goesOn }: World): Crowd {
  const members: Member[] = [];
  let crowds = 0;

  const bulk = (Operations: object[]) =>
    ask(
      () => shop.scim('POST', '/Bulk', { schemas: [BULK], Operations }),
      ({ status }) => status === 200,
    );

  async function gather(): Promise<void> {
    crowds += 1;
    const joining: Member[] = Array.from({ length: SIZE }, (_, index) => ({
      name: `crowd${crowds}-${index}`,
      userId: null,
      active: true,
    }));
    const emailOf = ({ name }: Member) => `${name}@x.example`;
    await bulk(
      joining.map((member, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `b${index}`,
        data: {
          userName: member.name,
          name: { givenName: 'Given', familyName: 'Family' },
          emails: [{ type: 'work', value: emailOf(member) }],
        },
      })),
    );
    // Whoever was stored by a request that was cut off is not told again.
    const filter = encodeURIComponent(`userName sw "crowd${crowds}-"`);
    const { body } = await ask(() =>
      shop.scim('GET', `/Users?filter=${filter}&count=${SIZE}&attributes=userName`),
    );
    for (const { id, userName } of body.Resources) {
      const member = joining.find(({ name }) => name === userName);
      if (member !== undefined) member.userId = id;
    }
    members.push(...joining);
    await sleep(random() * 1_000);
    await disperse(joining);
  }

  /** Some leave, and some are deleted, while their creates may be on their way. */
  async function disperse(joined: readonly Member[]): Promise<void> {
    const leaving = joined.filter(() => random() < 0.05);
    const gone = joined.filter((member) => !leaving.includes(member) && random() < 0.05);
    for (const { userId } of gone) {
      await ask(() => shop.scim('DELETE', `/Users/${userId}`));
    }
    for (const member of gone) member.userId = null;
    const Operations = [{ op: 'Replace', path: 'active', value: false }];
    for (const member of leaving) {
      await ask(() => shop.scim('PATCH', `/Users/${member.userId}`, { schemas: [PATCH_OP], Operations }));
      member.active = false;
    }
  }

  return {
    async live() {
      while (goesOn()) {
        await gather();
        await sleep(2_000 + random() * 3_000);
      }
    },
    people: () => members.map(toPerson),
    describe: () => `${crowds} crowds of ${SIZE}`,
  };
}

function toPerson({ name, userId, active }: Member): Person {
  const directory: Directory = {
    email: `${name}@x.example`,
    givenName: 'Given',
    department: undefined,
    phone: undefined,
    street: undefined,
    active,
  };
  return { name, userId, directory, teams: NO_TEAMS, wasActive: true, story: [], live: async () => {} };
}
