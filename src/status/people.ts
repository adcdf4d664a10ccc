// What a person sees of a connection's users: who they are, how far their sync has come, and what may be tried again.

export interface PeopleScope {
  readonly shop: string;
  readonly connection: string;
}

/** The claim's state; `pending` while a change waits for the worker. */
export const PERSON_STATES = [
  'pending',
  'synced',
  'held',
  'waiting',
  'inactive',
  'left',
  'gone',
  'failed',
  'erased',
] as const;
export type PersonState = (typeof PERSON_STATES)[number];

export interface Person {
  readonly userId: string;
  /** JSON text of the stored user; null once it is deleted. */
  readonly body: string | null;
  readonly customerId: string | null;
  readonly state: PersonState;
  readonly code: string | null;
  readonly detail: string | null;
  readonly warnings: readonly string[];
  /** When the state was found; null where nothing is known yet. */
  readonly since: number | null;
  /** When the directory last changed the user; null once it is deleted. */
  readonly changedAt: number | null;
}

/** What people may be listed by: orders that an index has, and so pages of any depth. */
export const PEOPLE_SORTS = ['created', 'displayName', 'userName', 'changed', 'state'] as const;
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** Who is looked at first where people are listed by state. */
export const STATES_BY_URGENCY: readonly PersonState[] = [
  'failed',
  'held',
  'gone',
  'waiting',
  'pending',
  'synced',
  'inactive',
  'left',
  'erased',
];

/** Between two people of a list: the key by which it is sorted, and what tells equal ones apart. */
export interface PeoplePlace {
  readonly key: string | number | null;
  readonly seq: number;
}

export interface PeopleQuery {
  readonly state: PersonState | undefined;
  /** Folded: what the userName, the displayName or an e-mail address begins with, or the whole id. */
  readonly search: string | undefined;
  readonly sort: PeopleSort;
  readonly descending: boolean;
  /** Where the page begins, or ends; undefined: it is the first. */
  readonly place: { readonly after: PeoplePlace } | { readonly before: PeoplePlace } | undefined;
  readonly limit: number;
}

export interface PeopleList {
  readonly people: readonly Person[];
  /** Behind and before this page; undefined where there is none. */
  readonly next: PeoplePlace | undefined;
  readonly previous: PeoplePlace | undefined;
  /** How many there are in all; undefined where counting them would mean reading them. */
  readonly total: number | undefined;
}

export interface PeoplePage {
  readonly people: readonly Person[];
  /** `after` of the next page; null at the end. A page may be short, or empty, and yet have one. */
  readonly next: string | null;
}

/** What Rollcall wrote to a customer, and what it goes by. */
export interface PersonLink {
  readonly id: string;
  readonly origin: 'created' | 'adopted';
  readonly since: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly metafields: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly address: Readonly<Record<string, string>> | null;
}

export interface PersonDetail extends Person {
  /** Those that the user is in directly. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly link: PersonLink | null;
}

export interface PeopleStore {
  /** One user, or what is left of one that is deleted, its certificates at least; undefined if there was none. */
  person(scope: PeopleScope, userId: string): Promise<PersonDetail | undefined>;
  /** What a person calls these users, by their ids; whoever was deleted, or has no name, is not among them. */
  names(scope: PeopleScope, userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Pages are full, as far as there are people, whatever they are filtered by. */
  people(scope: PeopleScope, query: PeopleQuery): Promise<PeopleList>;
  /** Those whom nothing but a person or a change brings further: held, gone, failed. */
  failures(scope: PeopleScope, after: string, limit: number): Promise<PeoplePage>;
  /** Has these looked at again; returns how many of them there are. */
  retry(scope: PeopleScope, userIds: readonly string[], now: number): Promise<number>;
}
