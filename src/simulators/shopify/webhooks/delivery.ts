// Sends webhooks: signed, within five seconds, and again by Shopify's schedule until they are taken.
import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { FaultInjector } from '../faults.ts';
import type { SimulatorSettings } from '../options.ts';
import type { SubscriptionRecord } from './port.ts';
import { toHeader } from './topics.ts';

export type DeliveryRecord = {
  topic: string;
  uri: string;
  webhookId: string;
  eventId: string;
  /** 1 is the first. */
  attempt: number;
  /** The receiver's status, or null when it did not answer. */
  status: number | null;
  at: string;
};

export type Courier = {
  send(subscription: SubscriptionRecord, body: string, event: { id: string; at: number }): void;
  deliveries(): DeliveryRecord[];
  /** Sends what begins with one address to another instead, so that a receiver need not be on the internet. */
  route(from: string, to: string): void;
  clear(): void;
};

type CourierParts = {
  clock: Clock;
  settings: SimulatorSettings;
  faults: FaultInjector;
  closing: AbortSignal;
  /** Called when the last attempt has failed. */
  onGivenUp(subscription: SubscriptionRecord): void;
};

type Parcel = {
  subscription: SubscriptionRecord;
  body: string;
  headers: Record<string, string>;
  ids: { webhookId: string; eventId: string };
};

/** Eight retries over four hours, as documented; how they are spread is assumed. Seconds of simulator time. */
const retrySeconds = [10, 50, 120, 420, 1200, 2400, 4200, 6000];
const shownDeliveries = 1000;
const answerMs = 5000;
/** How long a delivery that is to be overtaken waits for another one. Milliseconds of simulator time. */
const overtakingMs = 5000;

export function createCourier({ clock, settings, faults, closing, onGivenUp }: CourierParts): Courier {
  const routes = new Map<string, string>();
  let log: DeliveryRecord[] = [];
  let overtaken: (() => void)[] = [];

  function pack(subscription: SubscriptionRecord, body: string, event: { id: string; at: number }): Parcel {
    const webhookId = randomUUID();
    return {
      subscription,
      body,
      ids: { webhookId, eventId: event.id },
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Shopify-Captain-Hook',
        'x-shopify-topic': toHeader(subscription.topic),
        'x-shopify-hmac-sha256': createHmac('sha256', settings.webhookSecret).update(body).digest('base64'),
        'x-shopify-shop-domain': settings.shop,
        'x-shopify-api-version': '2026-10',
        'x-shopify-webhook-id': webhookId,
        'x-shopify-event-id': event.id,
        'x-shopify-triggered-at': new Date(event.at).toISOString(),
        ...(subscription.name && { 'x-shopify-name': subscription.name }),
      },
    };
  }

  function resolve(uri: string): string {
    for (const [from, to] of routes) if (uri.startsWith(from)) return to + uri.slice(from.length);
    return uri;
  }

  async function attempt(parcel: Parcel, number: number): Promise<void> {
    const { uri } = parcel.subscription;
    let status: number | null = null;
    try {
      const response = await fetch(resolve(uri), {
        method: 'POST',
        headers: parcel.headers,
        body: parcel.body,
        redirect: 'manual',
        signal: AbortSignal.any([closing, AbortSignal.timeout(answerMs)]),
      });
      status = response.status;
      await response.arrayBuffer();
    } catch {
      // No answer, or none in time: the log says so, and the schedule goes on.
    }
    if (closing.aborted) return;
    const at = new Date(clock.now()).toISOString();
    log.push({
      topic: parcel.headers['x-shopify-topic'] ?? '',
      uri,
      ...parcel.ids,
      attempt: number,
      status,
      at,
    });
    log = log.slice(-shownDeliveries);
    if (status !== null && status >= 200 && status < 300) return;
    const wait = retrySeconds[number - 1];
    if (wait === undefined) onGivenUp(parcel.subscription);
    else clock.after(wait * 1000, () => void attempt(parcel, number + 1));
  }

  function dispatch(parcel: Parcel) {
    void attempt(parcel, 1);
    const waiting = overtaken;
    overtaken = [];
    for (const release of waiting) release();
  }

  function hold(parcel: Parcel) {
    let held = true;
    const release = () => {
      if (held) void attempt(parcel, 1);
      held = false;
    };
    overtaken.push(release);
    clock.after(overtakingMs, release);
  }

  return {
    send(subscription, body, event) {
      // Clouds' queues are no part of the simulation.
      if (!/^https?:/.test(subscription.uri)) return;
      const parcel = pack(subscription, body, event);
      const inPlay = [toHeader(subscription.topic)];
      if (faults.strike(['webhook_lost'], inPlay)) return;
      if (faults.strike(['webhook_reorder'], inPlay)) return hold(parcel);
      const late = faults.strike(['webhook_late'], inPlay);
      if (late) {
        clock.after(late.ms ?? settings.hangMs, () => dispatch(parcel));
        return;
      }
      dispatch(parcel);
      if (faults.strike(['webhook_duplicate'], inPlay)) dispatch(parcel);
    },
    deliveries: () => log,
    route: (from, to) => {
      routes.set(from, to);
    },
    clear() {
      log = [];
      overtaken = [];
      routes.clear();
    },
  };
}
