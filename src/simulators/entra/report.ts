// Puts cycles, connection tests and on-demand runs into lines that a person reads.
import type { ConnectionTestResult } from './connection-test.ts';
import type { CycleReport } from './cycle.ts';
import type { OnDemandResult } from './on-demand.ts';
import type { ProvisioningLogRecord } from './provisioning-log.ts';

const COLUMNS = ['create', 'update', 'disable', 'delete', 'skipped', 'failure'] as const;
export type CycleCounts = Readonly<Record<(typeof COLUMNS)[number], number>>;

/** Counts records by what became of them: an action that succeeded, `skipped`, or `failure`. */
export function countRecords(records: readonly ProvisioningLogRecord[]): CycleCounts {
  const counts = { create: 0, update: 0, disable: 0, delete: 0, skipped: 0, failure: 0 };
  for (const {
    provisioningAction: action,
    provisioningStatusInfo: { status },
  } of records) {
    if (status !== 'success') counts[status] += 1;
    else if (action !== 'other') counts[action] += 1;
  }
  return counts;
}

/** A cycle as a small table, its failures one per line, and the quarantine that it ended in. */
export function describeCycle(report: CycleReport): string {
  const { number, kind, status, records, quarantine, durationInMilliseconds } = report;
  const seconds = (durationInMilliseconds / 1000).toFixed(1);
  const rows = (['User', 'Group'] as const).map((type) => {
    const counts = countRecords(records.filter((record) => record.sourceIdentity.identityType === type));
    return [`${type.toLowerCase()}s`, ...COLUMNS.map((column) => String(counts[column]))];
  });
  const lines = [`Cycle ${number} (${kind}): ${status} after ${seconds} s`];
  for (const row of [['', ...COLUMNS], ...rows]) {
    lines.push(row.map((cell, i) => (i === 0 ? `  ${cell}`.padEnd(10) : cell.padStart(9))).join(''));
  }
  for (const record of records) {
    const { status: result, errorInformation } = record.provisioningStatusInfo;
    if (result !== 'failure' || !errorInformation) continue;
    const who = nameOf(record);
    lines.push(
      `  failed: ${record.provisioningAction} ${who}: ${errorInformation.errorCode}: ${errorInformation.reason}`,
    );
  }
  if (quarantine) {
    const next = quarantine.disabled
      ? 'the job is disabled until it is restarted'
      : `next try ${new Date(quarantine.nextTry).toISOString()}`;
    lines.push(`  in quarantine (${quarantine.code}: ${quarantine.reason}); ${next}`);
  }
  return lines.join('\n');
}

/** The outcome of Test Connection in one sentence. */
export function describeConnection(result: ConnectionTestResult): string {
  return result.ok
    ? 'Test connection: the supplied credentials are authorized to enable provisioning.'
    : `Test connection failed at the ${result.probe} probe: ${result.code}: ${result.reason}`;
}

/** The four steps of an on-demand run, one per line, followed by what was changed. */
export function describeOnDemand({ status, steps, record }: OnDemandResult): string {
  const lines = [`Provision on demand ${nameOf(record)}: ${status}`];
  for (const step of steps) {
    lines.push(`  ${step.name.padEnd(6)} ${step.status.padEnd(8)} ${step.description}`);
  }
  for (const { displayName, oldValue, newValue } of record.modifiedProperties) {
    lines.push(`         ${displayName}: ${oldValue ?? '(none)'} -> ${newValue ?? '(none)'}`);
  }
  return lines.join('\n');
}

function nameOf({ sourceIdentity }: ProvisioningLogRecord): string {
  return sourceIdentity.details.userPrincipalName ?? sourceIdentity.displayName;
}
