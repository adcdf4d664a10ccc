// The tags that templates give: never a whole tag that a provider's text alone makes (RULES 12).
import { say } from '../../notices/notices.ts';
import type { UserGroup } from '../ports.ts';
import { hasTag, isReservedTag, MAX_TAG_LENGTH, sanitizeTag } from '../tags.ts';
import type { Renderer } from './renderer.ts';

export function mapTags(
  templates: readonly string[],
  allowedTags: readonly string[],
  renderer: Renderer,
  warnings: string[],
  group?: UserGroup,
): string[] {
  const tags: string[] = [];
  for (const template of templates) {
    const rendered = renderer.render(template, 'tag', group);
    if (rendered === undefined) continue;
    const tag = sanitizeTag(rendered.text);
    // A list of the merchant's is meant to leave out whatever is not on it.
    if (tag === '' || isReservedTag(tag) || !(rendered.beginsLiterally || hasTag(allowedTags, tag))) continue;
    if (tag.length > MAX_TAG_LENGTH) {
      warnings.push(say('tag_too_long', { limit: MAX_TAG_LENGTH }));
    } else tags.push(tag);
  }
  return tags;
}
