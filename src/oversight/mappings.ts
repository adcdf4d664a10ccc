// Shows what a mapping makes of a user before it is saved, what is wrong with it, and which groups its rules are for.
import type { JsonObject, ResourceType } from '../protocol/index.ts';
import { type DesiredCustomer, desireCustomer } from '../sync/desired.ts';
import { checkMapping, type MappingFault } from '../sync/mapping/check.ts';
import { matches } from '../sync/mapping/group-grants.ts';
import { type Vocabulary, vocabularyOf } from '../sync/mapping/vocabulary.ts';
import type { CustomerGateway, GroupRule, ShopFacts, SyncSettings } from '../sync/ports.ts';
import { countChanges, type MappingChanges } from './mapping-changes.ts';
import type { GroupedUser, MappingStore, Scope } from './ports.ts';

type Mapped = Pick<SyncSettings, 'mapping' | 'groups'>;

export interface MappingPreview {
  readonly errors: readonly MappingFault[];
  /** As far as the templates that can be read go. */
  readonly customer: DesiredCustomer;
}

/** More are not looked through. */
const MAX_GROUPS = 5_000;
/** Groups told of one rule; the others are counted. */
const MAX_TOLD = 20;

export interface RuleMatches {
  /** In the order of the rules; one for everyone is for no group in particular. */
  readonly rules: readonly {
    readonly matched: number;
    readonly groups: readonly { readonly id: string; readonly name: string; readonly members: number }[];
  }[];
  /** False: there are more groups than were looked through. */
  readonly complete: boolean;
}

export interface Mappings {
  check(settings: Mapped): MappingFault[];
  /** Undefined if there is no such user. Nothing is written anywhere. */
  preview(scope: Scope, userId: string, settings: Mapped): Promise<MappingPreview | undefined>;
  matchGroups(scope: Scope, rules: Mapped['groups']): Promise<RuleMatches>;
  /** Whom a rule is for, each with the groups by which it is; by ascending id. */
  listMembers(scope: Scope, rule: GroupRule, after: string, limit: number): Promise<RuleMembers>;
  /** One step of counting what settings would change of customers that are not saved yet. */
  changes(
    scope: Scope,
    settings: { readonly saved: Mapped; readonly unsaved: Mapped },
    after: string,
  ): Promise<MappingChanges>;
  /** What templates may name, given what users of the connection are. */
  vocabulary(type: ResourceType): Vocabulary;
}

export interface RuleMembers {
  readonly members: readonly GroupedUser[];
  /** `after` of the next page; null on the last. */
  readonly next: string | null;
}

export interface MappingDependencies {
  readonly store: MappingStore;
  readonly gatewayOf: (shop: string) => Pick<CustomerGateway, 'facts'>;
}

const NO_FACTS: ShopFacts = { country: null, unusable: {} };

export function createMappings({ store, gatewayOf }: MappingDependencies): Mappings {
  const factsOf = (shop: string) => gatewayOf(shop).facts() ?? NO_FACTS;
  return {
    check: checkMapping,
    vocabulary: vocabularyOf,

    changes: (scope, settings, after) =>
      countChanges({ store, factsOf, clock: () => performance.now() }, scope, settings, after),

    async listMembers(scope, rule, after, limit) {
      const isForAll = rule.match.everyone === true;
      const groups = isForAll ? [] : await store.listGroups(scope, MAX_GROUPS);
      const ids = groups.filter((group) => matches(rule, group)).map(({ id }) => id);
      const found = await store.members(scope, isForAll ? null : ids, after, limit);
      const members = found.map((member) => ({
        ...member,
        groups: member.groups.filter((group) => matches(rule, group)),
      }));
      return { members, next: found.length < limit ? null : (found.at(-1)?.userId ?? null) };
    },

    async preview(scope, userId, { mapping, groups: rules }) {
      const user = await store.findMapped(scope, userId);
      if (user === undefined) return undefined;
      const settings = { mapping, groups: rules };
      const facts = factsOf(scope.shop);
      return {
        errors: checkMapping(settings),
        customer: desireCustomer(JSON.parse(user.body) as JsonObject, facts.country, {
          id: userId,
          groups: user.groups,
          settings,
          unusable: facts.unusable,
        }),
      };
    },

    async matchGroups(scope, rules) {
      const groups = await store.listGroups(scope, MAX_GROUPS + 1);
      const looked = groups.slice(0, MAX_GROUPS);
      const matched = rules.map((rule) => looked.filter((group) => matches(rule, group)));
      const told = matched.map((found) => found.slice(0, MAX_TOLD));
      const ids = [...new Set(told.flat().map(({ id }) => id))];
      const members = await store.countMembers(scope, ids);
      return {
        rules: told.map((some, index) => ({
          matched: matched[index]?.length ?? 0,
          groups: some.map(({ id, name }) => ({ id, name, members: members.get(id) ?? 0 })),
        })),
        complete: groups.length <= MAX_GROUPS,
      };
    },
  };
}
