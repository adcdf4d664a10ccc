// Provision on demand: one user, or a group with at most five members, through four steps that are shown.
// https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/provision-on-demand.md
import { randomUUID } from 'node:crypto';
import type { DirectoryGroup } from './directory.ts';
import type { DirectoryUser } from './directory-format.ts';
import { DirectoryFormatError } from './directory-format.ts';
import { groupIdentity, provisionGroup } from './group-provisioning.ts';
import type { Job } from './job.ts';
import { owesManager, provisionManager } from './manager-provisioning.ts';
import { evaluateMappings, userAttributes } from './mapping.ts';
import type {
  Activity,
  ProvisioningLogRecord,
  ProvisioningResult,
  ProvisioningStep,
} from './provisioning-log.ts';
import { addStep, createActivity, fail, toRecord } from './provisioning-log.ts';
import { judgeScope } from './scoping.ts';
import { findTarget } from './target-lookup.ts';
import { provisionUser, rememberUser, userIdentity } from './user-provisioning.ts';

/** A user (objectId or UPN), a group (objectId or displayName), or a group with the members to be sent. */
export type OnDemandSubject = string | { readonly group: string; readonly members: readonly string[] };

export type OnDemandStep = {
  readonly name: 'import' | 'scope' | 'match' | 'act';
  readonly status: ProvisioningResult;
  readonly description: string;
  readonly details: Readonly<Record<string, unknown>>;
};

export type OnDemandResult = {
  readonly status: ProvisioningResult;
  readonly steps: readonly OnDemandStep[];
  readonly record: ProvisioningLogRecord;
};

const MEMBER_LIMIT = 5;

const STEPS: readonly [OnDemandStep['name'], readonly ProvisioningStep['provisioningStepType'][]][] = [
  ['import', ['import']],
  ['scope', ['scoping']],
  ['match', ['matching']],
  ['act', ['export', 'referenceResolution']],
];

/**
 * Provisions one subject at once. It always speaks the default dialect: the flag in the Tenant URL does not
 * work with provision on demand. Trouble at the endpoint ends up in the steps; `DirectoryFormatError` is
 * thrown for an unknown subject and for more than five members.
 */
export async function provisionOnDemand(
  job: Job,
  subject: OnDemandSubject,
  jobId: string,
): Promise<OnDemandResult> {
  const onDemand: Job = { ...job, dialect: 'default' };
  const user = typeof subject === 'string' ? job.directory.findUser(subject) : undefined;
  const activity = user ? await runUser(onDemand, user) : await runGroup(onDemand, subject);
  const record = toRecord(
    activity,
    { jobId, cycleId: randomUUID(), initiatedBy: 'provisionOnDemand' },
    job.clock,
  );
  return { status: record.provisioningStatusInfo.status, steps: STEPS.map(toStep(activity)), record };
}

async function runUser(job: Job, user: DirectoryUser): Promise<Activity> {
  const activity = createActivity(userIdentity(user.objectId, user), job.clock);
  try {
    await provisionUser(job, user, activity, true);
    if (owesManager(job, user)) await provisionManager(job, user, activity);
  } catch (error) {
    fail(activity, error);
    forgetPass(job.state.users.get(user.objectId));
  }
  return activity;
}

async function runGroup(job: Job, subject: OnDemandSubject): Promise<Activity> {
  const name = typeof subject === 'string' ? subject : subject.group;
  const group = job.directory.findGroup(name);
  if (group === undefined) throw new DirectoryFormatError([`there is no user or group "${name}"`]);
  const members = chooseMembers(job, group, subject);
  const activity = createActivity(groupIdentity(group.objectId, group.displayName), job.clock);
  try {
    for (const member of members) await linkMember(job, member, activity);
    await provisionGroup(job, group, activity, new Set(members.map(({ objectId }) => objectId)));
  } catch (error) {
    fail(activity, error);
    forgetPass(job.state.groups.get(group.objectId));
  }
  return activity;
}

function chooseMembers(job: Job, group: DirectoryGroup, subject: OnDemandSubject): DirectoryUser[] {
  const names = typeof subject === 'string' ? [...group.members] : subject.members;
  if (names.length > MEMBER_LIMIT) {
    const reason = `provision on demand takes at most ${MEMBER_LIMIT} members of a group; "${group.displayName}" was asked for with ${names.length}`;
    throw new DirectoryFormatError([reason]);
  }
  return names.flatMap((name) => {
    const member = job.directory.findUser(name);
    if (member && group.members.has(member.objectId)) return [member];
    if (typeof subject === 'string') return [];
    throw new DirectoryFormatError([`"${name}" is no direct member of "${group.displayName}"`]);
  });
}

/** A member that was not linked yet is looked for, but not created: only the group is provisioned. */
async function linkMember(job: Job, member: DirectoryUser, activity: Activity): Promise<void> {
  const verdict = judgeScope(member, job.directory);
  if (verdict.reason !== undefined || rememberUser(job, member).targetId !== undefined) return;
  const attributes = evaluateMappings(job.mappings.users, userAttributes(member, verdict));
  const search = createActivity(userIdentity(member.objectId, member), job.clock);
  activity.stage = 'matching';
  if ((await findTarget(job, 'User', member.objectId, attributes, search)) === undefined) {
    addStep(activity, 'matching', `${member.userPrincipalName} is not at the target yet.`, {}, 'skipped');
  }
}

/** Leaves the object to the next cycle. */
function forgetPass(state: { seen?: string | undefined } | undefined): void {
  if (state) state.seen = undefined;
}

function toStep(activity: Activity) {
  return ([name, types]: (typeof STEPS)[number]): OnDemandStep => {
    const steps = activity.steps.filter((step) => types.includes(step.provisioningStepType));
    const last = steps.at(-1);
    if (last === undefined) return { name, status: 'skipped', description: 'Not reached.', details: {} };
    const failed = steps.find((step) => step.status === 'failure');
    const changes = name === 'act' ? { modifiedProperties: activity.modified } : {};
    return {
      name,
      status: (failed ?? last).status,
      description: steps.map((step) => step.description).join(' '),
      details: Object.assign({}, ...steps.map((step) => step.details), changes),
    };
  };
}
