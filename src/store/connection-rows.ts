// Turns rows of connections into what the tenants' port speaks of, and back.
import type { Selectable } from 'kysely';
import type { Schema } from '../protocol/index.ts';
import type { Connection, LinkPolicy, Provider } from '../tenants/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import type { Database } from './schema.ts';

export type ConnectionValues = {
  shop: string;
  id: string;
  name: string;
  provider: string;
  rank: number;
  scim: number;
  creation: number;
  policy: string;
  domains: string;
  strict: number;
  schemas: string;
  settings: string;
  rehearses: string | null;
  now: number;
};

/** More declarations than are in use at once; beyond it the memory starts anew. */
const MAX_PARSED = 1000;
const parsed = new Map<string, readonly Schema[]>();

/** The same text gives the same array: what the protocol derives from it is kept with it. */
function parseSchemas(text: string): readonly Schema[] {
  let schemas = parsed.get(text);
  if (schemas === undefined) {
    if (parsed.size >= MAX_PARSED) parsed.clear();
    schemas = JSON.parse(text) as readonly Schema[];
    parsed.set(text, schemas);
  }
  return schemas;
}

export function toConnection(row: Selectable<Database['connections']>): Connection {
  return {
    shop: row.shop,
    id: row.id,
    name: row.name,
    provider: row.provider as Provider,
    rank: row.rank,
    scimProvisioning: row.scim_provisioning === 1,
    newCustomerCreation: row.new_customer_creation === 1,
    linkPolicy: row.link_policy as LinkPolicy,
    domains: JSON.parse(row.domains) as string[],
    strict: row.strict === 1,
    schemas: parseSchemas(row.schemas),
    settings: readSettings(row.settings),
    ...(row.rehearses !== null && { rehearses: row.rehearses }),
    ending:
      row.ended_at === null
        ? null
        : {
            at: row.ended_at,
            choice: row.ended_choice,
            successor: row.successor,
            total: row.ended_claims ?? 0,
            finishedAt: row.finished_at,
          },
  };
}

export function toConnectionValues(connection: Connection, now: number): ConnectionValues {
  return {
    shop: connection.shop,
    id: connection.id,
    name: connection.name,
    provider: connection.provider,
    rank: connection.rank,
    scim: connection.scimProvisioning ? 1 : 0,
    creation: connection.newCustomerCreation ? 1 : 0,
    policy: connection.linkPolicy,
    domains: JSON.stringify(connection.domains),
    strict: connection.strict ? 1 : 0,
    schemas: JSON.stringify(connection.schemas),
    settings: JSON.stringify(connection.settings),
    rehearses: connection.rehearses ?? null,
    now,
  };
}
