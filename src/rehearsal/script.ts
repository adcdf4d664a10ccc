// The provider's part, step by step: who the made-up person is, and what is sent of it, as that provider would send it.
import type { Provider } from '../tenants/ports.ts';
import type { Course, StepName } from './ports.ts';

export interface ScimRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the SCIM endpoint. */
  readonly path: string;
  readonly body?: object;
}

/** What the script goes by. */
type Part = Pick<Course, 'mark' | 'group' | 'userId' | 'groupId'>;

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/**
 * Reserved by RFC 2606 §3, and its owner publishes that it takes no mail (RFC 7505). Names below `.test` or `.invalid`
 * are reserved as well, but Shopify may call an address there invalid.
 */
const DOMAIN = 'example.com';

const DEPARTMENTS = { before: 'Sales', after: 'Research' } as const;

export function stepsOf(group: Part['group']): StepName[] {
  const join: StepName[] = group === null ? ['join'] : ['join', 'group'];
  return ['probe', ...join, 'move', 'rename', 'leave', 'restore', 'remove', 'clean'];
}

export function userNameOf({ mark }: Pick<Part, 'mark'>, isRenamed = false): string {
  return `rehearsal-${mark}${isRenamed ? '-renamed' : ''}@${DOMAIN}`;
}

/** As Entra asks for somebody who cannot be there, to see whether it is let in. */
export const probe = ({ mark }: Part): ScimRequest => find('Users', 'userName', `nobody-${mark}`);
/** Whoever was created before a process ended is found, as a provider would find it. */
export const findUser = (part: Part): ScimRequest => find('Users', 'userName', userNameOf(part));
export const createUser = (part: Part): ScimRequest => {
  return { method: 'POST', path: '/Users', body: personOf(part, 'join') };
};
export const findGroup = ({ group }: Part): ScimRequest => find('Groups', 'displayName', group?.name ?? '');
export const createGroup = ({ group, userId }: Part): ScimRequest => ({
  method: 'POST',
  path: '/Groups',
  body: {
    schemas: [GROUP],
    displayName: group?.name,
    ...(group?.externalId != null && { externalId: group.externalId }),
    members: [{ value: userId }],
  },
});
export const remove = (kind: 'Users' | 'Groups', id: string): ScimRequest => {
  return { method: 'DELETE', path: `/${kind}/${id}` };
};

type Changing = 'move' | 'rename' | 'leave' | 'restore';

/** A change of the person, as the provider words it. */
export function change(step: Changing, provider: Provider, part: Part): ScimRequest {
  const path = `/Users/${part.userId}`;
  const isState = step === 'leave' || step === 'restore';
  // Okta replaces profiles whole, and switches `active` by a PATCH without a path.
  if (provider === 'okta' && !isState) return { method: 'PUT', path, body: personOf(part, step) };
  return { method: 'PATCH', path, body: { schemas: [PATCH_OP], Operations: wording(step, provider, part) } };
}

function wording(step: Changing, provider: Provider, part: Part): object[] {
  const values = valuesOf(step, part);
  if (provider === 'okta') return [{ op: 'replace', value: values }];
  // Entra writes its operations with a capital, and booleans as text.
  const isEntra = provider === 'entra';
  const op = isEntra ? 'Replace' : 'replace';
  return Object.entries(values).map(([path, value]) => {
    const isText = isEntra && typeof value === 'boolean';
    return { op, path, value: isText ? (value ? 'True' : 'False') : value };
  });
}

function valuesOf(step: Changing, part: Part): Record<string, unknown> {
  switch (step) {
    case 'move':
      return { [`${ENTERPRISE}:department`]: DEPARTMENTS.after };
    case 'rename':
      return {
        userName: userNameOf(part, true),
        'emails[type eq "work"].value': userNameOf(part, true),
      };
    case 'leave':
      return { active: false };
    case 'restore':
      return { active: true };
  }
}

/** No phone number, no address of a place, no word on marketing: nothing by which anybody could be reached. */
function personOf(part: Part, at: 'join' | Changing): object {
  const isRenamed = at === 'rename';
  return {
    schemas: [USER, ENTERPRISE],
    externalId: `rollcall-rehearsal-${part.mark}`,
    userName: userNameOf(part, isRenamed),
    name: { givenName: 'Rehearsal', familyName: 'Made-up Person' },
    displayName: 'Rehearsal (made-up person)',
    title: 'Made up for a rehearsal',
    emails: [{ type: 'work', primary: true, value: userNameOf(part, isRenamed) }],
    active: true,
    [ENTERPRISE]: { department: at === 'join' ? DEPARTMENTS.before : DEPARTMENTS.after },
  };
}

function find(kind: 'Users' | 'Groups', attribute: string, value: string): ScimRequest {
  const query = new URLSearchParams({ filter: `${attribute} eq ${JSON.stringify(value)}` });
  return { method: 'GET', path: `/${kind}?${query}` };
}
