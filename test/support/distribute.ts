// Spreads every table of a database over partitions by its shop, as an engine does that distributes PostgreSQL.
import { sql } from 'kysely';
import type { Engine } from '../../src/store/engine.ts';

const PARTITIONS = 4;

/** Of an empty database; what is of no shop stays whole. Returns the names of the tables. */
export async function distribute({ kysely }: Engine): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'shop' order by 1`.execute(kysely);
  for (const { name } of rows) {
    const [table, whole] = [sql.table(name), sql.table(`${name}_whole`)];
    await sql`alter table ${table} rename to ${sql.id(`${name}_whole`)}`.execute(kysely);
    await sql`create table ${table} (like ${whole} including all) partition by hash (shop)`.execute(kysely);
    for (let n = 0; n < PARTITIONS; n += 1) {
      await sql`create table ${sql.table(`${name}_${n}`)} partition of ${table}
        for values with (modulus ${sql.lit(PARTITIONS)}, remainder ${sql.lit(n)})`.execute(kysely);
    }
    await sql`drop table ${whole}`.execute(kysely);
  }
  return rows.map(({ name }) => name);
}
