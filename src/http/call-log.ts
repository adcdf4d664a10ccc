// The last SCIM calls, for the status page: a bounded ring in memory that holds no personal data.

const KEPT = 100;

export interface LoggedCall {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** The path without its query, which may hold a person's e-mail. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface CallLog {
  add(call: LoggedCall): void;
  /** Newest first. */
  recent(): readonly LoggedCall[];
}

export function createCallLog(): CallLog {
  const ring: LoggedCall[] = [];
  let next = 0;
  return {
    add(call) {
      ring[next] = call;
      next = (next + 1) % KEPT;
    },
    recent: () => [...ring.slice(next), ...ring.slice(0, next)].reverse(),
  };
}
