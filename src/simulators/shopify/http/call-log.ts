// What arrived at the Admin API of late, in its order: for holding a client's own account of its calls against it.

export type LoggedCall = {
  /** As it was answered in X-Request-Id. */
  requestId: string;
  /** The name that the document gives it. */
  operation: string | null;
  type: string;
  rootFields: string[];
};

export type CallLog = {
  note(call: LoggedCall): void;
  /** The oldest first. */
  list(): LoggedCall[];
  clear(): void;
};

const LIMIT = 10_000;

export function createCallLog(): CallLog {
  const calls: LoggedCall[] = [];
  return {
    note(call) {
      calls.push(call);
      if (calls.length > LIMIT) calls.shift();
    },
    list: () => [...calls],
    clear: () => calls.splice(0),
  };
}
