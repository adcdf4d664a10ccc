// What one provisioning job knows: its settings and what it remembers of every object between cycles.
import type { Clock } from './clock.ts';
import type { Dialect } from './dialects.ts';
import type { Directory } from './directory.ts';
import { ProvisioningFailure } from './failures.ts';
import type { JobMappings } from './mapping.ts';
import type { Quarantine } from './quarantine.ts';
import type { ScimClient } from './scim-client.ts';
import type { ScopeVerdict } from './scoping.ts';

export type ObjectKind = 'User' | 'Group';

/** A failing object waits 1, 2, 4, … cycles before it is tried again. */
export type Escrow = { readonly attempts: number; readonly dueInCycle: number };

export type UserState = {
  /** As last seen, for the log of an object that the directory no longer has. */
  displayName: string;
  userPrincipalName: string;
  /** The id at the target, once matched or created: from then on the object is addressed by nothing else. */
  targetId?: string | undefined;
  /** What the last pass saw in the directory; an incremental cycle passes over who has not changed since. */
  seen?: string | undefined;
  /** Why the user was disabled at the target when leaving the scope. */
  left?: ScopeVerdict['reason'] | undefined;
  /** The manager's id at the target, as far as known, and whether the reference pass still owes one. */
  managerTargetId?: string | undefined;
  managerDue?: boolean;
  escrow?: Escrow | undefined;
};

export type GroupState = {
  displayName: string;
  targetId?: string | undefined;
  seen?: string | undefined;
  /**
   * Members taken note of, with the target id that was sent. An undefined one was out of scope at the time
   * and is not sent later: https://github.com/MicrosoftDocs/entra-docs known-issues.md.
   */
  readonly members: Map<string, string | undefined>;
  escrow?: Escrow | undefined;
};

export type JobState = {
  cycle: number;
  initialCycleDone: boolean;
  quarantine: Quarantine | undefined;
  readonly users: Map<string, UserState>;
  readonly groups: Map<string, GroupState>;
  /** `User/<target id>` or `Group/<target id>` to the object that it stands for. */
  readonly owners: Map<string, string>;
};

export type Job = {
  readonly client: ScimClient;
  readonly directory: Directory;
  readonly mappings: JobMappings;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly memberBatchSize: number;
  readonly state: JobState;
};

/** Forgets everything, as a restart with `resetScope: Full` does. */
export function createJobState(): JobState {
  return {
    cycle: 0,
    initialCycleDone: false,
    quarantine: undefined,
    users: new Map(),
    groups: new Map(),
    owners: new Map(),
  };
}

/** Notes that an object failed, and in which cycle it is due again. */
export function escrow(state: { escrow?: Escrow | undefined }, cycle: number): void {
  const attempts = (state.escrow?.attempts ?? 0) + 1;
  // 36 cycles of 40 minutes are a day.
  state.escrow = { attempts, dueInCycle: cycle + Math.min(2 ** (attempts - 1), 36) };
}

/** Whether an object whose directory state reads `seen` now is to be processed in this cycle. */
export function isDue(state: UserState | GroupState | undefined, seen: string, cycle: number): boolean {
  if (state === undefined) return true;
  if (state.escrow) return cycle >= state.escrow.dueInCycle || state.seen !== seen;
  return state.seen !== seen;
}

/** Remembers which target object stands for which object; refuses one that is taken. */
export function link(job: Job, kind: ObjectKind, objectId: string, targetId: string): void {
  const { owners, users, groups } = job.state;
  const owner = owners.get(`${kind}/${targetId}`);
  if (owner !== undefined && owner !== objectId) {
    throw new ProvisioningFailure(
      'DuplicateTargetEntries',
      `The target object ${targetId} already stands for ${owner}: matching must be one to one.`,
    );
  }
  owners.set(`${kind}/${targetId}`, objectId);
  const state = kind === 'User' ? users.get(objectId) : groups.get(objectId);
  if (state) state.targetId = targetId;
}

/** Forgets a link whose target object is gone, and with a group what it was told about its members. */
export function unlink(job: Job, kind: ObjectKind, objectId: string): void {
  const { owners, users, groups } = job.state;
  const state = kind === 'User' ? users.get(objectId) : groups.get(objectId);
  if (state?.targetId === undefined) return;
  owners.delete(`${kind}/${state.targetId}`);
  state.targetId = undefined;
  if ('members' in state) state.members.clear();
}

/** `userName eq "…"` with the value quoted as JSON, RFC 7644 §3.4.2.2. */
export function equals(attribute: string, value: string | boolean): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}
