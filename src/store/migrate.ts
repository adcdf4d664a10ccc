// Brings a database to the newest schema, and refuses one that a newer Rollcall has already changed.
import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration';
import type { Engine } from './engine.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { strictConnections } from './migrations/0002-strict-connections.ts';
import { indexedLists } from './migrations/0003-indexed-lists.ts';
import { settingsAndDepartures } from './migrations/0004-settings-and-departures.ts';
import { reviews } from './migrations/0005-reviews.ts';
import { bulkRuns } from './migrations/0006-bulk-runs.ts';
import { events } from './migrations/0007-events.ts';
import { certificates } from './migrations/0008-certificates.ts';
import { webhooks } from './migrations/0009-webhooks.ts';
import { claimsByState } from './migrations/0010-claims-by-state.ts';
import { leavers } from './migrations/0011-leavers.ts';
import { surveys } from './migrations/0012-surveys.ts';
import { mergedCustomers } from './migrations/0013-merged-customers.ts';
import { countedLeavers } from './migrations/0014-counted-leavers.ts';
import { externalIdsInOrder } from './migrations/0015-external-ids-in-order.ts';
import { intents } from './migrations/0016-intents.ts';
import { bulkSurveys } from './migrations/0017-bulk-surveys.ts';
import { installations } from './migrations/0018-installations.ts';
import { manyConnections } from './migrations/0019-many-connections.ts';
import { endings } from './migrations/0020-endings.ts';
import { audit } from './migrations/0021-audit.ts';
import { privacy } from './migrations/0022-privacy.ts';
import { alerts } from './migrations/0023-alerts.ts';
import { schemaFloor } from './migrations/0024-schema-floor.ts';
import { leavingsByTime } from './migrations/0025-leavings-by-time.ts';
import { refusedPhones } from './migrations/0027-refused-phones.ts';
import { keptLinks } from './migrations/0028-kept-links.ts';
import { usedAssertions } from './migrations/0030-used-assertions.ts';
import { connectionsById } from './migrations/0031-connections-by-id.ts';
import { rehearsals } from './migrations/0033-rehearsals.ts';
import { surveyTotals } from './migrations/0034-survey-totals.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

/**
 * In order of their names. A migration that has been released is never edited. One that processes of the version before
 * would not survive names itself in `schema_floor`.
 */
const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-strict-connections': strictConnections,
  '0003-indexed-lists': indexedLists,
  '0004-settings-and-departures': settingsAndDepartures,
  '0005-reviews': reviews,
  '0006-bulk-runs': bulkRuns,
  '0007-events': events,
  '0008-certificates': certificates,
  '0009-webhooks': webhooks,
  '0010-claims-by-state': claimsByState,
  '0011-leavers': leavers,
  '0012-surveys': surveys,
  '0013-merged-customers': mergedCustomers,
  '0014-counted-leavers': countedLeavers,
  '0015-external-ids-in-order': externalIdsInOrder,
  '0016-intents': intents,
  '0017-bulk-surveys': bulkSurveys,
  '0018-installations': installations,
  '0019-many-connections': manyConnections,
  '0020-endings': endings,
  '0021-audit': audit,
  '0022-privacy': privacy,
  '0023-alerts': alerts,
  '0024-schema-floor': schemaFloor,
  '0025-leavings-by-time': leavingsByTime,
  '0027-refused-phones': refusedPhones,
  '0028-kept-links': keptLinks,
  '0030-used-assertions': usedAssertions,
  '0031-connections-by-id': connectionsById,
  '0033-rehearsals': rehearsals,
  '0034-survey-totals': surveyTotals,
};

/**
 * Runs what is missing and returns the names of the migrations it ran.
 * @throws Error naming the remedy when the database is newer than this program, or a migration fails.
 */
export async function migrate(engine: Engine): Promise<string[]> {
  const isNew = (await migratorOn(engine.kysely).getMigrations()).every(
    ({ executedAt }) => executedAt === undefined,
  );
  const applied = isNew ? [] : await engine.read.all(listApplied, {});
  const newer = applied.find(({ name }) => !(name in MIGRATIONS));
  if (newer !== undefined) {
    // A newer Rollcall is being brought in beside this one, and leaves to this one what it needs.
    const knowsFloor = applied.some(({ name }) => name === '0024-schema-floor');
    const fault = knowsFloor ? await findSchemaFault(engine) : newerDatabase(newer.name);
    if (fault !== undefined) throw new Error(fault);
    return [];
  }

  const { error, results } = await migrateTogether(engine);
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    if (failed === undefined && /missing/.test(String(error))) throw new Error(newerDatabase(String(error)));
    throw new Error(`Migration ${failed ?? ''} failed; the database is as it was.`, { cause: error });
  }
  return (results ?? []).map((result) => result.migrationName);
}

/** All of them or none: Kysely sees to that on PostgreSQL, and leaves SQLite, which can do it as well, to us. */
function migrateTogether({ dialect, kysely }: Engine): Promise<MigrationResultSet> {
  if (dialect === 'postgres') return migratorOn(kysely).migrateToLatest();
  return kysely.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    const result = await migratorOn(connection).migrateToLatest();
    await (result.error === undefined ? sql`commit` : sql`rollback`).execute(connection);
    return result;
  });
}

function migratorOn(db: Kysely<Database>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
}

const listApplied = statement<Record<string, never>>()((db) =>
  db.selectFrom('kysely_migration').select('name'),
);
const readFloor = statement<Record<string, never>>()((db) => db.selectFrom('schema_floor').select('name'));

/** Why this program cannot go on with the database as it is now; undefined if it can. */
export async function findSchemaFault({ read }: Engine): Promise<string | undefined> {
  const applied = new Set((await read.all(listApplied, {})).map(({ name }) => name));
  const missing = Object.keys(MIGRATIONS).find((name) => !applied.has(name));
  if (missing !== undefined) {
    return `The database lacks what this Rollcall needs (${missing}): an older backup may have been restored. Restart Rollcall, which makes it.`;
  }
  const floor = (await read.first(readFloor, {}))?.name ?? '';
  return floor in MIGRATIONS ? undefined : newerDatabase(floor);
}

function newerDatabase(name: string): string {
  return `The database has been changed by a newer Rollcall (${name}). Start that version, or restore a backup.`;
}
