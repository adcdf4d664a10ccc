// Faults that a test can inject into the Admin API: which there are, which are set, and when one strikes.
import { createRandom } from './random.ts';

export const faultKinds = [
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
] as const;

export type FaultKind = (typeof faultKinds)[number];

export type Fault = {
  kind: FaultKind;
  /** Chance from 0 to 1 that a matching request is struck. */
  rate: number;
  /** How many more times it may strike; undefined means until the reset. */
  count: number | undefined;
  /** Root field that a request must contain to be struck, such as customerCreate; undefined means any. */
  operation: string | undefined;
  /** How long to hang or to delay, in real milliseconds; undefined takes the simulator's hangMs. */
  ms: number | undefined;
};

export type FaultInjector = {
  add(fault: Fault): void;
  /** The fault that strikes a request with these root fields, if any does. */
  strike(rootFields: readonly string[]): Fault | undefined;
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
    strike(rootFields) {
      for (const fault of faults) {
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
