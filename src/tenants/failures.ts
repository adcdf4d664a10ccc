// Counts failed authentications, by address and by connection, and says when they are too many. A right secret is let
// in all the same, so that nobody can lock a provider out by guessing.

import { isIP } from 'node:net';
import { isWithin } from '../elapsed.ts';

/** Failures of one address, or against one connection, in a minute; beyond it they are answered 429. */
const MAX_FAILURES = 100;
const WINDOW_MS = 60_000;
/** Of addresses and connections that are remembered; beyond it the oldest are forgotten. */
const MAX_KEYS = 10_000;

export interface Failures {
  /** Notes one; seconds until more are looked at, or undefined while they may be. */
  note(address: string | undefined, connection: string | undefined): number | undefined;
}

export function createFailures(now: () => number): Failures {
  const windows = new Map<string, { readonly since: number; count: number }>();

  function count(key: string): number | undefined {
    const at = now();
    let window = windows.get(key);
    if (window === undefined || !isWithin(WINDOW_MS, window.since, at)) {
      windows.delete(key);
      const [oldest] = windows.size < MAX_KEYS ? [] : windows.keys();
      if (oldest !== undefined) windows.delete(oldest);
      window = { since: at, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    return window.count > MAX_FAILURES ? Math.ceil((window.since + WINDOW_MS - at) / 1_000) : undefined;
  }

  return {
    note(address, connection) {
      const waits = [
        address === undefined ? undefined : count(`address ${networkOf(address)}`),
        connection === undefined ? undefined : count(`connection ${connection}`),
      ].filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Math.max(1, ...waits);
    },
  };
}

/** Whoever has one IPv6 address has the other 2^64 of its network too. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
