// What alerts say, and what they need of a store: types only.

export const ALERT_KINDS = [
  'users_failed',
  'provider_stale',
  'token_expiring',
  'leavers_held',
  'shopify_access_lost',
  'drift_found',
  'endpoint_dead',
  'data_request',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Ids, codes, numbers and times; nothing that says who somebody is. */
export type AlertDetails = Readonly<Record<string, unknown>>;

/** Something that is so, and of which a person should be told. */
export interface Condition {
  readonly kind: AlertKind;
  /** Empty where it is not of one connection. */
  readonly connection: string;
  /** What it is about, where there may be several of a kind. */
  readonly subject: string;
  readonly details: AlertDetails;
  /** Changes with what is worth telling anew; empty where nothing is. */
  readonly mark: string;
}

export interface Alert extends Condition {
  readonly shop: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly toldAt: number;
  /** Since when it is not so any more; it is resolved once that has lasted. */
  readonly clearSince: number | null;
  readonly resolvedAt: number | null;
}

/** What is read of a shop to find out what is so. */
export interface ShopFacts {
  /** The trouble that stops the sync of the whole shop. */
  readonly trouble: { readonly code: string; readonly since: number } | null;
  /** Of the app on the shop; null where none is known, as with credentials of the shop's own. */
  readonly installation: string | null;
  readonly connections: readonly ConnectionFacts[];
  readonly endingTokens: readonly {
    readonly connection: string;
    readonly id: string;
    readonly expiresAt: number;
  }[];
  readonly deadEndpoints: readonly string[];
  readonly openDataRequests: readonly {
    readonly id: string;
    readonly customerId: string | null;
    readonly deadlineAt: number;
  }[];
}

export interface ConnectionFacts {
  readonly id: string;
  readonly isProvisioning: boolean;
  readonly cycleMinutes: number;
  /** 0: whether the provider calls is not watched. */
  readonly staleAfterCycles: number;
  readonly tokenDays: number;
  /** Null before its first call. */
  readonly lastCallAt: number | null;
  /** The newest first, a bounded number of them. */
  readonly failures: readonly {
    readonly userId: string;
    readonly code: string | null;
    readonly at: number;
  }[];
  readonly heldLeavers: { readonly count: number; readonly since: number } | null;
  /** The last reconciliation that has finished. */
  readonly reconciliation: { readonly id: string; readonly counts: Readonly<Record<string, number>> } | null;
}

export const NEWS_TYPES = ['alert.opened', 'alert.updated', 'alert.resolved'] as const;

/** Something to be told of an alert. */
export interface News {
  readonly type: (typeof NEWS_TYPES)[number];
  readonly alert: Alert;
}

/** How alerts changed, decided from those that are open and what is so. */
export interface Changes {
  readonly raise: readonly Condition[];
  /** With details as they are now; told again where that says so. */
  readonly update: readonly { readonly alert: Alert; readonly isTold: boolean }[];
  readonly resolve: readonly Alert[];
}

export interface WatchStore {
  /**
   * Shops behind `after` that nobody has looked at since; they are this process's until `until`. `last` is the last that was
   * due, behind which there may be more.
   */
  takeDue(
    now: number,
    until: number,
    after: string,
    limit: number,
  ): Promise<{ readonly taken: readonly string[]; readonly last: string | null }>;
  /** What is so of some shops, with the alerts that are open; of a shop that is not known, nothing. */
  read(
    shops: readonly string[],
    now: number,
  ): Promise<
    readonly { readonly shop: string; readonly facts: ShopFacts; readonly open: readonly Alert[] }[]
  >;
  /**
   * Decides under lock what becomes of the open alerts of a shop, and puts what is to be told on its way.
   * @returns how many messages that are
   */
  apply(
    shop: string,
    decide: (open: readonly Alert[]) => Changes,
    write: (news: News) => string,
    now: number,
  ): Promise<number>;
  /** Forgets what is resolved, and messages that have ended, before then. */
  forget(before: number): Promise<void>;
}

export type EndpointState = 'live' | 'off' | 'dead';

/** To whom alerts of a shop are told: an https address, or mailto: one. */
export interface Endpoint {
  readonly shop: string;
  readonly id: string;
  readonly url: string;
  /** Null: all. */
  readonly kinds: readonly AlertKind[] | null;
  readonly state: EndpointState;
  readonly createdAt: number;
  readonly deliveredAt: number | null;
  /** Of the last attempt, if it failed. */
  readonly error: string | null;
}

/** Sealed; of a mailto: endpoint there are none. */
export interface SealedSecrets {
  readonly secret: string | null;
  /** The one before, which goes on signing until `oldUntil`. */
  readonly oldSecret: string | null;
  readonly oldUntil: number;
}

export type StoredEndpoint = Endpoint & SealedSecrets;

export interface Delivery {
  readonly shop: string;
  readonly id: string;
  /** `operator` for the address that the operator has set for all shops. */
  readonly endpoint: string;
  readonly alert: string;
  /** JSON, as it is sent. */
  readonly body: string;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly dueAt: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly error: string | null;
}

export interface AlertPage {
  readonly before: string;
  readonly limit: number;
}

export interface AlertStore {
  /** Of one shop, or of all; the newest first. */
  list(shop: string | null, isOpen: boolean | null, page: AlertPage): Promise<Alert[]>;
  listEndpoints(shop: string | null): Promise<StoredEndpoint[]>;
  findEndpoint(shop: string | null, id: string): Promise<StoredEndpoint | undefined>;
  /** False where the shop has as many as it may have. */
  insertEndpoint(endpoint: StoredEndpoint, most: number): Promise<boolean>;
  saveEndpoint(endpoint: StoredEndpoint): Promise<void>;
  /** With what is on its way to it. */
  deleteEndpoint(shop: string, id: string): Promise<boolean>;
  listDeliveries(shop: string, endpoint: string, page: AlertPage): Promise<Delivery[]>;
  findDelivery(shop: string | null, id: string): Promise<Delivery | undefined>;
  /** Has one sent that was given up; false if there is no such one. */
  retryDelivery(shop: string | null, id: string, now: number): Promise<boolean>;
  /** What is due and nobody sends; it is this process's until `until`. */
  takeDeliveries(now: number, until: number, limit: number): Promise<Delivery[]>;
  /** How an attempt ended; with `endpointDead`, its endpoint is given up, and all that is on its way to it. */
  endAttempt(
    delivery: Delivery,
    end: Pick<Delivery, 'state' | 'dueAt' | 'error'> & { readonly endpointDead: boolean },
    now: number,
  ): Promise<void>;
}
