// SCIM calls as the timeline gives them back.
import type { StoredEvent } from '../timeline/ports.ts';

export interface LoggedCall {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly connection: string | null;
  /** The user or group that was written. */
  readonly subject: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Calls that were counted together; 1 for a write. */
  readonly count: number;
  /** Of all of them. */
  readonly durationMs: number;
}

export function readCall({ id, at, connection, subject, data }: StoredEvent): LoggedCall {
  const { method, path, status, count, durationMs } = JSON.parse(data) as Omit<LoggedCall, 'count'> & {
    readonly count?: number;
  };
  return {
    id,
    at,
    connection: connection || null,
    subject: subject || null,
    method,
    path,
    status,
    count: count ?? 1,
    durationMs,
  };
}
