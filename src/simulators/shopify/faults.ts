// Faults that a test can inject into the Admin API: which there are, which are set, and when one strikes.
import { createRandom } from './random.ts';

/** Those that strike a request to the Admin API. */
export const requestFaults = [
  'http_500',
  'http_502',
  'http_503',
  'timeout_before',
  'timeout_after',
  'throttle',
  'unauthorized',
  'access_denied',
  'internal_error',
  'slow',
  'throttle_429',
  'not_json',
  'truncated',
] as const;

/** Those that strike a bulk operation when it is started, or its upload. */
const bulkFaults = ['bulk_fail', 'bulk_limit', 'bulk_file_server', 'upload_503'] as const;

/** Those that strike one delivery of a webhook, whose topic may be named as the operation. */
const webhookFaults = ['webhook_duplicate', 'webhook_reorder', 'webhook_lost', 'webhook_late'] as const;

export const faultKinds = [...requestFaults, ...bulkFaults, ...webhookFaults] as const;

export type FaultKind = (typeof faultKinds)[number];

export type Fault = {
  kind: FaultKind;
  /** Chance from 0 to 1 that a matching request is struck. */
  rate: number;
  /** How many more times it may strike; undefined means until the reset. */
  count: number | undefined;
  /** What must be in play for it to strike: a root field such as customerCreate; undefined means anything. */
  operation: string | undefined;
  /** How long to hang or to delay, in real milliseconds; undefined takes the simulator's hangMs. */
  ms: number | undefined;
};

export type FaultInjector = {
  add(fault: Fault): void;
  /** The fault of these kinds that strikes where these root fields are in play, if any does. */
  strike(kinds: readonly FaultKind[], rootFields: readonly string[]): Fault | undefined;
  list(): Fault[];
  /** Removes all faults and starts the random numbers anew. */
  reset(): void;
};

/** An injector without faults. */
export function createFaultInjector(seed: number): FaultInjector {
  let faults: Fault[] = [];
  let random = createRandom(seed);

  return {
    add: (fault) => {
      faults.push({ ...fault });
    },
    strike(kinds, rootFields) {
      for (const fault of faults) {
        if (!kinds.includes(fault.kind)) continue;
        if (fault.operation !== undefined && !rootFields.includes(fault.operation)) continue;
        if (fault.count === 0 || random() >= fault.rate) continue;
        if (fault.count !== undefined) fault.count -= 1;
        return fault;
      }
      return undefined;
    },
    list: () => faults.map((fault) => ({ ...fault })),
    reset() {
      faults = [];
      random = createRandom(seed);
    },
  };
}
