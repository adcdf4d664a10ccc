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
  const { body, customer_id: customerId, modified_at: changedAt } = row;
  const warnings = row.warnings === null ? [] : (JSON.parse(row.warnings) as string[]);
  if (row.outbox_state === 'held') {
    // What the claim says is of before the guard held it (RULES 22).
    const held = { state: 'held', code: 'mass_leave', detail: null, since: null } as const;
    return { userId, body, customerId, ...held, warnings, changedAt };
  }
  const isDead = row.outbox_state === 'dead';
  // Of a dead row that no claim tells of, the row tells itself.
  const isUntold = isDead && row.state !== 'failed';
  return {
    userId,
    body,
    customerId,
    state: isDead ? 'failed' : stateOf(row),
    code: isUntold ? row.error_code : row.code,
    detail: isUntold ? row.error_detail : row.detail,
    warnings,
    since: row.since,
    changedAt,
  };
}

function stateOf(row: SyncRow): PersonState {
  const isBehind = row.version !== null && (row.synced_version ?? 0) < row.version;
  if (row.state === null || (row.outbox_state === 'pending' && isBehind)) return 'pending';
  return row.state as PersonState;
}
