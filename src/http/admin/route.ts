// What a row of the admin API's table is: the schemas that check it are the ones that document it.
import type { HtmlEscapedString } from 'hono/utils/html';
import type { z } from 'zod';
import type { Principal } from '../../access/principal.ts';

/** The names after the colons of a path. */
type ParametersOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParametersOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** A value of which nothing is changed any more: what is kept elsewhere can be answered as it is. */
type Unchanged<T> = T extends readonly (infer Item)[]
  ? readonly Unchanged<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Unchanged<T[Key]> }
    : T;

type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface RouteTexts<Verb extends Method, Path extends string> {
  readonly method: Verb;
  /** Below the root of the admin API, such as `/connections/:id`. */
  readonly path: Path;
  /** One line; `description` is for what a caller must know beyond it. */
  readonly summary: string;
  readonly description?: string;
  /**
   * Who may call it. Under `/connections/:id` it is `shop` unless it says otherwise: whoever may reach the shop of that
   * connection, which is seen to before the handler is. Elsewhere it is `operator`, unless its handler itself keeps to
   * the shops of its principal.
   */
  readonly audience?: Audience;
  /**
   * Whether the audit log tells of it: it does of all that changes something, unless the route says otherwise, and of
   * what only reads where that route says so.
   */
  readonly audited?: boolean;
}

export type Audience = 'operator' | 'shop';

export interface AdminRoute extends RouteTexts<Method, string> {
  readonly audience: Audience;
  readonly audited: boolean;
  /** What it answers is a stream, of which `answer` describes one line. */
  readonly isStream?: true;
  readonly query: z.ZodObject | undefined;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType;
  readonly page: ((answered: never, acceptLanguage: string) => Page) | undefined;
  readonly before: AdminRoute['handle'] | undefined;
  handle(asked: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly query: unknown;
    readonly body: unknown;
    readonly principal: Principal;
  }): Promise<unknown>;
}

/** What a caller written in TypeScript is held to; it exists for the compiler alone. */
export interface RouteTypes<
  Verb extends Method,
  Path extends string,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  readonly method: Verb;
  readonly path: Path;
  readonly parameters: Readonly<Record<ParametersOf<Path>, string>>;
  readonly query: z.input<Query>;
  readonly body: z.input<Body>;
  readonly answer: z.output<Answer>;
}

/** A row as `adminRoute` gives it: one of the table, and what a caller is held to. */
export type TypedAdminRoute<Types> = AdminRoute & { readonly types?: Types };

interface TypedRoute<
  Verb extends Method,
  Path extends string,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> extends RouteTexts<Verb, Path> {
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  /** The answer for a browser, where it asks for one. */
  readonly page?: (answered: Unchanged<z.output<Answer>>, acceptLanguage: string) => Page;
  /**
   * How that is which the route changes, for the audit log; where it has a `shop`, that one's log it is. Of a PUT, PATCH or
   * DELETE the GET of the same path tells it, unless this does.
   */
  readonly before?: (asked: {
    readonly parameters: Readonly<Record<ParametersOf<Path>, string>>;
    readonly principal: Principal;
  }) => Promise<unknown>;
  /** @throws AdminError */
  handle(asked: {
    readonly parameters: Readonly<Record<ParametersOf<Path>, string>>;
    readonly query: z.output<Query>;
    readonly body: z.output<Body>;
    /** Who acts. */
    readonly principal: Principal;
  }): Promise<Unchanged<z.output<Answer>>>;
}

/** Paths that name a connection begin with this. */
export const OF_CONNECTION = '/connections/:id';

/** A row whose answer is read line by line, each line a JSON document. */
interface StreamRoute<
  Verb extends Method,
  Path extends string,
  Query extends z.ZodObject,
  Line extends z.ZodType,
> extends RouteTexts<Verb, Path> {
  readonly query: Query;
  readonly line: Line;
  /** @throws AdminError before the first line */
  read(asked: {
    readonly parameters: Readonly<Record<ParametersOf<Path>, string>>;
    readonly query: z.output<Query>;
    readonly principal: Principal;
  }): AsyncIterable<Unchanged<z.output<Line>>>;
}

/** Writes a row: what its handler is given and what it answers have the types of its schemas. */
export function adminRoute<
  Verb extends Method,
  Path extends string,
  Answer extends z.ZodType,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
>(
  route: TypedRoute<Verb, Path, Query, Body, Answer>,
): TypedAdminRoute<RouteTypes<Verb, Path, Query, Body, Answer>> {
  const { method, path, summary, description, query, body, answer, page } = route;
  const texts = { method, path, summary, ...(description !== undefined && { description }) };
  const audience = route.audience ?? (path.startsWith(OF_CONNECTION) ? 'shop' : 'operator');
  const audited = route.audited ?? method !== 'GET';
  const handle = route.handle as AdminRoute['handle'];
  const before = route.before as AdminRoute['before'];
  return { ...texts, audience, audited, query, body, answer, page, before, handle };
}

/** Writes a row whose answer is not held in memory, however long it is. */
export function streamRoute<
  Verb extends Method,
  Path extends string,
  Query extends z.ZodObject,
  Line extends z.ZodType,
>(route: StreamRoute<Verb, Path, Query, Line>): TypedAdminRoute<RouteTypes<Verb, Path, Query, never, Line>> {
  const { line, read, ...texts } = route;
  const common = { ...texts, query: texts.query, answer: line };
  const handle = async (asked: unknown) => read(asked as Parameters<typeof read>[0]);
  return { ...adminRoute({ ...common, handle: handle as never }), isStream: true };
}

/** What a caller of the admin API is told. */
export class AdminError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429;
  readonly code: string;
  /** The paths of what does not fit, where several parts of what was sent may be meant. */
  readonly at: readonly string[] | undefined;

  constructor(status: AdminError['status'], code: string, message: string, at?: readonly string[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.at = at;
  }
}

export function noSuchConnection(): AdminError {
  return new AdminError(404, 'no_such_connection', 'GET /admin/api/connections lists the connections.');
}
