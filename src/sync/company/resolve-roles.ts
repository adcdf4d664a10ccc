// From the names that group rules give to the locations and roles of a company: pure.
import { say } from '../../notices/notices.ts';
import { losingRole } from '../mapping/company-grants.ts';
import type { CompanyFacts, RoleWish, WantedRole } from './company-port.ts';

/** A role that can be assigned, and the rule that gives it. */
interface Resolved {
  readonly wish: RoleWish;
  readonly rule: number;
}

/** Without a location, the company's only one; without a role, the one that Shopify proposes. */
export function resolveRoles(
  wanted: readonly WantedRole[],
  { locations, roles, defaultRole }: CompanyFacts,
): { wishes: readonly Resolved[]; warnings: readonly string[] } {
  const wishes: Resolved[] = [];
  const warnings: string[] = [];
  for (const { location, role, rule } of wanted) {
    const places = locations.filter(
      ({ name, externalId }) => location === null || name === location || externalId === location,
    );
    const roleId = role === null ? defaultRole : (roles.find(({ name }) => name === role)?.id ?? null);
    const [place] = places;
    if (place === undefined) warnings.push(say('location_not_there', { rule }));
    else if (places.length > 1) warnings.push(say('location_not_one', { rule }));
    else if (roleId === null) warnings.push(say('role_not_there', { rule }));
    else {
      const first = wishes.find(({ wish }) => wish.locationId === place.id);
      if (first === undefined) wishes.push({ wish: { locationId: place.id, roleId }, rule });
      else if (first.wish.roleId !== roleId) warnings.push(losingRole(rule, first.rule));
    }
  }
  return { wishes, warnings };
}

export function isSameWish(left: RoleWish, right: RoleWish): boolean {
  return left.locationId === right.locationId && left.roleId === right.roleId;
}
