// Takes one user through import, scope, match and act.
import { patchAttributes } from './dialects.ts';
import type { Change } from './difference.ts';
import { buildUser, findChanges } from './difference.ts';
import type { DirectoryUser } from './directory-format.ts';
import type { Job, UserState } from './job.ts';
import { link, unlink } from './job.ts';
import type { MappedValue } from './mapping.ts';
import { evaluateMappings, leavingMappings, managerTarget, userAttributes } from './mapping.ts';
import type { Activity, ProvisioningIdentity } from './provisioning-log.ts';
import { addModified, addStep, skip } from './provisioning-log.ts';
import type { ScopeVerdict } from './scoping.ts';
import { judgeScope } from './scoping.ts';
import { deleteTarget, findTarget, idOf, readTarget, targetPath } from './target-lookup.ts';
import type { ScimResource } from './target-path.ts';
import { readPath } from './target-path.ts';

/** How the log names a user of the directory. */
export function userIdentity(objectId: string, user: Pick<UserState, 'displayName' | 'userPrincipalName'>) {
  const { displayName, userPrincipalName } = user;
  const identity: ProvisioningIdentity = {
    id: objectId,
    displayName,
    identityType: 'User',
    details: { userPrincipalName },
  };
  return identity;
}

/** Everything about a user that a cycle reacts to, as one comparable text. */
export function fingerprintUser(job: Job, user: DirectoryUser): string {
  const verdict = judgeScope(user, job.directory);
  const desired = evaluateMappings(job.mappings.users, userAttributes(user, verdict));
  return JSON.stringify([verdict.reason, desired, user.manager]);
}

/**
 * Provisions one user, writing what happened into `activity`. Provision on demand neither disables who is
 * disabled or deleted in the directory nor restores who is inactive at the target (provision-on-demand.md).
 * Throws `ProvisioningFailure`; the manager is left to `provisionManager`.
 */
export async function provisionUser(
  job: Job,
  user: DirectoryUser,
  activity: Activity,
  onDemand = false,
): Promise<void> {
  const verdict = judgeScope(user, job.directory);
  const state = rememberUser(job, user);
  state.seen = fingerprintUser(job, user);
  state.managerDue = false;
  activity.targetId = state.targetId;
  addStep(activity, 'import', `Retrieved ${user.userPrincipalName} from Microsoft Entra ID.`, { ...user });
  const scoped = verdict.reason === undefined ? 'success' : 'skipped';
  addStep(activity, 'scoping', verdict.description, { inScope: verdict.inScope }, scoped);

  const gone = verdict.reason === 'softDeleted' || verdict.reason === 'accountDisabled';
  if (onDemand && gone) {
    state.seen = undefined;
    return skip(activity, 'NotSupportedOnDemand', 'Provision on demand acts on no disabled or deleted user.');
  }
  if (!verdict.inScope) return leave(job, user, state, verdict, activity);
  state.left = undefined;
  const disabled = verdict.reason !== undefined;
  if (disabled && state.targetId === undefined) return neverProvision(activity);
  const desired = evaluateMappings(job.mappings.users, userAttributes(user, verdict));
  const current = await findTarget(job, 'User', user.objectId, desired, activity);
  if (current !== undefined) await update(job, state, desired, current, activity, onDemand);
  else if (disabled) return neverProvision(activity);
  else await create(job, user, desired, activity);
  state.managerDue = user.manager !== undefined && managerTarget(job.mappings.users) !== undefined;
}

/**
 * Sends the DELETE that follows a hard deletion, unless the user had gone out of scope before: from then on
 * the service no longer looks after the object (how-provisioning-works.md).
 */
export async function deleteUser(job: Job, objectId: string, activity: Activity): Promise<void> {
  const state = job.state.users.get(objectId);
  activity.targetId = state?.targetId;
  addStep(activity, 'import', 'The user was deleted from Microsoft Entra ID.');
  if (state?.targetId === undefined || state.left === 'notAssigned' || state.left === 'scopingFilter') {
    skip(activity, 'NotEffectivelyEntitled', 'The user was out of scope before the deletion.');
  } else {
    activity.stage = 'export';
    activity.action = 'delete';
    await deleteTarget(job, 'User', state.targetId);
    addStep(activity, 'export', 'The user was deleted at the target.');
  }
  unlink(job, 'User', objectId);
  job.state.users.delete(objectId);
  for (const group of job.state.groups.values()) group.members.delete(objectId);
}

/** The job's memory of a user, made when it is first asked for. */
export function rememberUser(job: Job, user: DirectoryUser): UserState {
  const { displayName, userPrincipalName } = user;
  const state: UserState = job.state.users.get(user.objectId) ?? { displayName, userPrincipalName };
  Object.assign(state, { displayName, userPrincipalName });
  job.state.users.set(user.objectId, state);
  return state;
}

function neverProvision(activity: Activity): void {
  skip(activity, 'NotEffectivelyEntitled', 'A disabled user is never newly provisioned.');
}

async function create(job: Job, user: DirectoryUser, desired: readonly MappedValue[], activity: Activity) {
  activity.stage = 'export';
  activity.action = 'create';
  const created = await job.client.send({ method: 'POST', path: '/Users', body: buildUser(desired) });
  const targetId = idOf(created, 'POST /Users');
  link(job, 'User', user.objectId, targetId);
  const state = job.state.users.get(user.objectId);
  if (state) state.managerTargetId = undefined;
  activity.targetId = targetId;
  addModified(
    activity,
    desired.map(({ target, value }) => ({ path: target, oldValue: undefined, newValue: value })),
  );
  addStep(activity, 'export', `${user.userPrincipalName} was created at the target.`, { targetId });
}

async function update(
  job: Job,
  state: UserState,
  desired: readonly MappedValue[],
  current: ScimResource,
  activity: Activity,
  onDemand: boolean,
) {
  const reference = managerTarget(job.mappings.users);
  const manager = reference === undefined ? undefined : readPath(current, reference);
  state.managerTargetId = typeof manager === 'string' && manager !== '' ? manager : undefined;
  const changes = findChanges(desired, current);
  const restoring = changes.filter((change) => change.newValue === true && isLeaving(job, change));
  if (onDemand && restoring.length > 0) {
    state.seen = undefined;
    const kept = changes.filter((change) => !restoring.includes(change));
    addStep(activity, 'export', 'Provision on demand does not restore an inactive user.', {}, 'skipped');
    return applyChanges(job, state, kept, activity);
  }
  return applyChanges(job, state, changes, activity);
}

async function leave(
  job: Job,
  user: DirectoryUser,
  state: UserState,
  verdict: ScopeVerdict,
  activity: Activity,
) {
  if (state.targetId === undefined) return skip(activity, 'NotEffectivelyEntitled', verdict.description);
  if (state.left !== undefined) {
    // The first reason counts, except that somebody restored while unassigned has left by unassignment.
    if (!user.softDeleted) state.left = verdict.reason;
    return skip(activity, 'RedundantExport', 'The user was disabled at the target before.');
  }
  if (job.directory.options.skipOutOfScopeDeletions && verdict.reason !== 'softDeleted') {
    state.left = verdict.reason;
    return skip(activity, 'SkipOutOfScopeDeletions', 'The job leaves users alone who go out of scope.');
  }
  activity.stage = 'matching';
  const current = await readTarget(job, 'User', state.targetId);
  if (current === undefined) {
    unlink(job, 'User', user.objectId);
    return skip(activity, 'RedundantExport', 'The user is gone from the target.');
  }
  const desired = evaluateMappings(leavingMappings(job.mappings.users), userAttributes(user, verdict));
  await applyChanges(job, state, findChanges(desired, current), activity);
  state.left = verdict.reason;
}

async function applyChanges(job: Job, state: UserState, changes: readonly Change[], activity: Activity) {
  activity.stage = 'export';
  if (changes.length === 0) return skip(activity, 'RedundantExport', 'The target is as it should be.');
  const disabling = changes.some((change) => change.newValue === false && isLeaving(job, change));
  activity.action = disabling ? 'disable' : 'update';
  await job.client.send({
    method: 'PATCH',
    path: targetPath('User', state.targetId ?? ''),
    body: patchAttributes(changes, job.dialect),
  });
  addModified(activity, changes);
  addStep(
    activity,
    'export',
    disabling ? 'The user was disabled at the target.' : 'The user was updated at the target.',
  );
}

function isLeaving(job: Job, change: Change): boolean {
  return leavingMappings(job.mappings.users).some(({ target }) => target === change.path);
}
