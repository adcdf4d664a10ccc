// Shopify's leaky bucket of cost points: requests take what they might cost, and get back what they did not use.
import type { Clock } from './clock.ts';
import { type Plan, restoreRates } from './options.ts';

export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };

export type CostBucket = {
  /** Takes the points when there are enough, and says whether there were. */
  take(points: number): boolean;
  /** Gives points back. */
  refund(points: number): void;
  /** As Shopify shows it under extensions.cost.throttleStatus. */
  status(): ThrottleStatus;
};

/** A full bucket of the plan's size: twenty seconds' worth of the restore rate, as observed on a real store. */
export function createBucket(plan: Plan, clock: Clock): CostBucket {
  const restoreRate = restoreRates[plan];
  const maximumAvailable = restoreRate * 20;
  let available = maximumAvailable;
  let updatedAt = clock.now();

  function restore() {
    const now = clock.now();
    available = Math.min(maximumAvailable, available + ((now - updatedAt) / 1000) * restoreRate);
    updatedAt = now;
  }

  return {
    take(points) {
      restore();
      if (points > available) return false;
      available -= points;
      return true;
    },
    refund(points) {
      restore();
      available = Math.min(maximumAvailable, available + points);
    },
    status() {
      restore();
      return { maximumAvailable, currentlyAvailable: Math.floor(available), restoreRate };
    },
  };
}
