// What is read of shops to find out of what a person should be told: of many shops by one query each, and more only of
// connections where there is more.
import type { ConnectionFacts, ShopFacts } from '../alerts/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import { listed } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { statement } from './statement.ts';

/** A JSON array. */
type OfShops = { shops: string };
type OfConnection = { shop: string; connection: string };

/** So many failures are counted, and no more. */
const MAX_FAILURES = 1_000;
/** Tokens that end, and requests that are open, of one shop. */
const MAX_OF_SHOP = 100;
const DAY_MS = 24 * 3_600_000;
/** Secrets that ended longer ago are nobody's concern any more. */
const ENDED_MS = 30 * DAY_MS;
/** The longest warning that may be set. */
const WARNED_MS = 90 * DAY_MS;

const shopStates = statement<OfShops>()((db, p, dialect) =>
  db
    .selectFrom('shops')
    .leftJoin('installations', 'installations.shop', 'shops.shop')
    .select(['shops.shop', 'shops.alert', 'installations.state as installation'])
    .where('shops.shop', 'in', listed(p('shops'), dialect)),
);

const connectionsOf = statement<OfShops>()((db, p, dialect) =>
  db
    .selectFrom('connections as c')
    .select((eb) => [
      'c.shop',
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
      eb
        .or([
          eb.exists(
            eb
              .selectFrom('claims')
              .select('user_id')
              .whereRef('claims.shop', '=', 'c.shop')
              .whereRef('claims.connection', '=', 'c.id')
              .where('claims.state', '=', 'failed'),
          ),
          eb.exists(
            eb
              .selectFrom('outbox')
              .select('subject')
              .whereRef('outbox.shop', '=', 'c.shop')
              .whereRef('outbox.connection', '=', 'c.id')
              .where('outbox.kind', '=', 'user')
              .where('outbox.state', '=', 'dead'),
          ),
        ])
        .as('has_failures'),
      eb
        .exists(
          eb
            .selectFrom('leavers')
            .select('user_id')
            .whereRef('leavers.shop', '=', 'c.shop')
            .whereRef('leavers.connection', '=', 'c.id')
            .where('leavers.state', '=', 'held'),
        )
        .as('has_held'),
    ])
    .where('c.shop', 'in', listed(p('shops'), dialect))
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

/** Of each connection there are a few. */
const reconciliations = statement<OfShops>()((db, p, dialect) =>
  db
    .selectFrom('surveys')
    .select(['shop', 'connection', 'id', 'counts'])
    .where('shop', 'in', listed(p('shops'), dialect))
    .where('kind', '=', 'reconciliation')
    .where('state', '=', 'finished')
    .orderBy('id'),
);

const endingTokens = statement<OfShops & { after: number; before: number }>()((db, p, dialect) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('tokens')
        .select((one) => [
          'shop',
          'connection',
          'id',
          'expires_at',
          one.fn
            .agg<number>('row_number')
            .over((of) => of.partitionBy('shop').orderBy('id'))
            .as('place'),
        ])
        .where('shop', 'in', listed(p('shops'), dialect))
        .where('kind', '<>', 'access')
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', p('after'))
        .where('expires_at', '<', p('before'))
        .as('t'),
    )
    .select(['shop', 'connection', 'id', 'expires_at'])
    .where('place', '<=', MAX_OF_SHOP)
    .orderBy('id'),
);

const deadEndpoints = statement<OfShops>()((db, p, dialect) =>
  db
    .selectFrom('alert_endpoints')
    .select(['shop', 'id'])
    .where('shop', 'in', listed(p('shops'), dialect))
    .where('state', '=', 'dead')
    .orderBy('id'),
);

const openDataRequests = statement<OfShops>()((db, p, dialect) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('privacy_requests')
        .select((one) => [
          'shop',
          'id',
          'customer_id',
          'deadline_at',
          one.fn
            .agg<number>('row_number')
            .over((of) => of.partitionBy('shop').orderBy('id'))
            .as('place'),
        ])
        .where('shop', 'in', listed(p('shops'), dialect))
        .where('kind', '=', 'data_request')
        .where('state', '=', 'open')
        .as('r'),
    )
    .select(['shop', 'id', 'customer_id', 'deadline_at'])
    .where('place', '<=', MAX_OF_SHOP)
    .orderBy('id'),
);

/** Of shops that are known; each shop is asked for once. */
export async function readShopFacts(
  read: Session,
  names: readonly string[],
  now: number,
): Promise<Map<string, ShopFacts>> {
  const shops = JSON.stringify(names);
  const states = await read.all(shopStates, { shops });
  const rows = Map.groupBy(await read.all(connectionsOf, { shops }), ofShop);
  const surveys = Map.groupBy(await read.all(reconciliations, { shops }), ofShop);
  const ending = { shops, after: now - ENDED_MS, before: now + WARNED_MS };
  const tokens = Map.groupBy(await read.all(endingTokens, ending), ofShop);
  const endpoints = Map.groupBy(await read.all(deadEndpoints, { shops }), ofShop);
  const requests = Map.groupBy(await read.all(openDataRequests, { shops }), ofShop);

  const found = new Map<string, ShopFacts>();
  for (const { shop, alert, installation } of states) {
    const own = rows.get(shop) ?? [];
    const connections: ConnectionFacts[] = [];
    for (const row of own) {
      const survey = surveys.get(shop)?.findLast(({ connection }) => connection === row.id);
      connections.push(await readConnection(read, row, survey));
    }
    const live = new Set(own.flatMap(({ id, ended_at: endedAt }) => (endedAt === null ? [id] : [])));
    found.set(shop, {
      trouble: alert === null ? null : (JSON.parse(alert) as ShopFacts['trouble']),
      installation: installation ?? null,
      connections,
      endingTokens: (tokens.get(shop) ?? [])
        .filter(({ connection }) => live.has(connection))
        .map(({ connection, id, expires_at }) => ({ connection, id, expiresAt: Number(expires_at) })),
      deadEndpoints: (endpoints.get(shop) ?? []).map(({ id }) => id),
      openDataRequests: (requests.get(shop) ?? []).map((row) => ({
        id: row.id,
        customerId: row.customer_id,
        deadlineAt: row.deadline_at,
      })),
    });
  }
  return found;
}

function ofShop({ shop }: { readonly shop: string }): string {
  return shop;
}

interface ConnectionRow {
  readonly shop: string;
  readonly id: string;
  readonly scim_provisioning: number;
  readonly ended_at: number | null;
  readonly settings: string;
  readonly last_call_at: number | null;
  /** SQLite has no truth of its own, but 0 and 1. */
  readonly has_failures: unknown;
  readonly has_held: unknown;
}

async function readConnection(
  read: Session,
  row: ConnectionRow,
  survey: { readonly id: string; readonly counts: string } | undefined,
): Promise<ConnectionFacts> {
  const scope = { shop: row.shop, connection: row.id };
  const held = row.has_held ? await read.first(heldLeavers, scope) : undefined;
  const count = Number(held?.count ?? 0);
  const { alerts } = readSettings(row.settings);
  return {
    id: row.id,
    // Nobody is to call one that has ended.
    isProvisioning: row.scim_provisioning === 1 && row.ended_at === null,
    ...alerts,
    // PostgreSQL's maximum of a bigint is one; SQLite's of nothing is null.
    lastCallAt: row.last_call_at === null ? null : Number(row.last_call_at),
    failures: row.has_failures ? await readFailures(read, scope) : [],
    heldLeavers: count === 0 ? null : { count, since: Number(held?.since) },
    reconciliation:
      survey === undefined
        ? null
        : { id: survey.id, counts: JSON.parse(survey.counts) as Record<string, number> },
  };
}

async function readFailures(read: Session, scope: OfConnection): Promise<ConnectionFacts['failures']> {
  const limit = MAX_FAILURES;
  const failed = [
    ...(await read.all(deadRows, { ...scope, limit })),
    ...(await read.all(failedClaims, { ...scope, limit })),
  ];
  // A claim tells more than the row of the outbox that stands for the same.
  const byUser = new Map(failed.map(({ user_id: userId, code, at }) => [userId, { userId, code, at }]));
  return [...byUser.values()].sort((left, right) => right.at - left.at).slice(0, MAX_FAILURES);
}
