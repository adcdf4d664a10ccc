// What of a shop a person should be told of, from what is known of it: pure.
import type { Condition, ConnectionFacts, ShopFacts } from './ports.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Trouble of these kinds passes by itself as a rule, and is told only where it lasts. */
const PASSING = new Set([
  'throttled',
  'no_answer',
  'timeout',
  'shopify_unavailable',
  'token_unavailable',
  'withdrawn',
]);
const PASSING_MS = 2 * MINUTE_MS;
/** Users that one message names; it counts all. */
const NAMED = 20;
/** What a reconciliation counts that another hand has changed, or that is gone. */
const DRIFT = ['drift', 'link_broken', 'customer_gone', 'user_gone'] as const;

export function judge(facts: ShopFacts, now: number): Condition[] {
  return [
    ...judgeAccess(facts, now),
    ...facts.connections.flatMap((connection) => judgeConnection(connection, now)),
    ...judgeTokens(facts, now),
    ...facts.deadEndpoints.map((subject) => condition('endpoint_dead', '', subject, { endpoint: subject })),
    ...facts.openDataRequests.map(({ id, customerId, deadlineAt }) =>
      condition('data_request', '', id, { request: id, customerId, deadlineAt }),
    ),
  ];
}

function judgeAccess({ trouble, installation }: ShopFacts, now: number): Condition[] {
  if (installation === 'lost' || installation === 'uninstalled') {
    return [condition('shopify_access_lost', '', '', { code: `app_${installation}`, since: null })];
  }
  if (trouble === null || (PASSING.has(trouble.code) && trouble.since > now - PASSING_MS)) return [];
  return [condition('shopify_access_lost', '', '', { code: trouble.code, since: trouble.since })];
}

function judgeConnection(connection: ConnectionFacts, now: number): Condition[] {
  const { id, failures, heldLeavers, reconciliation } = connection;
  const found: Condition[] = [];
  const [newest] = failures;
  if (newest !== undefined) {
    const users = failures.slice(0, NAMED).map(({ userId, code }) => ({ userId, code }));
    const mark = `${failures.length} ${newest.at}`;
    found.push(condition('users_failed', id, '', { count: failures.length, users }, mark));
  }
  if (heldLeavers !== null) {
    found.push(condition('leavers_held', id, '', { ...heldLeavers }, String(heldLeavers.count)));
  }
  const drift = Object.fromEntries(
    DRIFT.map((kind) => [kind, reconciliation?.counts[kind] ?? 0] as const).filter(([, count]) => count > 0),
  );
  if (reconciliation !== null && Object.keys(drift).length > 0) {
    const details = { reconciliation: reconciliation.id, counts: drift };
    found.push(condition('drift_found', id, '', details, reconciliation.id));
  }
  return [...found, ...judgeCalls(connection, now)];
}

/** A provider that says nothing may have nothing to say: it is told as what it is. */
function judgeCalls(connection: ConnectionFacts, now: number): Condition[] {
  const { id, isProvisioning, cycleMinutes, staleAfterCycles, lastCallAt } = connection;
  if (!isProvisioning || staleAfterCycles === 0 || lastCallAt === null) return [];
  if (lastCallAt > now - staleAfterCycles * cycleMinutes * MINUTE_MS) return [];
  const details = { lastCallAt, cycles: staleAfterCycles, cycleMinutes, providerStatus: 'unknown' };
  return [condition('provider_stale', id, '', details)];
}

function judgeTokens({ connections, endingTokens }: ShopFacts, now: number): Condition[] {
  return endingTokens.flatMap(({ connection, id, expiresAt }) => {
    const { tokenDays = 0 } = connections.find((candidate) => candidate.id === connection) ?? {};
    if (expiresAt > now + tokenDays * DAY_MS) return [];
    const state = expiresAt <= now ? 'expired' : 'ending';
    return [condition('token_expiring', connection, id, { credential: id, expiresAt, state }, state)];
  });
}

function condition(
  kind: Condition['kind'],
  connection: string,
  subject: string,
  details: Condition['details'],
  mark = '',
): Condition {
  return { kind, connection, subject, details, mark };
}
