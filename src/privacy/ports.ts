// What a person's, or a shop's, wish to be shown or forgotten needs of a store: types only.

/** What Shopify passes on: a copy of a person's data, its erasure, or that of a shop that is gone. */
export type RequestKind = 'data_request' | 'customer_redact' | 'shop_redact';

export interface PrivacyRequest {
  readonly shop: string;
  readonly id: string;
  readonly kind: RequestKind;
  /** `open`: nothing was done yet; `erasing`: what is noted belatedly is still to be looked for. */
  readonly state: 'open' | 'erasing' | 'done';
  readonly customerId: string | null;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** By when Shopify asks for it to be done. */
  readonly deadlineAt: number;
  readonly finishedAt: number | null;
}

/** A request, with how Shopify named the person: sealed, and null once nothing needs it any more. */
export interface StoredRequest extends PrivacyRequest {
  readonly person: string | null;
  /** How often it was carried out. */
  readonly rounds: number;
}

export interface UserKey {
  readonly connection: string;
  readonly userId: string;
}

/** The users and links that are one person's. */
export interface FoundPerson {
  readonly users: readonly UserKey[];
  readonly links: readonly string[];
}

/** All that was found out of a person: what a second round needs, since the first one leaves nothing to find it by. */
export interface Trail extends FoundPerson {
  /** By what it is named, folded. */
  readonly identifiers: readonly string[];
}

/** Rows by their table, as they are stored. */
export type RowsByTable = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** A text in which anybody may be named, and where it stands. */
export interface NamingText {
  readonly place: 'event' | 'act' | 'webhook';
  readonly key: Readonly<Record<string, string | number>>;
  readonly text: string;
}

export interface RequestStore {
  /** False if it is kept already. */
  add(request: StoredRequest): Promise<boolean>;
  /** Of one shop, or of all; the newest first. */
  list(shop: string | null, before: number, limit: number): Promise<PrivacyRequest[]>;
  find(shop: string | null, id: string): Promise<StoredRequest | undefined>;
  /** The oldest erasure that is due and that nobody carries out. */
  take(owner: string, now: number, until: number): Promise<StoredRequest | undefined>;
  /** How far an erasure has come, and when it goes on; null: it is done. */
  save(request: StoredRequest, dueAt: number | null): Promise<void>;
  /** Says that a person has done what a data request asks for; false if there is no such one open. */
  close(shop: string, id: string, now: number): Promise<boolean>;
  /** Forgets how other requests named the customer. */
  dropPersons(shop: string, customerId: string, exceptId: string): Promise<void>;
  /** Forgets requests whose deadline was before. */
  forget(before: number): Promise<void>;
}

export interface PersonStore {
  find(
    shop: string,
    person: { readonly customerId: string | null; readonly emailKey: string | null },
  ): Promise<FoundPerson>;
  /** Which of these users are deleted. */
  deletedAmong(shop: string, users: readonly UserKey[]): Promise<UserKey[]>;
  /** All that is held of them. */
  rowsOf(shop: string, found: FoundPerson): Promise<RowsByTable>;
  /** Every text of a shop in which anybody may be named. */
  texts(shop: string): AsyncIterable<NamingText>;
  /** Takes the names out of such texts; everything else of them stays. */
  blankTexts(shop: string, texts: readonly NamingText[]): Promise<void>;
  /**
   * Blanks users, forgets their links, and remembers by what the person is known again. False, and nothing done, while a
   * customer of theirs is part of a bulk operation.
   * @param again what is noted belatedly goes; the users are the directory's since the first time
   */
  blank(shop: string, trail: Trail, again: boolean, now: number): Promise<boolean>;
  /** Whether the shop has installed the app since, as far as is known: then it is not gone. */
  isInstalledSince(shop: string, since: number): Promise<boolean>;
  /** Forgets all of a shop but for the ids and digests of its audit log. */
  eraseShop(shop: string, exceptRequest: string): Promise<void>;
  /** Sees to it that what was forgotten is not left in files either. */
  scrub(): Promise<void>;
}
