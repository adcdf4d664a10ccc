// What a user's groups give by the connection's rules: tags and metafields.
import type { GroupRule, MetafieldKey, UserGroup } from '../ports.ts';
import { mapMetafields } from './metafields.ts';
import type { Renderer } from './renderer.ts';
import { mapTags } from './tag-templates.ts';

export interface Grants {
  readonly tags: readonly string[];
  readonly metafields: Readonly<Record<MetafieldKey, string>>;
}

/**
 * In the order of the rules, and for one rule of its groups' names. A tag that several groups give is there once, for
 * as long as one of them gives it; of several values for a metafield the first stays.
 */
export function grantByGroups(
  rules: readonly GroupRule[],
  groups: readonly UserGroup[],
  allowedTags: readonly string[],
  renderer: Renderer,
  warnings: string[],
): Grants {
  const tags: string[] = [];
  let metafields: Record<MetafieldKey, string> = {};
  for (const { rule, group } of matchesInOrder(rules, groups)) {
    tags.push(...mapTags(rule.tags, allowedTags, renderer, warnings, group));
    metafields = { ...mapMetafields(rule.metafields, renderer, warnings, group), ...metafields };
  }
  return { tags, metafields };
}

/**
 * Each rule with each group that it is for, or without one where it is for everyone, in the order in which the first one
 * decides; `number` begins at 1.
 */
export function matchesInOrder(
  rules: readonly GroupRule[],
  groups: readonly UserGroup[],
): { rule: GroupRule; number: number; group: UserGroup | undefined }[] {
  const ordered = [...groups].sort(
    (left, right) => compare(left.name, right.name) || compare(left.id, right.id),
  );
  return rules.flatMap((rule, index) => {
    const given = rule.match.everyone ? [undefined] : ordered.filter((group) => matches(rule, group));
    return given.map((group) => ({ rule, number: index + 1, group }));
  });
}

/** By name and pattern without regard to case; by the id here or the provider's own. */
export function matches({ match }: Pick<GroupRule, 'match'>, { id, name, externalId }: UserGroup): boolean {
  if (match.id !== undefined) return match.id === id || match.id === externalId;
  if (match.name !== undefined) return match.name.toLowerCase() === name.toLowerCase();
  return match.pattern !== undefined && fits(name, match.pattern);
}

/** `*` stands for any text, also none; everything else for itself. Takes time in proportion to the name, whatever the pattern. */
function fits(name: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
