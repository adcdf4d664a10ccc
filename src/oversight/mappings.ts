// Shows what a mapping makes of a user before it is saved, what is wrong with it, and which groups its rules are for.
import type { JsonObject } from '../protocol/index.ts';
import { type DesiredCustomer, desireCustomer } from '../sync/desired.ts';
import { checkMapping, type MappingFault } from '../sync/mapping/check.ts';
import { matches } from '../sync/mapping/group-grants.ts';
import type { CustomerGateway, SyncSettings } from '../sync/ports.ts';
import type { MappingStore, Scope } from './ports.ts';

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
}

export interface MappingDependencies {
  readonly store: MappingStore;
  readonly gatewayOf: (shop: string) => Pick<CustomerGateway, 'facts'>;
}

export function createMappings({ store, gatewayOf }: MappingDependencies): Mappings {
  return {
    check: checkMapping,

    async preview(scope, userId, { mapping, groups: rules }) {
      const user = await store.findMapped(scope, userId);
      if (user === undefined) return undefined;
      const settings = { mapping, groups: rules };
      const facts = gatewayOf(scope.shop).facts();
      return {
        errors: checkMapping(settings),
        customer: desireCustomer(JSON.parse(user.body) as JsonObject, facts?.country ?? null, {
          id: userId,
          groups: user.groups,
          settings,
          unusable: facts?.unusable ?? {},
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
