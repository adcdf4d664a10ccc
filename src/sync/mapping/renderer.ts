// Renders the templates of a connection for one user, and collects what failed: the sync never stops for a template.
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

export interface Renderer {
  /** What a template gives; undefined if that is nothing, or it failed. `what` names it in a warning. */
  render(template: string, what: string, group?: UserGroup): Rendered | undefined;
  /** The templates that failed for this user, as sentences without personal data. */
  readonly warnings: readonly string[];
}

const TOO_MANY = `The mapping and the group rules ask for more than ${MAX_RENDERED} templates for this user: the last were left out.`;

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
        if (rendered === MAX_RENDERED + 1) warnings.push(TOO_MANY);
        return undefined;
      }
      const template = templateOf(text);
      scope ??= { user: userScope(user, id, groups) };
      const result = isFault(template)
        ? template
        : renderTemplate(template, group === undefined ? scope : { ...scope, group: groupScope(group) });
      if (!isFault(result)) return result.isBlank || result.text.trim() === '' ? undefined : result;
      const { line, column, cause } = result;
      warnings.push(
        `The template of ${what} failed for this user and was left out (line ${line}, column ${column}): ${cause}`,
      );
      return undefined;
    },
  };
}
