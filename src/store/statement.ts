// A query written once with Kysely, compiled once per engine, and run with values put in its places.
import type { Compilable, Kysely } from 'kysely';
import type { Database } from './schema.ts';

export type Dialect = 'sqlite' | 'postgres';
export type SqlValue = string | number | null;
export type SqlParameters = Readonly<Record<string, SqlValue>>;

/** What a statement is on one engine: its text, and where each of its values comes from. */
export interface CompiledStatement {
  readonly sql: string;
  /** The values in the order of the text: constants as they are, places as `Place`. */
  readonly values: readonly (SqlValue | Place)[];
}

/** A compiled-once query: `P` names its parameters, `R` is the row it yields. */
export interface Statement<P extends SqlParameters, R> {
  /** A short name, unique in the process: PostgreSQL prepares by it. */
  readonly name: string;
  compile(db: Kysely<Database>, dialect: Dialect): CompiledStatement;
  /** Never there at run time: carries the types. */
  readonly types?: { parameters: P; row: R };
}

/** Stands in a query for a value that each run supplies. */
export class Place {
  readonly key: string;
  constructor(key: string) {
    this.key = key;
  }
}

/**
 * More than any table has. PostgreSQL plans a subquery that has a limit by itself, and what is joined to it by its rows;
 * else, until it has first counted, it may go through a whole table for each of them.
 */
export const ALL_ROWS = 1_000_000_000;

let made = 0;

/**
 * Writes a statement. Kysely checks its columns; the result is compiled on first use and kept.
 *
 * @example
 * const findShop = statement<{ shop: string }>()((db, p) =>
 *   db.selectFrom('shops').selectAll().where('shop', '=', p('shop')));
 * const rows = await session.all(findShop, { shop: 'example.myshopify.com' });
 */
export function statement<P extends SqlParameters>() {
  return <R>(
    build: (
      db: Kysely<Database>,
      place: <K extends keyof P & string>(key: K) => P[K],
      dialect: Dialect,
    ) => Compilable<R>,
  ): Statement<P, R> => {
    made += 1;
    return {
      name: `s${made}`,
      compile(db, dialect) {
        const place = <K extends keyof P & string>(key: K) => new Place(key) as unknown as P[K];
        const { sql, parameters } = build(db, place, dialect).compile();
        return { sql, values: parameters as readonly (SqlValue | Place)[] };
      },
    };
  };
}

/** Puts one run's values in the places of a compiled statement. */
export function bind(compiled: CompiledStatement, parameters: SqlParameters): SqlValue[] {
  const bound = new Array<SqlValue>(compiled.values.length);
  for (let i = 0; i < bound.length; i += 1) {
    const value = compiled.values[i] as SqlValue | Place;
    bound[i] = value instanceof Place ? (parameters[value.key] as SqlValue) : value;
  }
  return bound;
}
