// Takes one group through import, scope, match and act, and then sends its members' coming and going.
import { patchAddMembers, patchAttributes, patchRemoveMembers } from './dialects.ts';
import { buildGroup, findChanges } from './difference.ts';
import type { DirectoryGroup } from './directory.ts';
import type { GroupState, Job } from './job.ts';
import { link, unlink } from './job.ts';
import { evaluateMappings, groupAttributes } from './mapping.ts';
import type { Activity, ProvisioningIdentity } from './provisioning-log.ts';
import { addModified, addStep, skip } from './provisioning-log.ts';
import { judgeScope } from './scoping.ts';
import { deleteTarget, findTarget, idOf, targetPath } from './target-lookup.ts';

type Member = { readonly objectId: string; readonly targetId: string };
type MemberChanges = {
  readonly added: readonly Member[];
  readonly removed: readonly Member[];
  /** Members that are noted without a call: out of scope when added, or removed without ever being sent. */
  readonly silent: readonly { readonly objectId: string; readonly noted: boolean }[];
};

/** How the log names a group of the directory. */
export function groupIdentity(objectId: string, displayName: string): ProvisioningIdentity {
  return { id: objectId, displayName, identityType: 'Group', details: {} };
}

/** Everything about a group but its members that a cycle reacts to, as one comparable text. */
export function fingerprintGroup(job: Job, group: DirectoryGroup): string {
  return JSON.stringify([isInScope(job, group), group.displayName]);
}

/** What changed among the members since they were last taken note of; the target is never asked. */
export function findMemberChanges(
  job: Job,
  group: DirectoryGroup,
  only?: ReadonlySet<string>,
): MemberChanges {
  const noted = job.state.groups.get(group.objectId)?.members ?? new Map<string, string | undefined>();
  const added: Member[] = [];
  const removed: Member[] = [];
  const silent: { objectId: string; noted: boolean }[] = [];
  for (const objectId of group.members) {
    const user = job.directory.findUser(objectId);
    // A nested group is not expanded, and does not travel as a member either.
    if (user === undefined || noted.has(objectId) || (only && !only.has(objectId))) continue;
    const targetId = job.state.users.get(objectId)?.targetId;
    if (judgeScope(user, job.directory).reason !== undefined) {
      // Provision on demand leaves what it cannot send to the cycles.
      if (only === undefined) silent.push({ objectId, noted: true });
    } else if (targetId !== undefined) added.push({ objectId, targetId });
    // Else the user is still to be created: the membership waits for that.
  }
  for (const [objectId, targetId] of only ? [] : noted) {
    if (group.members.has(objectId)) continue;
    if (targetId === undefined) silent.push({ objectId, noted: false });
    else removed.push({ objectId, targetId });
  }
  return { added, removed, silent };
}

/**
 * Provisions one group, writing what happened into `activity`; `only` limits the members looked at, as
 * provision on demand does. Throws `ProvisioningFailure`.
 */
export async function provisionGroup(
  job: Job,
  group: DirectoryGroup,
  activity: Activity,
  only?: ReadonlySet<string>,
): Promise<void> {
  const state = rememberGroup(job, group);
  state.seen = fingerprintGroup(job, group);
  activity.targetId = state.targetId;
  addStep(activity, 'import', `Retrieved ${group.displayName} from Microsoft Entra ID.`, {
    objectId: group.objectId,
    members: group.members.size,
  });
  if (!isInScope(job, group)) return leave(job, group, state, activity);
  addStep(activity, 'scoping', 'The group is in scope.', { inScope: true });

  const desired = evaluateMappings(job.mappings.groups, groupAttributes(group));
  const current = await findTarget(job, 'Group', group.objectId, desired, activity);
  activity.stage = 'export';
  if (current === undefined) {
    activity.action = 'create';
    const created = await job.client.send({ method: 'POST', path: '/Groups', body: buildGroup(desired) });
    link(job, 'Group', group.objectId, idOf(created, 'POST /Groups'));
    activity.targetId = state.targetId;
    addModified(
      activity,
      desired.map(({ target, value }) => ({ path: target, oldValue: undefined, newValue: value })),
    );
    addStep(activity, 'export', `${group.displayName} was created at the target.`, {
      targetId: state.targetId,
    });
  } else {
    const changes = findChanges(desired, current);
    if (changes.length > 0) {
      activity.action = 'update';
      await patch(job, state, patchAttributes(changes, job.dialect));
      addModified(activity, changes);
      addStep(activity, 'export', 'The group was updated at the target.');
    }
  }
  await sendMembers(job, state, findMemberChanges(job, group, only), activity);
  if (activity.action === 'other') skip(activity, 'RedundantExport', 'The target is as it should be.');
}

/**
 * Follows a group that was deleted in the directory with a DELETE. A group that was unassigned is treated the
 * same, since a group has no `active` to clear (inferred from how-provisioning-works.md).
 */
export async function deleteGroup(job: Job, objectId: string, activity: Activity): Promise<void> {
  const state = job.state.groups.get(objectId);
  activity.targetId = state?.targetId;
  activity.stage = 'export';
  if (state?.targetId !== undefined) {
    activity.action = 'delete';
    await deleteTarget(job, 'Group', state.targetId);
    addStep(activity, 'export', 'The group was deleted at the target.');
  } else {
    skip(activity, 'NotEffectivelyEntitled', 'The group was never provisioned.');
  }
  unlink(job, 'Group', objectId);
}

function isInScope(job: Job, group: DirectoryGroup): boolean {
  return !job.directory.options.syncOnlyAssigned || job.directory.isAssigned(group.objectId);
}

function rememberGroup(job: Job, group: DirectoryGroup): GroupState {
  const state: GroupState = job.state.groups.get(group.objectId) ?? {
    displayName: group.displayName,
    members: new Map(),
  };
  state.displayName = group.displayName;
  job.state.groups.set(group.objectId, state);
  return state;
}

async function leave(job: Job, group: DirectoryGroup, state: GroupState, activity: Activity): Promise<void> {
  addStep(
    activity,
    'scoping',
    'The group is not assigned to the application.',
    { inScope: false },
    'skipped',
  );
  if (state.targetId !== undefined && job.directory.options.skipOutOfScopeDeletions) {
    return skip(activity, 'SkipOutOfScopeDeletions', 'The job leaves groups alone that go out of scope.');
  }
  return deleteGroup(job, group.objectId, activity);
}

async function sendMembers(
  job: Job,
  state: GroupState,
  changes: MemberChanges,
  activity: Activity,
): Promise<void> {
  for (const { objectId, noted } of changes.silent) {
    if (noted) state.members.set(objectId, undefined);
    else state.members.delete(objectId);
  }
  for (const batch of batches(changes.added, job.memberBatchSize)) {
    await patch(job, state, patchAddMembers(targetIds(batch), job.dialect));
    for (const { objectId, targetId } of batch) state.members.set(objectId, targetId);
    noteMembers(activity, 'added', batch);
  }
  for (const batch of batches(changes.removed, job.memberBatchSize)) {
    await patch(job, state, patchRemoveMembers(targetIds(batch), job.dialect));
    for (const { objectId } of batch) state.members.delete(objectId);
    noteMembers(activity, 'removed', batch);
  }
}

function noteMembers(activity: Activity, what: 'added' | 'removed', batch: readonly Member[]): void {
  if (activity.action === 'other') activity.action = 'update';
  const ids = targetIds(batch).join(',');
  activity.modified.push({
    displayName: 'members',
    oldValue: what === 'removed' ? ids : null,
    newValue: what === 'added' ? ids : null,
  });
  addStep(activity, 'export', `${batch.length} member(s) ${what}.`);
}

function patch(job: Job, state: GroupState, body: unknown): Promise<unknown> {
  return job.client.send({
    method: 'PATCH',
    path: targetPath('Group', state.targetId ?? ''),
    body,
  });
}

function targetIds(members: readonly Member[]): string[] {
  return members.map(({ targetId }) => targetId);
}

function* batches<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
