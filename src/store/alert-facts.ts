// What is read of a shop to find out of what a person should be told.
import type { ConnectionFacts, ShopFacts } from '../alerts/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import type { Session } from './engine.ts';
import { statement } from './statement.ts';

type OfShop = { shop: string };
type OfConnection = OfShop & { connection: string };

/** So many failures are counted, and no more. */
const MAX_FAILURES = 1_000;
const DAY_MS = 24 * 3_600_000;
/** Secrets that ended longer ago are nobody's concern any more. */
const ENDED_MS = 30 * DAY_MS;
/** The longest warning that may be set. */
const WARNED_MS = 90 * DAY_MS;

const shopState = statement<OfShop>()((db, p) =>
  db
    .selectFrom('shops')
    .leftJoin('installations', 'installations.shop', 'shops.shop')
    .select(['shops.alert', 'installations.state as installation'])
    .where('shops.shop', '=', p('shop')),
);

const connectionsOf = statement<OfShop>()((db, p) =>
  db
    .selectFrom('connections as c')
    .select((eb) => [
      'c.id',
      'c.scim_provisioning',
      'c.ended_at',
      'c.settings',
      eb
        .selectFrom('connection_calls as l')
        .select((max) => max.fn.max('l.last_at').as('at'))
        .whereRef('l.shop', '=', 'c.shop')
        .whereRef('l.connection', '=', 'c.id')
        .as('last_call_at'),
    ])
    .where('c.shop', '=', p('shop'))
    .where('c.rehearses', 'is', null),
);

const failedClaims = statement<OfConnection & { limit: number }>()((db, p) =>
  db
    .selectFrom('claims')
    .select(['user_id', 'code', 'updated_at as at'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('state', '=', 'failed')
    .limit(p('limit')),
);

const deadRows = statement<OfConnection & { limit: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select(['subject as user_id', 'error_code as code', 'due_at as at'])
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'user')
    .where('connection', '=', p('connection'))
    .where('state', '=', 'dead')
    .limit(p('limit')),
);

const heldLeavers = statement<OfConnection>()((db, p) =>
  db
    .selectFrom('leavers')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('at').as('since')])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('state', '=', 'held'),
);

const lastReconciliation = statement<OfConnection>()((db, p) =>
  db
    .selectFrom('surveys')
    .select(['id', 'counts'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('kind', '=', 'reconciliation')
    .where('state', '=', 'finished')
    .orderBy('id', 'desc')
    .limit(1),
);

const endingTokens = statement<OfShop & { after: number; before: number }>()((db, p) =>
  db
    .selectFrom('tokens')
    .select(['connection', 'id', 'expires_at'])
    .where('shop', '=', p('shop'))
    .where('kind', '<>', 'access')
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', p('after'))
    .where('expires_at', '<', p('before'))
    .orderBy('id')
    .limit(100),
);

const deadEndpoints = statement<OfShop>()((db, p) =>
  db
    .selectFrom('alert_endpoints')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('state', '=', 'dead')
    .orderBy('id'),
);

const openDataRequests = statement<OfShop>()((db, p) =>
  db
    .selectFrom('privacy_requests')
    .select(['id', 'customer_id', 'deadline_at'])
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'data_request')
    .where('state', '=', 'open')
    .orderBy('id')
    .limit(100),
);

export async function readShopFacts(read: Session, shop: string, now: number): Promise<ShopFacts> {
  const state = await read.first(shopState, { shop });
  const rows = await read.all(connectionsOf, { shop });
  const connections: ConnectionFacts[] = [];
  for (const row of rows) {
    const { alerts } = readSettings(row.settings);
    connections.push({
      id: row.id,
      // Nobody is to call one that has ended.
      isProvisioning: row.scim_provisioning === 1 && row.ended_at === null,
      ...alerts,
      // PostgreSQL's maximum of a bigint is one; SQLite's of nothing is null.
      lastCallAt: row.last_call_at === null ? null : Number(row.last_call_at),
      ...(await readConnection(read, { shop, connection: row.id })),
    });
  }
  const live = new Set(rows.flatMap(({ id, ended_at: endedAt }) => (endedAt === null ? [id] : [])));
  const ending = { shop, after: now - ENDED_MS, before: now + WARNED_MS };
  return {
    trouble: state?.alert == null ? null : (JSON.parse(state.alert) as ShopFacts['trouble']),
    installation: state?.installation ?? null,
    connections,
    endingTokens: (await read.all(endingTokens, ending))
      .filter(({ connection }) => live.has(connection))
      .map(({ connection, id, expires_at }) => ({ connection, id, expiresAt: Number(expires_at) })),
    deadEndpoints: (await read.all(deadEndpoints, { shop })).map(({ id }) => id),
    openDataRequests: (await read.all(openDataRequests, { shop })).map((row) => ({
      id: row.id,
      customerId: row.customer_id,
      deadlineAt: row.deadline_at,
    })),
  };
}

async function readConnection(
  read: Session,
  scope: OfConnection,
): Promise<Pick<ConnectionFacts, 'failures' | 'heldLeavers' | 'reconciliation'>> {
  const limit = MAX_FAILURES;
  const failed = [
    ...(await read.all(deadRows, { ...scope, limit })),
    ...(await read.all(failedClaims, { ...scope, limit })),
  ];
  // A claim tells more than the row of the outbox that stands for the same.
  const byUser = new Map(failed.map(({ user_id: userId, code, at }) => [userId, { userId, code, at }]));
  const held = await read.first(heldLeavers, scope);
  const survey = await read.first(lastReconciliation, scope);
  const count = Number(held?.count ?? 0);
  return {
    failures: [...byUser.values()].sort((left, right) => right.at - left.at).slice(0, MAX_FAILURES),
    heldLeavers: count === 0 ? null : { count, since: Number(held?.since) },
    reconciliation:
      survey === undefined
        ? null
        : { id: survey.id, counts: JSON.parse(survey.counts) as Record<string, number> },
  };
}
