// The company that a user's groups give by the connection's rules, and its roles there (RULES 12, 21).
import { say } from '../../notices/notices.ts';
import type { GroupRule, UserGroup, WantedCompany, WantedRole } from '../ports.ts';
import { matchesInOrder } from './group-grants.ts';
import type { Renderer } from './renderer.ts';

type CompanyRule = NonNullable<GroupRule['company']>;

/** The first rule that matches decides the company, and per location the role; what loses is told in a warning. */
export function grantCompany(
  rules: readonly GroupRule[],
  groups: readonly UserGroup[],
  renderer: Renderer,
  warnings: string[],
): WantedCompany | null {
  const given = matchesInOrder(rules, groups).flatMap(({ rule: { company }, number, group }) =>
    company === undefined ? [] : (render(company, number, group, renderer) ?? []),
  );
  const [first] = given;
  if (first === undefined) return null;
  let roles = first.roles;
  for (const other of given.slice(1)) {
    if (isSameCompany(first, other)) roles = addRoles(roles, other.roles, warnings);
    else warnings.push(say('company_lost_to_rule', { rule: other.rule, first: first.rule }));
  }
  return { ...first, roles };
}

function render(
  company: CompanyRule,
  rule: number,
  group: UserGroup | undefined,
  renderer: Renderer,
): WantedCompany | null {
  const what = { companyOf: rule };
  const text = (template: string | undefined) =>
    template === undefined ? null : (renderer.render(template, what, group)?.text.trim() ?? '');
  /** Empty where a provider's text alone would make the whole name. */
  const name = (template: string | undefined) => {
    const rendered = template === undefined ? undefined : renderer.render(template, what, group);
    if (template === undefined) return null;
    const whole = rendered?.text.trim() ?? '';
    return rendered?.beginsLiterally || company.allowed?.includes(whole) ? whole : '';
  };
  const externalId = text(company.externalId) || null;
  const companyName = name(company.name) || null;
  // With an external id to go by, a name alone does not do for a user who has none.
  if (company.externalId === undefined ? companyName === null : externalId === null) return null;
  const location = text(company.location);
  const role = name(company.role);
  const isRole = (location !== null || role !== null) && location !== '' && role !== '';
  return {
    externalId,
    name: companyName,
    create: company.create,
    rule,
    roles: isRole ? [{ location, role, rule }] : [],
  };
}

export function isSameCompany(left: WantedCompany, right: WantedCompany): boolean {
  return left.externalId !== null || right.externalId !== null
    ? left.externalId === right.externalId
    : left.name === right.name;
}

export function addRoles(
  roles: readonly WantedRole[],
  more: readonly WantedRole[],
  warnings: string[],
): readonly WantedRole[] {
  const added = [...roles];
  for (const wish of more) {
    const first = added.find(({ location }) => location === wish.location);
    if (first === undefined) added.push(wish);
    else if (first.role !== wish.role) warnings.push(losingRole(wish.rule, first.rule));
  }
  return added;
}

/** A contact has one role at a location. */
export function losingRole(rule: number, first: number): string {
  return say('role_lost_to_rule', { rule, first });
}
