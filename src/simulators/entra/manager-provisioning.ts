// The reference pass: writes managers once everybody who is to exist at the target does.
import { patchAttributes } from './dialects.ts';
import type { DirectoryUser } from './directory-format.ts';
import type { Job } from './job.ts';
import { managerTarget } from './mapping.ts';
import type { Activity } from './provisioning-log.ts';
import { addModified, addStep } from './provisioning-log.ts';
import { judgeScope } from './scoping.ts';
import { targetPath } from './target-lookup.ts';

/** Whether the reference pass has anything to send or to settle for this user. */
export function owesManager(job: Job, user: DirectoryUser): boolean {
  const state = job.state.users.get(user.objectId);
  return state?.managerDue === true && state.targetId !== undefined && managerOf(job, user) !== 'pending';
}

/**
 * Writes the manager. One who is out of scope is skipped; one who is in scope but not yet at the target is
 * waited for. A manager taken away in the directory is a null, and nulls are not sent. Throws
 * `ProvisioningFailure`.
 */
export async function provisionManager(job: Job, user: DirectoryUser, activity: Activity): Promise<void> {
  const state = job.state.users.get(user.objectId);
  const path = managerTarget(job.mappings.users);
  const manager = managerOf(job, user);
  if (state?.targetId === undefined || path === undefined || manager === 'pending') return;
  activity.stage = 'referenceResolution';
  activity.targetId = state.targetId;
  if (manager === 'outOfScope') {
    addStep(activity, 'referenceResolution', 'The manager is out of scope and is not sent.', {}, 'skipped');
  } else if (manager !== state.managerTargetId) {
    const op = state.managerTargetId === undefined ? 'add' : 'replace';
    const change = { op, path, oldValue: state.managerTargetId, newValue: manager } as const;
    await job.client.send({
      method: 'PATCH',
      path: targetPath('User', state.targetId),
      body: patchAttributes([change], job.dialect),
    });
    state.managerTargetId = manager;
    if (activity.action === 'other') activity.action = 'update';
    delete activity.skip;
    addModified(activity, [change]);
    addStep(activity, 'referenceResolution', 'The manager was written.', { targetId: manager });
  }
  state.managerDue = false;
}

/** The manager's id at the target, or why there is none. */
function managerOf(job: Job, user: DirectoryUser): string {
  const manager = user.manager ? job.directory.findUser(user.manager) : undefined;
  if (manager === undefined || judgeScope(manager, job.directory).reason !== undefined) return 'outOfScope';
  return job.state.users.get(manager.objectId)?.targetId ?? 'pending';
}
