// Declares what an RFC asks of a service provider as data, beside the test that shows what Rollcall does.
import type { World } from './world.ts';

export type Rfc = 7643 | 7644 | 9865;
/** SHALL and REQUIRED are written MUST, RECOMMENDED is written SHOULD: RFC 2119 makes them the same. */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT';
/** Resolves when Rollcall does what the row says; throws otherwise. */
export type Check = (world: World) => Promise<void>;

/** What is asked, and where. */
export interface Clause {
  readonly rfc: Rfc;
  readonly section: string;
  readonly level: Level;
  /** In our own words, from the side of the service provider. */
  readonly text: string;
}

interface Tested {
  readonly test: Check;
}
interface Reasoned {
  readonly why: string;
}

export type Row =
  | (Clause & Tested & { readonly verdict: 'pass' })
  | (Clause & Tested & Reasoned & { readonly verdict: 'deviation' })
  | (Clause & Reasoned & { readonly verdict: 'not applicable' });

/** Something that the RFCs leave open, or that clients read differently, and what Rollcall does about it. */
export interface Settled extends Tested {
  readonly text: string;
}

/** Rows that are tested against one connection. */
export interface Chapter {
  /** The file that declares it, from `import.meta.url`. */
  readonly url: string;
  readonly title: string;
  /** A connection that follows the RFC where leniency towards clients would depart from it. */
  readonly strict?: boolean;
  /** Extension schemas that the connection declares. */
  readonly schemas?: readonly object[];
  readonly rows: readonly Row[];
  readonly settled?: readonly Settled[];
}

/** Rollcall does what is asked: the test shows it. */
export function requirement(row: Clause & Tested): Row {
  return { ...row, verdict: 'pass' };
}

/** Rollcall does something else, for a reason: the test shows what. */
export function deviation(row: Clause & Tested & Reasoned): Row {
  return { ...row, verdict: 'deviation' };
}

/** What is asked does not arise here, or cannot be seen from outside. */
export function notApplicable(row: Clause & Reasoned): Row {
  return { ...row, verdict: 'not applicable' };
}
