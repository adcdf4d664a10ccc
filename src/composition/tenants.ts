// Shops and their connections, who may speak for each, and the log of what is done to them.
import { randomBytes } from 'node:crypto';
import { type Audit, createAudit } from '../audit/audit.ts';
import type { Config } from '../config.ts';
import { newId } from '../ids.ts';
import { createOutboundFetch } from '../outbound.ts';
import { createAuditStore } from '../store/audit-store.ts';
import { createCredentialStore } from '../store/credential-store.ts';
import { createEndingStore } from '../store/ending-store.ts';
import type { Engine } from '../store/engine.ts';
import { createTenantStore } from '../store/tenant-store.ts';
import { type Assertions, createAssertions } from '../tenants/assertions.ts';
import { createTenants, type TenantDependencies, type Tenants } from '../tenants/tenants.ts';
import type { Ground } from './ground.ts';
import { nameOf } from './log.ts';

export interface Tenancy {
  readonly tenants: Tenants;
  readonly audit: Audit;
}

export function composeTenants({ config, engine, now, log }: Ground): Tenancy {
  return tenancyOn(engine, {
    now,
    assertions: assertionsBy(config, now),
    onLoss: (error) => log.error(nameOf(error), 'what was noted of calls was lost'),
  });
}

export function tenancyOn(
  engine: Engine,
  options: Pick<TenantDependencies, 'now' | 'assertions' | 'onLoss'>,
): Tenancy {
  const tenants = createTenants({
    store: createTenantStore(engine),
    credentialStore: createCredentialStore(engine),
    endingStore: createEndingStore(engine),
    newId: newConnectionId,
    ...options,
  });
  return { tenants, audit: createAudit({ store: createAuditStore(engine), now: options.now, newId }) };
}

/** Tenants' keys are fetched from Entra alone; from a simulator's host only where the configuration names it. */
function assertionsBy({ entraKeyOrigin: keyOrigin }: Config, now: () => number): Assertions {
  const privateHosts = keyOrigin === undefined ? [] : [new URL(keyOrigin).hostname];
  const fetch = createOutboundFetch({ privateHosts });
  return createAssertions({ fetch, now, ...(keyOrigin !== undefined && { keyOrigin }) });
}

/** Short, because every key begins with it; letters and digits, because admins type it into URLs. */
function newConnectionId(): string {
  return randomBytes(6).toString('hex');
}
