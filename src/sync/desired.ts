// What a customer should look like, given a user, its groups and what its connection is set to: pure.
import { say } from '../notices/notices.ts';
import type { JsonObject } from '../protocol/index.ts';
import { chooseAddress, toAddress } from './contact.ts';
import { phoneCountryOf } from './country.ts';
import { grantCompany } from './mapping/company-grants.ts';
import { mapAddress, mapFields } from './mapping/fields.ts';
import { grantByGroups } from './mapping/group-grants.ts';
import { mapMetafields } from './mapping/metafields.ts';
import { createRenderer, type Renderer } from './mapping/renderer.ts';
import { mapTags } from './mapping/tag-templates.ts';
import type {
  Address,
  MappingSettings,
  Metafields,
  Profile,
  ShopFacts,
  SyncSettings,
  UserGroup,
  WantedCompany,
} from './ports.ts';
import { departmentTag, LEAVER_TAG, limitTags, MAX_TAGS } from './tags.ts';
import { enterpriseOf, textOf, withValues } from './values.ts';

export interface DesiredCustomer {
  readonly active: boolean;
  /** The e-mail among the fields was taken from the userName (RULES 8). */
  readonly emailFromUserName: boolean;
  readonly fields: Profile;
  readonly metafields: Metafields;
  readonly tags: readonly string[];
  readonly address: Address | null;
  readonly company: WantedCompany | null;
  /** What was left out and why, without personal data. */
  readonly warnings: readonly string[];
}

/** What stands around a user. */
export interface Surroundings {
  /** The SCIM id. */
  readonly id: string;
  readonly groups: readonly UserGroup[];
  readonly settings: Pick<SyncSettings, 'mapping' | 'groups'>;
  readonly unusable: ShopFacts['unusable'];
}

const NO_SURROUNDINGS: Surroundings = {
  id: '',
  groups: [],
  settings: { mapping: { fields: {}, allowedTags: [] }, groups: [] },
  unusable: {},
};

/**
 * @param user the stored form of a SCIM user
 * @param shopCountry where national phone numbers are read if the work address names no country
 */
export function desireCustomer(
  user: JsonObject,
  shopCountry: string | null,
  surroundings: Surroundings = NO_SURROUNDINGS,
): DesiredCustomer {
  const { id, groups, settings, unusable } = surroundings;
  const { mapping } = settings;
  const active = user.active !== false;
  const renderer = createRenderer(user, id, groups);
  const warnings: string[] = [];
  const address = mapAddress(user, mapping, renderer);
  // The country of the user's own address counts for the phone, whether or not the address is written.
  const country = phoneCountryOf(address.value ?? toAddress(chooseAddress(user)).value ?? {});
  const fields = mapFields(user, mapping, renderer, [country, shopCountry ?? undefined]);
  warnings.push(...fields.warnings, ...(address.warning === undefined ? [] : [address.warning]));
  const mapped =
    mapping.metafields === undefined
      ? usualMetafields(user)
      : mapMetafields(mapping.metafields, renderer, warnings);
  // What groups give is access, and an inactive user has none (RULES 15 c).
  const grants = active
    ? grantByGroups(settings.groups, groups, mapping.allowedTags, renderer, warnings)
    : { tags: [], metafields: {} };
  const company = active ? grantCompany(settings.groups, groups, renderer, warnings) : null;
  const tags = active
    ? limitTags([...tagsOf(user, mapping, renderer, warnings), ...grants.tags])
    : { tags: [LEAVER_TAG], dropped: 0 };
  if (tags.dropped > 0) {
    warnings.push(say('tags_too_many', { limit: MAX_TAGS, dropped: tags.dropped }));
  }
  const metafields = { ...mapped, ...grants.metafields, active: String(active) };
  return {
    active,
    emailFromUserName: fields.emailFromUserName,
    fields: fields.values,
    metafields: withoutUnusable(metafields, unusable, warnings),
    tags: tags.tags,
    address: address.value ?? null,
    company,
    warnings: [...new Set([...warnings, ...renderer.warnings])],
  };
}

function tagsOf(
  user: JsonObject,
  mapping: MappingSettings,
  renderer: Renderer,
  warnings: string[],
): string[] {
  const { tags, allowedTags } = mapping;
  if (tags !== undefined) return mapTags(tags, allowedTags, renderer, warnings);
  const tag = departmentTag(textOf(enterpriseOf(user).department));
  return tag === undefined ? [] : [tag];
}

/** What suits the attributes that Entra sends by default. */
function usualMetafields(user: JsonObject): Metafields {
  const { department, employeeNumber, organization } = enterpriseOf(user);
  return withValues({
    department: textOf(department),
    employeeNumber: textOf(employeeNumber),
    title: textOf(user.title),
    company: textOf(organization),
  });
}

function withoutUnusable(
  metafields: Metafields,
  unusable: ShopFacts['unusable'],
  warnings: string[],
): Metafields {
  const refused = Object.keys(metafields).filter((key) => Object.hasOwn(unusable, key));
  if (refused.length === 0) return metafields;
  warnings.push(...refused.map((key) => unusable[key] as string));
  return Object.fromEntries(Object.entries(metafields).filter(([key]) => !refused.includes(key)));
}
