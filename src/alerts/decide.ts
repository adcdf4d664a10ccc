// What becomes of the open alerts of a shop: each is raised once, told anew seldom, and resolved when it is over for
// good. Pure.
import type { Alert, AlertKind, Changes, Condition } from './ports.ts';

const MINUTE_MS = 60_000;
/** Until then what is new of an alert is gathered: one message an hour, and not one for each user. */
const DIGEST_MS = 60 * MINUTE_MS;
/** For what comes and goes: so long it must be over before it counts as that. */
const QUIET_MS: Readonly<Partial<Record<AlertKind, number>>> = {
  shopify_access_lost: 2 * MINUTE_MS,
  users_failed: 5 * MINUTE_MS,
};

export function decideAlerts(open: readonly Alert[], conditions: readonly Condition[], now: number): Changes {
  const soNow = new Map(conditions.map((condition) => [keyOf(condition), condition]));
  const known = new Set(open.map(keyOf));
  const update: { alert: Alert; isTold: boolean }[] = [];
  const resolve: Alert[] = [];
  for (const alert of open) {
    const condition = soNow.get(keyOf(alert));
    if (condition !== undefined) {
      const isNew = condition.mark !== alert.mark;
      const isTold = isNew && alert.toldAt <= now - DIGEST_MS;
      const isSame = !isNew && alert.clearSince === null && sameDetails(alert, condition);
      // What is not told yet keeps its old mark, so that it is told when its time comes.
      const mark = isTold ? condition.mark : alert.mark;
      const toldAt = isTold ? now : alert.toldAt;
      const next = { ...alert, details: condition.details, mark, toldAt, clearSince: null };
      if (!isSame) update.push({ alert: next, isTold });
    } else if (isOver(alert, now)) {
      resolve.push({ ...alert, resolvedAt: now });
    } else if (alert.clearSince === null) {
      update.push({ alert: { ...alert, clearSince: now }, isTold: false });
    }
  }
  return { raise: conditions.filter((condition) => !known.has(keyOf(condition))), update, resolve };
}

function isOver({ kind, clearSince }: Alert, now: number): boolean {
  const quiet = QUIET_MS[kind] ?? 0;
  return quiet === 0 || (clearSince !== null && clearSince <= now - quiet);
}

function sameDetails(left: Condition, right: Condition): boolean {
  return JSON.stringify(left.details) === JSON.stringify(right.details);
}

function keyOf({ kind, connection, subject }: Condition): string {
  return JSON.stringify([kind, connection, subject]);
}
