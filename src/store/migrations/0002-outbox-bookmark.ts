// How far the sync has come in turning a row of many users into rows of theirs.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('outbox').addColumn('bookmark', 'text').execute();
}
