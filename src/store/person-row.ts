// A person's state and its cause, out of what the claim and the outbox say.
import type { Person, PersonState } from '../status/people.ts';

/** What is known of the sync of a user. */
export interface SyncRow {
  readonly body: string | null;
  readonly version: number | null;
  readonly modified_at: number | null;
  readonly customer_id: string | null;
  readonly state: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly warnings: string | null;
  readonly synced_version: number | null;
  readonly since: number | null;
  readonly outbox_state: string | null;
  readonly error_code: string | null;
  readonly error_detail: string | null;
}

export function toPerson(userId: string, row: SyncRow): Person {
  const isDead = row.outbox_state === 'dead';
  // Of a dead row that no claim tells of, the row tells itself.
  const isUntold = isDead && row.state !== 'failed';
  return {
    userId,
    body: row.body,
    customerId: row.customer_id,
    state: isDead ? 'failed' : stateOf(row),
    code: isUntold ? row.error_code : row.code,
    detail: isUntold ? row.error_detail : row.detail,
    warnings: row.warnings === null ? [] : (JSON.parse(row.warnings) as string[]),
    since: row.since,
    changedAt: row.modified_at,
  };
}

function stateOf(row: SyncRow): PersonState {
  const isBehind = row.version !== null && (row.synced_version ?? 0) < row.version;
  if (row.state === null || (row.outbox_state === 'pending' && isBehind)) return 'pending';
  return row.state as PersonState;
}
