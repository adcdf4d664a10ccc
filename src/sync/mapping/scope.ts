// What a template sees of a user and a group: the SCIM attributes by their own names, and short ways to some.
import { chooseEmail, type JsonObject, type JsonValue } from '../../protocol/index.ts';
import { chooseName } from '../contact.ts';
import type { UserGroup } from '../ports.ts';
import { enterpriseOf, objectOf } from '../values.ts';

/**
 * Extensions stand under their URN and a short name; the enterprise extension's attributes beside the user's own too,
 * which come first where both have a name.
 */
export function userScope(user: JsonObject, id: string, groups: readonly UserGroup[]): object {
  const extensions = Object.keys(user).filter((key) => key.startsWith('urn:'));
  return {
    ...enterpriseOf(user),
    ...Object.fromEntries(extensions.map((urn) => [shortName(urn), objectOf(user[urn])])),
    ...chooseName(user),
    email: chooseEmail(user)?.value,
    ...(user as Record<string, JsonValue>),
    id,
    active: user.active !== false,
    groups: groups.map(groupScope),
  };
}

export function groupScope({ id, name, externalId, direct }: UserGroup): object {
  return { id, name, displayName: name, externalId, direct };
}

/**
 * The last telling part of a URN.
 *
 * @example shortName('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User') === 'enterprise'
 */
export function shortName(urn: string): string {
  const parts = urn.split(':').filter((part) => !/^(\d+(\.\d+)*|user)$/i.test(part));
  return parts.at(-1) ?? urn;
}
