// Runs one provisioning cycle: deletions, users, their managers, then groups, each object at most once.
import { randomUUID } from 'node:crypto';
import { ProvisioningFailure } from './failures.ts';
import {
  deleteGroup,
  findMemberChanges,
  fingerprintGroup,
  groupIdentity,
  provisionGroup,
} from './group-provisioning.ts';
import type { GroupState, Job, UserState } from './job.ts';
import { equals, escrow, isDue } from './job.ts';
import { owesManager, provisionManager } from './manager-provisioning.ts';
import { forEachAtOnce } from './pacer.ts';
import type { Activity, ProvisioningIdentity, ProvisioningLogRecord } from './provisioning-log.ts';
import { createActivity, fail, toRecord } from './provisioning-log.ts';
import type { Quarantine, QuarantineRules } from './quarantine.ts';
import { judgeEscrows, mayRun, prolong } from './quarantine.ts';
import { deleteUser, fingerprintUser, provisionUser, userIdentity } from './user-provisioning.ts';

export type CycleReport = {
  readonly number: number;
  readonly kind: 'initial' | 'incremental';
  /** `quarantined`: stopped half-way or not due yet; `disabled`: given up after four weeks in quarantine. */
  readonly status: 'completed' | 'quarantined' | 'disabled';
  readonly startedAt: string;
  readonly durationInMilliseconds: number;
  readonly records: readonly ProvisioningLogRecord[];
  readonly quarantine?: Quarantine;
};

export type CycleSettings = {
  readonly jobId: string;
  readonly rules: QuarantineRules;
  readonly onRecord: (record: ProvisioningLogRecord) => void;
};

type Run = {
  readonly activities: Map<string, Activity>;
  readonly finish: (objectId: string) => void;
  /** Set once something makes going on pointless. */
  abort?: ProvisioningFailure;
};

/** Runs one cycle, or none while the job's quarantine does not let it. */
export async function runCycle(job: Job, settings: CycleSettings): Promise<CycleReport> {
  const { state, clock } = job;
  const startedAt = clock.now();
  const records: ProvisioningLogRecord[] = [];
  const kind = state.initialCycleDone ? 'incremental' : 'initial';
  if (mayRun(state.quarantine, startedAt)) {
    state.cycle += 1;
    const abort = await processObjects(job, settings, records);
    judge(job, settings.rules, abort);
  }
  const { quarantine } = state;
  return {
    number: state.cycle,
    kind,
    status: quarantine === undefined ? 'completed' : quarantine.disabled ? 'disabled' : 'quarantined',
    startedAt: new Date(startedAt).toISOString(),
    durationInMilliseconds: clock.now() - startedAt,
    records,
    ...(quarantine && { quarantine }),
  };
}

async function processObjects(job: Job, settings: CycleSettings, records: ProvisioningLogRecord[]) {
  const frame = { jobId: settings.jobId, cycleId: randomUUID(), initiatedBy: 'system' } as const;
  const activities = new Map<string, Activity>();
  const run: Run = {
    activities,
    finish(objectId) {
      const activity = activities.get(objectId);
      if (activity === undefined) return;
      activities.delete(objectId);
      settle(job, activity);
      const record = toRecord(activity, frame, job.clock);
      records.push(record);
      settings.onRecord(record);
    },
  };
  // Deletions go first, so that a name that they free can be taken within the same cycle.
  await removeDeletedUsers(job, run);
  await provisionUsers(job, run);
  await provisionManagers(job, run);
  await provisionGroups(job, run);
  return run.abort;
}

async function removeDeletedUsers(job: Job, run: Run): Promise<void> {
  const deleted = [...job.state.users].filter(
    ([objectId, state]) =>
      job.directory.findUser(objectId) === undefined && isDue(state, 'deleted', job.state.cycle),
  );
  await each(job, run, deleted, async ([objectId, state]) => {
    await attempt(job, run, userIdentity(objectId, state), (activity) => {
      state.seen = 'deleted';
      return deleteUser(job, objectId, activity);
    });
    run.finish(objectId);
  });
}

async function provisionUsers(job: Job, run: Run): Promise<void> {
  const { state, directory } = job;
  const due = [...directory.users()].filter((user) =>
    isDue(state.users.get(user.objectId), fingerprintUser(job, user), state.cycle),
  );
  await each(job, run, due, async (user) => {
    await attempt(job, run, userIdentity(user.objectId, user), (activity) =>
      provisionUser(job, user, activity),
    );
    if (!state.users.get(user.objectId)?.managerDue) run.finish(user.objectId);
  });
}

async function provisionManagers(job: Job, run: Run): Promise<void> {
  const owing = [...job.directory.users()].filter(({ objectId }) => {
    const waiting = job.state.users.get(objectId)?.escrow;
    const failed = run.activities.get(objectId)?.failure !== undefined;
    return !failed && (waiting === undefined || waiting.dueInCycle <= job.state.cycle);
  });
  await each(
    job,
    run,
    owing.filter((user) => owesManager(job, user)),
    (user) =>
      attempt(job, run, userIdentity(user.objectId, user), (activity) =>
        provisionManager(job, user, activity),
      ),
  );
  for (const objectId of [...run.activities.keys()]) run.finish(objectId);
}

async function provisionGroups(job: Job, run: Run): Promise<void> {
  const { state, directory } = job;
  const deleted = [...state.groups].filter(
    ([objectId, group]) =>
      directory.findGroup(objectId) === undefined && isDue(group, 'deleted', state.cycle),
  );
  await each(job, run, deleted, async ([objectId, group]) => {
    await attempt(job, run, groupIdentity(objectId, group.displayName), async (activity) => {
      group.seen = 'deleted';
      await deleteGroup(job, objectId, activity);
      state.groups.delete(objectId);
    });
    run.finish(objectId);
  });
  const due = [...directory.groups()].filter((group) => {
    const known = state.groups.get(group.objectId);
    if (isDue(known, fingerprintGroup(job, group), state.cycle)) return true;
    if (known?.escrow !== undefined || known?.targetId === undefined) return false;
    const changes = findMemberChanges(job, group);
    return changes.added.length + changes.removed.length + changes.silent.length > 0;
  });
  await each(job, run, due, async (group) => {
    await attempt(job, run, groupIdentity(group.objectId, group.displayName), (activity) =>
      provisionGroup(job, group, activity),
    );
    run.finish(group.objectId);
  });
}

function each<T>(job: Job, run: Run, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  return forEachAtOnce(items, job.concurrency, work, () => run.abort !== undefined);
}

/** Does one piece of work on an object within its activity; a failure is noted there and never thrown. */
async function attempt(
  job: Job,
  run: Run,
  source: ProvisioningIdentity,
  work: (activity: Activity) => Promise<void>,
): Promise<void> {
  const activity = run.activities.get(source.id) ?? createActivity(source, job.clock);
  run.activities.set(source.id, activity);
  try {
    await work(activity);
  } catch (error) {
    const failure = fail(activity, error);
    if (failure.reach === 'job') run.abort = failure;
    else if (failure.status === undefined && !(await answers(job))) run.abort = failure;
  }
}

/** Whether the endpoint answers at all: one lost call is an object's trouble, a silent endpoint the job's. */
async function answers(job: Job): Promise<boolean> {
  try {
    await job.client.list('/Users', equals('userName', randomUUID()));
    return true;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    return (
      error.status !== undefined || error.code === 'SystemForCrossDomainIdentityManagementServiceIncompatible'
    );
  }
}

/** Carries an activity's outcome into the memory of its object. */
function settle(job: Job, activity: Activity): void {
  const { users, groups, cycle } = job.state;
  const { id, identityType } = activity.source;
  const state: UserState | GroupState | undefined = identityType === 'User' ? users.get(id) : groups.get(id);
  if (state === undefined) return;
  if (activity.failure === undefined) state.escrow = undefined;
  else if (activity.failure.reach === 'object') escrow(state, cycle);
  else state.seen = undefined;
}

function judge(job: Job, rules: QuarantineRules, abort: ProvisioningFailure | undefined): void {
  const { state, clock } = job;
  const all = [...state.users.values(), ...state.groups.values()];
  const failing = all.filter((object) => object.escrow !== undefined).length;
  const tooMany = judgeEscrows(failing, all.length, rules);
  const failure = abort
    ? { code: abort.code, reason: abort.message }
    : tooMany && { code: 'EncounteredEscrowProportionThreshold', reason: tooMany };
  state.quarantine = failure ? prolong(state.quarantine, failure, clock.now(), rules) : undefined;
  if (abort === undefined) state.initialCycleDone = true;
}
