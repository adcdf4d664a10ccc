// Shows what a mapping makes of a user before it is saved, and what is wrong with it.
import type { JsonObject } from '../protocol/index.ts';
import { type DesiredCustomer, desireCustomer } from '../sync/desired.ts';
import { checkMapping, type MappingFault } from '../sync/mapping/check.ts';
import type { CustomerGateway, SyncSettings } from '../sync/ports.ts';
import type { MappingStore, Scope } from './ports.ts';

type Mapped = Pick<SyncSettings, 'mapping' | 'groups'>;

export interface MappingPreview {
  readonly errors: readonly MappingFault[];
  /** As far as the templates that can be read go. */
  readonly customer: DesiredCustomer;
}

export interface Mappings {
  check(settings: Mapped): MappingFault[];
  /** Undefined if there is no such user. Nothing is written anywhere. */
  preview(scope: Scope, userId: string, settings: Mapped): Promise<MappingPreview | undefined>;
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
  };
}
