// Every column that holds sealed secrets: by this list they are counted by their keys, and sealed anew.
import { sql } from 'kysely';
import type { SecretsStore } from '../access/ports.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type Table = keyof Database & string;
type Column<T extends Table> = T extends Table ? `${T}.${keyof Database[T] & string}` : never;

/** Each is also the purpose for which its texts are sealed. Its table has a `shop`. */
const SEALED_COLUMNS = [
  'installations.access_token',
  'installations.refresh_token',
  'privacy_requests.person',
  'erasure_keys.sealed',
  'alert_endpoints.secret',
  'alert_endpoints.old_secret',
] as const satisfies readonly Column<Table>[];

interface SealedRow {
  readonly shop: string;
  readonly sealed: string;
}

const COLUMNS = SEALED_COLUMNS.map((purpose) => {
  const [table, column] = purpose.split('.').map((name) => sql.ref(name)) as [
    ReturnType<typeof sql.ref>,
    ReturnType<typeof sql.ref>,
  ];
  return {
    purpose,
    list: statement<{ after: string; limit: number }>()((db, p) => ({
      compile: () =>
        sql<SealedRow>`select shop, ${column} as sealed from ${table} where ${column} > ${p('after')} order by ${column} limit ${p('limit')}`.compile(
          db,
        ),
    })),
    // A sealed text is never there twice: it says which row is meant, and that nobody has changed it since.
    replace: statement<{ shop: string; before: string; after: string }>()((db, p) => ({
      compile: () =>
        sql`update ${table} set ${column} = ${p('after')} where shop = ${p('shop')} and ${column} = ${p('before')}`.compile(
          db,
        ),
    })),
  };
});

const READ_AT_ONCE = 500;

export function createSecretsStore(engine: Engine): SecretsStore {
  return {
    async *all() {
      for (const { purpose, list } of COLUMNS) {
        for (let after = ''; ; ) {
          const rows = await engine.read.all(list, { after, limit: READ_AT_ONCE });
          for (const { shop, sealed } of rows) yield { shop, purpose, sealed };
          const last = rows.at(-1);
          if (last === undefined || rows.length < READ_AT_ONCE) break;
          after = last.sealed;
        }
      }
    },

    replace({ shop, purpose, sealed }, after) {
      const column = COLUMNS.find((candidate) => candidate.purpose === purpose);
      if (column === undefined) return Promise.resolve(false);
      return engine.transact(
        async (session) => (await session.run(column.replace, { shop, before: sealed, after })) === 1,
      );
    },
  };
}
