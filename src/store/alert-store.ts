// The SQL behind alerts/ports.ts: alerts change, and messages of it are put on their way, in one transaction.
import type { Selectable } from 'kysely';
import type {
  Alert,
  AlertKind,
  AlertStore,
  Delivery,
  News,
  StoredEndpoint,
  WatchStore,
} from '../alerts/ports.ts';
import { readShopFacts } from './alert-facts.ts';
import * as statements from './alert-statements.ts';
import * as deliveries from './delivery-statements.ts';
import type { Engine, Session } from './engine.ts';
import type { Database } from './schema.ts';

const ANY = '%';
/** Behind every id. */
const END = '\u{10ffff}';

export interface AlertStoreOptions {
  readonly newId: () => string;
  /** An endpoint for all shops, beside those of the shop. */
  readonly operatorEndpoint: string | null;
}

export function createWatchStore(engine: Engine, options: AlertStoreOptions): WatchStore {
  return {
    async takeDue(now, until, after, limit) {
      const due = (await engine.read.all(statements.shopsToWatch, { now, until, after, limit })).map(ofShop);
      if (due.length === 0) return { taken: [], last: null };
      const shops = JSON.stringify(due);
      const taken = await engine.transact((session) =>
        session.all(statements.takeWatches, { shops, until, now }),
      );
      return { taken: taken.map(ofShop), last: due.length < limit ? null : (due.at(-1) ?? null) };
    },

    async read(names, now) {
      const facts = await readShopFacts(engine.read, names, now);
      const rows = await engine.read.all(statements.openAlertsOf, { shops: JSON.stringify(names) });
      const open = Map.groupBy(rows.map(toAlert), ofShop);
      return [...facts].map(([shop, known]) => ({ shop, facts: known, open: open.get(shop) ?? [] }));
    },

    apply: (shop, decide, write, now) =>
      engine.transact(async (session) => {
        // Of a shop that was forgotten meanwhile nothing is to be known any more.
        if ((await session.first(statements.findShop, { shop })) === undefined) return 0;
        const open = (await session.all(statements.openAlerts, { shop })).map(toAlert);
        const { raise, update, resolve } = decide(open);
        const news: News[] = [];
        for (const condition of raise) {
          const alert: Alert = {
            ...condition,
            shop,
            id: options.newId(),
            openedAt: now,
            toldAt: now,
            clearSince: null,
            resolvedAt: null,
          };
          const { id, kind, connection, subject, mark } = alert;
          const details = JSON.stringify(alert.details);
          const row = { shop, id, kind, connection, subject, details, mark, now };
          if ((await session.run(statements.insertAlert, row)) > 0)
            news.push({ type: 'alert.opened', alert });
        }
        for (const { alert, isTold } of update) {
          const isOpen = await saveAlert(session, alert);
          if (isOpen && isTold) news.push({ type: 'alert.updated', alert });
        }
        for (const alert of resolve) {
          if (await saveAlert(session, alert)) news.push({ type: 'alert.resolved', alert });
        }
        return news.length === 0 ? 0 : putOnTheWay(session, shop, news, write, options, now);
      }),

    async forget(before) {
      await engine.transact(async (session) => {
        await session.run(statements.forgetAlerts, { before });
        await session.run(deliveries.forgetDeliveries, { before });
      });
    },
  };
}

function ofShop({ shop }: { readonly shop: string }): string {
  return shop;
}

/** False where another process has resolved it. */
async function saveAlert(session: Session, alert: Alert): Promise<boolean> {
  const { shop, id, mark, toldAt: told, clearSince: clear, resolvedAt: resolved } = alert;
  const details = JSON.stringify(alert.details);
  return (await session.run(statements.updateAlert, { shop, id, details, mark, told, clear, resolved })) > 0;
}

async function putOnTheWay(
  session: Session,
  shop: string,
  news: readonly News[],
  write: (news: News) => string,
  { newId, operatorEndpoint }: AlertStoreOptions,
  now: number,
): Promise<number> {
  const endpoints = (await session.all(deliveries.listEndpoints, { shop })).map(toEndpoint);
  let count = 0;
  for (const one of news) {
    const { kind, id: alert, subject } = one.alert;
    const receivers = endpoints
      .filter(({ state, kinds }) => state === 'live' && (kinds === null || kinds.includes(kind)))
      .map(({ id }) => id)
      .filter((id) => id !== subject);
    if (operatorEndpoint !== null) receivers.push(operatorEndpoint);
    const body = write(one);
    for (const endpoint of receivers) {
      await session.run(deliveries.insertDelivery, { shop, id: newId(), endpoint, alert, body, now });
      count += 1;
    }
  }
  return count;
}

export function createAlertStore(engine: Engine): AlertStore {
  return {
    async list(shop, isOpen, { before, limit }) {
      const states = { from: isOpen === false ? 1 : 0, to: isOpen === true ? 0 : Number.MAX_SAFE_INTEGER };
      const page = { shop: shop ?? ANY, before: before || END, limit };
      return (await engine.read.all(statements.listAlerts, { ...page, ...states })).map(toAlert);
    },

    async listEndpoints(shop) {
      return (await engine.read.all(deliveries.listEndpoints, { shop: shop ?? ANY })).map(toEndpoint);
    },

    async findEndpoint(shop, id) {
      const row = await engine.read.first(deliveries.findEndpoint, { shop: shop ?? ANY, id });
      return row && toEndpoint(row);
    },

    insertEndpoint: (endpoint, most) =>
      engine.transact(async (session) => {
        const { shop } = endpoint;
        if ((await session.all(deliveries.listEndpoints, { shop })).length >= most) return false;
        await session.run(deliveries.insertEndpoint, toValues(endpoint));
        return true;
      }),

    async saveEndpoint(endpoint) {
      await engine.transact((session) => session.run(deliveries.updateEndpoint, toValues(endpoint)));
    },

    deleteEndpoint: (shop, id) =>
      engine.transact(async (session) => {
        await session.run(deliveries.deleteDeliveries, { shop, id });
        return (await session.run(deliveries.deleteEndpoint, { shop, id })) > 0;
      }),

    async listDeliveries(shop, endpoint, { before, limit }) {
      const page = { shop, endpoint, before: before || END, limit };
      return (await engine.read.all(deliveries.listDeliveries, page)).map(toDelivery);
    },

    async findDelivery(shop, id) {
      const row = await engine.read.first(deliveries.findDelivery, { shop: shop ?? ANY, id });
      return row && toDelivery(row);
    },

    retryDelivery: (shop, id, now) =>
      engine.transact(
        async (session) => (await session.run(deliveries.retryDelivery, { shop: shop ?? ANY, id, now })) > 0,
      ),

    takeDeliveries: (now, until, limit) =>
      engine.transact(async (session) => {
        const taken: Delivery[] = [];
        for (const row of await session.all(deliveries.dueDeliveries, { now, limit })) {
          const { shop, id, owner_until: seen } = row;
          const isOurs = await session.run(deliveries.takeDelivery, { shop, id, seen, until });
          if (isOurs > 0) taken.push(toDelivery(row));
        }
        return taken;
      }),

    async endAttempt({ shop, id, endpoint }, { state, dueAt: due, error, endpointDead }, now) {
      await engine.transact(async (session) => {
        const finished = state === 'pending' ? null : now;
        await session.run(deliveries.endAttempt, { shop, id, state, due, finished, error });
        const key = { shop, id: endpoint };
        if (state === 'delivered') await session.run(deliveries.noteDelivered, { ...key, now });
        else await session.run(deliveries.noteError, { ...key, error });
        if (!endpointDead) return;
        await session.run(deliveries.giveEndpointUp, key);
        await session.run(deliveries.giveDeliveriesUp, { ...key, now, error });
      });
    },
  };
}

function toAlert(row: Selectable<Database['alerts']>): Alert {
  return {
    shop: row.shop,
    id: row.id,
    kind: row.kind as AlertKind,
    connection: row.connection,
    subject: row.subject,
    details: JSON.parse(row.details) as Alert['details'],
    mark: row.mark,
    openedAt: row.opened_at,
    toldAt: row.told_at,
    clearSince: row.clear_since,
    resolvedAt: row.resolved_at,
  };
}

function toEndpoint(row: Selectable<Database['alert_endpoints']>): StoredEndpoint {
  return {
    shop: row.shop,
    id: row.id,
    url: row.url,
    kinds: row.kinds === null ? null : (JSON.parse(row.kinds) as AlertKind[]),
    state: row.state,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
    error: row.error,
    secret: row.secret,
    oldSecret: row.old_secret,
    oldUntil: row.old_until,
  };
}

function toValues(endpoint: StoredEndpoint) {
  const { kinds, createdAt: created, deliveredAt: delivered, ...same } = endpoint;
  return { ...same, kinds: kinds && JSON.stringify(kinds), created, delivered };
}

function toDelivery(row: Selectable<Database['alert_deliveries']>): Delivery {
  return {
    shop: row.shop,
    id: row.id,
    endpoint: row.endpoint,
    alert: row.alert,
    body: row.body,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    error: row.error,
  };
}
