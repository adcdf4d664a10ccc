// What a rehearsal is, and what it needs of a store: types only.
import type { Certificate } from '../sync/ports.ts';
import type { Provider } from '../tenants/ports.ts';

/** A connection of a shop, or the stage of one. */
export interface Scope {
  readonly shop: string;
  readonly connection: string;
}

export type StepName =
  | 'probe'
  | 'join'
  | 'group'
  | 'move'
  | 'rename'
  | 'leave'
  | 'restore'
  | 'remove'
  | 'clean';

/** What the provider's part sent, and how it was answered. */
export interface SentCall {
  readonly method: string;
  readonly path: string;
  readonly body: object | null;
  readonly status: number;
  readonly durationMs: number;
}

/** What Rollcall decided to write, and came to. */
export interface Decided {
  /** The claim's state; `forgotten` with its user. */
  readonly state: string | null;
  readonly code: string | null;
  readonly warnings: readonly string[];
  /** By the names of its keys. */
  readonly sent: readonly { readonly kind: string; readonly keys: readonly string[] }[];
}

/** One call to Shopify. */
export interface ShopifyDid {
  readonly operation: string;
  readonly outcome: string;
  readonly requestId: string | null;
  readonly durationMs: number;
}

/** The customer as Shopify showed it: of a made-up person, so that it may be kept. */
export interface SeenCustomer {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly metafields: Readonly<Record<string, string>>;
}

/** What a step changed of the customer; a tag has only its name. */
export interface Change {
  readonly kind: 'field' | 'tag' | 'metafield';
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Proof
  extends Pick<Certificate, 'id' | 'outcome' | 'isComplete' | 'requestId' | 'rungs' | 'stillPossible'> {
  /** From the moment at which the sync saw the leaving to Shopify's proof, in milliseconds. */
  readonly tookMs: number;
}

export interface Fault {
  /** The sync's own where it has one. */
  readonly code: string;
  readonly cause: string;
  readonly remedy: string;
}

export interface Step {
  readonly name: StepName;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  /** Milliseconds since the epoch. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** A process ended within the step, and another went on: its time tells nothing. */
  readonly isResumed: boolean;
  readonly calls: readonly SentCall[];
  readonly decided: Decided | null;
  readonly shopify: readonly ShopifyDid[];
  readonly changes: readonly Change[];
  readonly certificate: Proof | null;
  readonly fault: Fault | null;
}

/** In what the stage is not as its connection is. */
export type Difference = 'grace' | 'tombstone' | 'email' | 'phone' | 'companies' | 'addresses';

/** Why none is begun. */
export type Refusal =
  | 'connection_ended'
  | 'scim_provisioning_off'
  | 'new_customer_creation_off'
  | 'no_such_group'
  | 'rehearsal_running';

export interface RehearsedGroup {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
}

/** How far it has come; everything that whoever goes on with it must know. */
export interface Course {
  /** Six letters and digits, by which its person is told from those of others. */
  readonly mark: string;
  /** Whose part is played. */
  readonly provider: Provider;
  readonly group: RehearsedGroup | null;
  readonly differences: readonly Difference[];
  readonly steps: readonly Step[];
  readonly userId: string | null;
  readonly groupId: string | null;
  /** As last seen; its id stays once it is gone. */
  readonly customer: SeenCustomer | null;
  readonly customerId: string | null;
  /** What could not be cleaned up. */
  readonly left: Fault | null;
}

export type RehearsalState = 'running' | 'passed' | 'failed' | 'cancelled';

export interface Rehearsal extends Scope, Course {
  readonly id: string;
  /** The id of the connection on which it is played. */
  readonly stage: string;
  readonly state: RehearsalState;
  readonly isCancelled: boolean;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** How one user of a stage stands. */
export interface Standing {
  /** The directory has it, or the sync still has something to do for it. */
  readonly exists: boolean;
  /** A change of it waits for the sync. */
  readonly isPending: boolean;
  /** Its row of the outbox is given up. */
  readonly isDead: boolean;
  readonly state: string | null;
  readonly code: string | null;
  readonly customerId: string | null;
  /** The code of the trouble that stops the whole shop. */
  readonly trouble: string | null;
}

export interface RehearsalStore {
  /** False while another of the connection is under way. */
  begin(rehearsal: Rehearsal): Promise<boolean>;
  /** The newest first. */
  list(scope: Scope, limit: number): Promise<Rehearsal[]>;
  find(scope: Scope, id: string): Promise<Rehearsal | undefined>;
  /** False if it is over, or not there. */
  cancel(scope: Scope, id: string): Promise<boolean>;
  /** Those that nobody plays. */
  waiting(now: number): Promise<Rehearsal[]>;
  /** False where another process was first. */
  take(rehearsal: Rehearsal, owner: string, now: number, until: number): Promise<boolean>;
  /** Notes how far it has come, and that somebody goes on with it; false if that is another process by now. */
  save(rehearsal: Rehearsal, owner: string, until: number): Promise<boolean>;
  /** One of the rehearsed connection's own. */
  findGroup(scope: Scope, id: string): Promise<RehearsedGroup | undefined>;
  /** Everybody whom the stage has, and had if the sync is not done with it. */
  usersOf(stage: Scope): Promise<string[]>;
  groupsOf(stage: Scope): Promise<string[]>;
  standing(stage: Scope, userId: string, now: number): Promise<Standing>;
}
