// Renders the templates of a connection for one user, and collects what failed: the sync never stops for a template.
import { say } from '../../notices/notices.ts';
import type { JsonObject } from '../../protocol/index.ts';
import type { UserGroup } from '../ports.ts';
import {
  compileTemplate,
  isFault,
  type Rendered,
  renderTemplate,
  type Template,
  type TemplateFault,
} from './liquid.ts';
import { groupScope, userScope } from './scope.ts';

/** More templates than all connections of a process have; beyond it the memory starts anew. */
const MAX_COMPILED = 5_000;
const compiled = new Map<string, Template | TemplateFault>();

/** A template, compiled once for all users. */
export function templateOf(text: string): Template | TemplateFault {
  let known = compiled.get(text);
  if (known === undefined) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    known = compileTemplate(text);
    compiled.set(text, known);
  }
  return known;
}

/** Templates carried out for one user: rules may match each of very many groups. */
const MAX_RENDERED = 2_000;

/** What a template is for, by which a warning names it. */
type Templated =
  | 'tag'
  | { readonly field: string }
  | { readonly metafield: string }
  /** The number of the group rule. */
  | { readonly companyOf: number };

export interface Renderer {
  /** What a template gives; undefined if that is nothing, or it failed. */
  render(template: string, what: Templated, group?: UserGroup): Rendered | undefined;
  /** The templates that failed for this user, as sentences without personal data. */
  readonly warnings: readonly string[];
}

/** @param id the SCIM id */
export function createRenderer(user: JsonObject, id: string, groups: readonly UserGroup[]): Renderer {
  const warnings: string[] = [];
  let scope: object | undefined;
  let rendered = 0;
  return {
    warnings,
    render(text, what, group) {
      rendered += 1;
      if (rendered > MAX_RENDERED) {
        if (rendered === MAX_RENDERED + 1) warnings.push(say('templates_too_many', { limit: MAX_RENDERED }));
        return undefined;
      }
      const template = templateOf(text);
      scope ??= { user: userScope(user, id, groups) };
      const result = isFault(template)
        ? template
        : renderTemplate(template, group === undefined ? scope : { ...scope, group: groupScope(group) });
      if (!isFault(result)) return result.isBlank || result.text.trim() === '' ? undefined : result;
      warnings.push(sayFailed(what, result));
      return undefined;
    },
  };
}

function sayFailed(what: Templated, { line, column, cause }: TemplateFault): string {
  const where = { line, column, cause };
  if (what === 'tag') return say('tag_template_failed', where);
  if ('field' in what) return say('field_template_failed', { ...what, ...where });
  if ('metafield' in what) return say('metafield_template_failed', { ...what, ...where });
  return say('company_template_failed', { rule: what.companyOf, ...where });
}
