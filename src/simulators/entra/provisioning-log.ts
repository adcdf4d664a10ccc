// The provisioning log: one record per object and cycle, in the shape of Graph's provisioningObjectSummary.
// https://learn.microsoft.com/en-us/graph/api/resources/provisioningobjectsummary
import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Change } from './difference.ts';
import { ProvisioningFailure } from './failures.ts';

export type ProvisioningAction = 'create' | 'update' | 'disable' | 'delete' | 'other';
export type ProvisioningResult = 'success' | 'failure' | 'skipped';

export type ProvisioningIdentity = {
  readonly id: string;
  readonly displayName: string;
  readonly identityType: 'User' | 'Group';
  readonly details: Readonly<Record<string, string>>;
};

export type ProvisioningStep = {
  readonly provisioningStepType: 'import' | 'scoping' | 'matching' | 'referenceResolution' | 'export';
  readonly status: ProvisioningResult;
  readonly description: string;
  readonly details: Readonly<Record<string, unknown>>;
};

export type ModifiedProperty = {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
};

export type ProvisioningLogRecord = {
  readonly id: string;
  readonly activityDateTime: string;
  readonly durationInMilliseconds: number;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly provisioningAction: ProvisioningAction;
  readonly initiatedBy: 'system' | 'provisionOnDemand';
  readonly provisioningStatusInfo: {
    readonly status: ProvisioningResult;
    /** For a failure why it failed, for a skip why nothing was done. */
    readonly errorInformation: { readonly errorCode: string; readonly reason: string } | null;
  };
  readonly sourceIdentity: ProvisioningIdentity;
  readonly targetIdentity: ProvisioningIdentity | null;
  readonly modifiedProperties: readonly ModifiedProperty[];
  readonly provisioningSteps: readonly ProvisioningStep[];
};

/** What is being done to one object; becomes one record when it is finished. */
export type Activity = {
  readonly source: ProvisioningIdentity;
  action: ProvisioningAction;
  targetId?: string | undefined;
  failure?: ProvisioningFailure;
  skip?: { code: string; reason: string };
  readonly modified: ModifiedProperty[];
  readonly steps: ProvisioningStep[];
  /** The step under way: where a failure belongs. */
  stage: ProvisioningStep['provisioningStepType'];
  readonly startedAt: number;
};

/** Starts the account of one object. */
export function createActivity(source: ProvisioningIdentity, clock: Clock): Activity {
  return { source, action: 'other', modified: [], steps: [], stage: 'import', startedAt: clock.now() };
}

/** Notes a step that succeeded, unless `status` says otherwise. */
export function addStep(
  activity: Activity,
  type: ProvisioningStep['provisioningStepType'],
  description: string,
  details: Readonly<Record<string, unknown>> = {},
  status: ProvisioningResult = 'success',
): void {
  activity.steps.push({ provisioningStepType: type, status, description, details });
}

/** Ends the account with nothing done, for a reason that Entra has a code for. */
export function skip(activity: Activity, code: string, reason: string): void {
  activity.skip = { code, reason };
  addStep(activity, 'export', reason, { skipReason: code }, 'skipped');
}

/** Notes that the step under way failed. Anything but a `ProvisioningFailure` is a bug and is thrown on. */
export function fail(activity: Activity, error: unknown): ProvisioningFailure {
  if (!(error instanceof ProvisioningFailure)) throw error;
  activity.failure = error;
  addStep(activity, activity.stage, error.message, { errorCode: error.code }, 'failure');
  return error;
}

/** Notes what was changed at the target. */
export function addModified(
  activity: Activity,
  changes: readonly Pick<Change, 'path' | 'oldValue' | 'newValue'>[],
) {
  for (const { path, oldValue, newValue } of changes) {
    activity.modified.push({
      displayName: path,
      oldValue: oldValue === undefined ? null : String(oldValue),
      newValue: String(newValue),
    });
  }
}

/** The finished record. */
export function toRecord(
  activity: Activity,
  frame: Pick<ProvisioningLogRecord, 'jobId' | 'cycleId' | 'initiatedBy'>,
  clock: Clock,
): ProvisioningLogRecord {
  const { source, failure, skip: skipped } = activity;
  const trouble = failure ? { code: failure.code, reason: failure.message } : skipped;
  return {
    id: randomUUID(),
    activityDateTime: new Date(clock.now()).toISOString(),
    durationInMilliseconds: clock.now() - activity.startedAt,
    ...frame,
    changeId: randomUUID(),
    provisioningAction: activity.action,
    provisioningStatusInfo: {
      status: failure ? 'failure' : skipped ? 'skipped' : 'success',
      errorInformation: trouble ? { errorCode: trouble.code, reason: trouble.reason } : null,
    },
    sourceIdentity: source,
    targetIdentity:
      activity.targetId === undefined ? null : { ...source, id: activity.targetId, details: {} },
    modifiedProperties: activity.modified,
    provisioningSteps: activity.steps,
  };
}
