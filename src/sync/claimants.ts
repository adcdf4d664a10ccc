// What the users who claim one customer want of it together (RULES 1): the first in the shop's order who is active
// decides the profile, what any of them grants is counted, and nobody's leaving takes what another still gives. Pure.
import { say } from '../notices/notices.ts';
import type { JsonObject } from '../protocol/index.ts';
import { type DesiredCustomer, desireCustomer } from './desired.ts';
import { addRoles, isSameCompany } from './mapping/company-grants.ts';
import type { DirtyUser, OtherClaim, Owned, ShopFacts, SyncSettings, WantedCompany } from './ports.ts';
import { LEAVER_TAG, limitTags } from './tags.ts';

/** The part of one user in what is wanted of its customer. */
export interface OwnPart {
  readonly connection: string;
  /** Others claim the customer too. */
  readonly isShared: boolean;
  readonly isActive: boolean;
  /** Its e-mail address is the customer's, so that it is for its tries to write it, and to say what stands against it. */
  readonly givesEmail: boolean;
}

export interface Together {
  readonly desired: DesiredCustomer;
  readonly settings: SyncSettings;
  readonly own: OwnPart;
}

interface Wish {
  readonly desired: DesiredCustomer;
  readonly settings: SyncSettings;
}

/** Whether another user has the customer still, so that one who was deleted, or handed back, only leaves it to that one. */
export function isLeftToOthers({ user, others, settings }: DirtyUser): boolean {
  return (
    (user === null || settings?.isHandedBack === true) &&
    others.some((other) => other.user !== null || other.isHeld)
  );
}

/** @throws when a stored user is not JSON */
export function wantTogether(
  { connection, link, others }: DirtyUser,
  own: Wish,
  { country, unusable }: ShopFacts,
): Together {
  const wishOf = (other: OtherClaim): Wish[] => {
    const { user, settings, userId: id, groups } = other;
    if (user === null || settings === null) return [];
    const body = JSON.parse(user.body) as JsonObject;
    // Its leaving waits for a person: until then it has what it had (RULES 22).
    const standing = other.isHeld ? { ...body, active: true } : body;
    return [{ desired: desireCustomer(standing, country, { id, groups, settings, unusable }), settings }];
  };
  const wishes = [
    ...others.filter(({ comesFirst }) => comesFirst).flatMap(wishOf),
    own,
    ...others.filter(({ comesFirst }) => !comesFirst).flatMap(wishOf),
  ];
  const isHeldUnread = others.some(({ user, isHeld }) => user === null && isHeld);
  if (isHeldUnread && link !== null) wishes.push({ desired: asItStands(link.owned), settings: own.settings });
  const isActive = wishes.some(({ desired }) => desired.active);
  const counted = isActive ? wishes.filter(({ desired }) => desired.active) : wishes;
  const giver = counted.find(({ desired }) => desired.fields.email !== undefined) ?? own;
  const { leaving } = (counted[0] ?? own).settings;
  const desired = join(
    counted.map((wish) => wish.desired),
    own.desired,
  );
  return {
    desired: { ...desired, emailFromUserName: giver.desired.emailFromUserName },
    settings: { ...own.settings, leaving },
    own: {
      connection,
      isShared: others.length > 0,
      isActive: own.desired.active,
      givesEmail: giver === own,
    },
  };
}

/** In their order: of each field and metafield the first value stays, tags and roles add up. */
function join(wishes: readonly DesiredCustomer[], own: DesiredCustomer): DesiredCustomer {
  const [first, ...more] = wishes;
  if (first === undefined) return own;
  if (more.length === 0) return { ...first, warnings: own.warnings };
  const firstStays = <T extends object>(part: (wish: DesiredCustomer) => T): T =>
    Object.assign({}, ...wishes.map(part).reverse());
  const warnings = [...own.warnings];
  return {
    active: first.active,
    emailFromUserName: first.emailFromUserName,
    fields: firstStays(({ fields }) => fields),
    metafields: firstStays(({ metafields }) => metafields),
    tags: first.active ? limitTags(wishes.flatMap(({ tags }) => tags)).tags : [LEAVER_TAG],
    address: wishes.find(({ address }) => address !== null)?.address ?? null,
    company: joinCompanies(wishes, warnings),
    warnings,
  };
}

/** A customer belongs to one company: that of the first who gives one, with the roles of all who give the same. */
function joinCompanies(wishes: readonly DesiredCustomer[], warnings: string[]): WantedCompany | null {
  const [first, ...others] = wishes.flatMap(({ company }) => company ?? []);
  if (first === undefined) return null;
  let { roles } = first;
  for (const other of others) {
    if (isSameCompany(first, other)) roles = addRoles(roles, other.roles, warnings);
    else warnings.push(say('company_lost_to_connection'));
  }
  return { ...first, roles };
}

/** What one gave whose leaving is held and who is not to be read any more: nothing is taken, nothing is added. */
function asItStands({ fields, metafields, tags, address, company }: Owned): DesiredCustomer {
  return {
    active: true,
    emailFromUserName: false,
    fields,
    metafields: { ...metafields, active: 'true' },
    tags: tags.filter((tag) => tag !== LEAVER_TAG),
    address: address?.address ?? null,
    company: company?.key == null ? null : (JSON.parse(company.key) as WantedCompany | null),
    warnings: [],
  };
}
