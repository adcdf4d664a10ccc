// Whether this machine's clock is right: ID tokens, signatures and the ends of tokens hang on it.
import { type Finding, fault, note, ok } from './finding.ts';

const TIMEOUT_MS = 5_000;
/** An answer's date is a whole second, and takes a while to come. */
const NOTED_MS = 3_000;
const WRONG_MS = 30_000;

/** Compares with the date that Shopify's server tells. */
export async function examineClock(origin: string, now: () => number): Promise<Finding> {
  const begun = now();
  const response = await fetch(origin, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  const told = Date.parse(response?.headers.get('date') ?? '');
  if (Number.isNaN(told)) return note('Shopify told no time to compare the clock with.');
  return judgeClock((begun + now()) / 2 - told);
}

/** @param ahead of Shopify's clock, in milliseconds */
export function judgeClock(ahead: number): Finding {
  const size = Math.abs(ahead);
  if (size < NOTED_MS) return ok('The clock agrees with Shopify’s.');
  const how = `The clock is ${Math.round(size / 1000)} seconds ${ahead > 0 ? 'ahead of' : 'behind'} Shopify’s`;
  if (size < WRONG_MS) return note(`${how}. Let it be set by NTP.`);
  return fault(`${how}: tokens are taken for ended, or for not begun. Let it be set by NTP.`);
}
