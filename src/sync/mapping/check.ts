// What is wrong with a connection's templates before any user is mapped: each fault with its place and remedy.
import { say } from '../../notices/notices.ts';
import type { GroupRule, MetafieldMapping, SyncSettings } from '../ports.ts';
import { isReservedTag } from '../tags.ts';
import { hasLiteral, isFault, literalPrefix, type Template } from './liquid.ts';
import { metafieldKeyOf } from './metafields.ts';
import { templateOf } from './renderer.ts';

export interface MappingFault {
  /** In the settings, such as `mapping.tags[0]`. */
  readonly path: string;
  /** Of the template; both begin at 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Each needs a definition, and Shopify keeps 256 for an app and a kind of resource. */
const MAX_METAFIELDS = 100;
/** Characters of all templates together. */
const MAX_TEXT = 100_000;

/** Metafields that Rollcall gives a meaning of its own, or a type. */
const FIXED: Readonly<Record<string, string | null>> = {
  link_id: null,
  active: null,
  department: 'single_line_text_field',
  employeeNumber: 'single_line_text_field',
  title: 'single_line_text_field',
  company: 'single_line_text_field',
};

type Checked = Pick<SyncSettings, 'mapping' | 'groups'>;

export function checkMapping(settings: Checked): MappingFault[] {
  const { mapping, groups } = settings;
  const templates: [path: string, template: string | null | undefined][] = [
    ...Object.entries(mapping.fields).map(([name, text]) => at(`mapping.fields.${name}`, text)),
    ...Object.entries(mapping.address ?? {}).map(([part, text]) => at(`mapping.address.${part}`, text)),
  ];
  const tags = tagsIn(settings);
  const metafields = metafieldPlaces(settings);
  const companies = companiesIn(settings);
  const texts = [
    ...templates,
    ...tags,
    ...companies,
    ...metafields.map(([path, { value }]) => at(`${path}.value`, value)),
  ];
  const length = texts.reduce((sum, [, text]) => sum + (text?.length ?? 0), 0);
  if (length > MAX_TEXT) {
    return [fault('mapping', say('templates_too_long', { limit: MAX_TEXT, length }))];
  }
  return [
    ...texts.flatMap(([path, text]) => (text == null ? [] : compileFaults(path, text))),
    ...tags.flatMap(([path, text]) => checkTag(path, text, mapping.allowedTags)),
    ...checkMetafields(metafields),
    ...groups.flatMap(({ company }, index) =>
      company === undefined ? [] : checkCompany(`groups[${index}].company`, company),
    ),
    ...groups.flatMap((rule, index) =>
      rule.tags.length + rule.metafields.length === 0 && rule.company === undefined
        ? [fault(`groups[${index}]`, say('rule_gives_nothing'))]
        : [],
    ),
  ];
}

function tagsIn({ mapping, groups }: Checked): [path: string, template: string][] {
  return [
    ...(mapping.tags ?? []).map((text, index) => at(`mapping.tags[${index}]`, text)),
    ...groups.flatMap((rule, group) =>
      rule.tags.map((text, index) => at(`groups[${group}].tags[${index}]`, text)),
    ),
  ];
}

function companiesIn({ groups }: Checked): [path: string, template: string | undefined][] {
  return groups.flatMap(({ company }, group) =>
    (['externalId', 'name', 'location', 'role'] as const).map((part) =>
      at(`groups[${group}].company.${part}`, company?.[part]),
    ),
  );
}

/** RULES 12: a provider's text alone makes no whole name of a company or role. */
function checkCompany(path: string, company: NonNullable<GroupRule['company']>): MappingFault[] {
  const { externalId, name, create, allowed = [] } = company;
  if (externalId === undefined && name === undefined) {
    return [fault(path, say('company_without_name'))];
  }
  if (create && (externalId === undefined || name === undefined)) {
    return [fault(path, say('company_made_without_name'))];
  }
  return (['name', 'role'] as const).flatMap((part) => {
    const template = templateOf(company[part] ?? '-');
    if (isFault(template) || allowed.length > 0 || beginsWithText(template)) return [];
    const code = part === 'name' ? 'company_named_by_directory' : 'role_named_by_directory';
    return [fault(`${path}.${part}`, say(code))];
  });
}

function metafieldPlaces({ mapping, groups }: Checked): [path: string, metafield: MetafieldMapping][] {
  return [
    ...(mapping.metafields ?? []).map((metafield, index) => at(`mapping.metafields[${index}]`, metafield)),
    ...groups.flatMap((rule, group) =>
      rule.metafields.map((metafield, index) => at(`groups[${group}].metafields[${index}]`, metafield)),
    ),
  ];
}

function at<T>(path: string, value: T): [path: string, value: T] {
  return [path, value];
}

function compileFaults(path: string, text: string): MappingFault[] {
  const template = templateOf(text);
  if (!isFault(template)) return [];
  const { line, column, cause } = template;
  return [{ path, line, column, message: cause }];
}

/** RULES 12: a provider's text alone makes no whole tag. */
function checkTag(path: string, text: string, allowedTags: readonly string[]): MappingFault[] {
  const template = templateOf(text);
  if (isFault(template)) return [];
  const literal = literalPrefix(template);
  if (text.trim() === '') return [fault(path, say('tag_without_text'))];
  if (literal !== undefined && isReservedTag(literal)) {
    return [fault(path, say('tag_reserved'))];
  }
  if (writesComma(template)) {
    return [fault(path, say('tag_with_comma'))];
  }
  if (allowedTags.length > 0 || beginsWithText(template)) return [];
  return [fault(path, say('tag_named_by_directory'))];
}

/** A template that begins with a tag such as `{% if %}` is judged again by what it makes of each user. */
function beginsWithText(template: Template): boolean {
  return literalPrefix(template) !== undefined || (!/^\s*\{\{/.test(template.text) && hasLiteral(template));
}

function writesComma({ text }: Template): boolean {
  return text.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, '').includes(',');
}

function checkMetafields(places: readonly [path: string, metafield: MetafieldMapping][]): MappingFault[] {
  const types = new Map<string, string>();
  const faults: MappingFault[] = [];
  for (const [path, metafield] of places) {
    const key = metafieldKeyOf(metafield);
    const fixed = FIXED[key];
    if (fixed === null) faults.push(fault(path, say('metafield_reserved', { key })));
    const type = fixed ?? types.get(key) ?? metafield.type;
    types.set(key, type);
    if (type !== metafield.type) {
      faults.push(fault(path, say('metafield_of_two_types', { metafield: key, type })));
    }
  }
  if (types.size > MAX_METAFIELDS) {
    const many = say('metafields_too_many', { many: types.size, limit: MAX_METAFIELDS });
    faults.push(fault('mapping.metafields', many));
  }
  return faults;
}

function fault(path: string, message: string): MappingFault {
  return { path, line: 1, column: 1, message };
}
