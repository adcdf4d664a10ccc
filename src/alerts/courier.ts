// Brings messages to endpoints: signed webhooks and mails, tried again for a day, and then the endpoint is given up.
import { say } from '../notices/notices.ts';
import type { OutboundFetch } from '../outbound.ts';
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import type { SendMail } from './mail.ts';
import { toMail } from './message.ts';
import type { AlertStore, Delivery, SealedSecrets, StoredEndpoint } from './ports.ts';
import { type SigningSecrets, sign } from './sign.ts';

export interface Courier {
  wake(): void;
  start(): void;
  stop(): Promise<void>;
  /** Sends all that is due now; for tests. */
  drain(): Promise<void>;
  /** One attempt outside all turns; null if the message was taken, else why not. */
  send(
    endpoint: StoredEndpoint,
    message: { readonly id: string; readonly body: string },
  ): Promise<string | null>;
}

export interface CourierDependencies {
  readonly store: Pick<AlertStore, 'takeDeliveries' | 'findEndpoint' | 'endAttempt'>;
  readonly fetch: OutboundFetch;
  /** Absent where no SMTP server is set. */
  readonly sendMail: SendMail | undefined;
  /** To whom the messages for the operator go; null for nobody. */
  readonly operatorAddress: string | null;
  readonly secrets: SigningSecrets;
  readonly publicUrl: string;
  readonly now: () => number;
  /** From 0 to 1; Math.random if absent. */
  readonly random?: () => number;
  readonly log: { error(fields: object, message: string): void };
}

/** The endpoint of messages that go to the operator by mail. */
export const OPERATOR_ENDPOINT = 'operator';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** What lies between two attempts; each is stretched by up to a fifth. A day in all. */
const WAITS_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  15 * HOUR_MS,
] as const;
const STRETCH = 0.2;
const POLL_MS = 5 * SECOND_MS;
const SENT_AT_ONCE = 8;
/** How long a message is left to a process that does not say what became of it. */
const OWNED_MS = 2 * MINUTE_MS;
/** An answer is looked at for its status alone. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Gone: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability */
const GONE = 410;
const GONE_ERROR = say('receiver_gone');

export function createCourier(dependencies: CourierDependencies): Courier {
  const { store, fetch, sendMail, operatorAddress, secrets, publicUrl, now, log } = dependencies;
  const random = dependencies.random ?? Math.random;
  const rounds = createRounds({
    everyMs: POLL_MS,
    round: sendDue,
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'alerts could not be sent; they are tried again'),
  });
  const { signal } = rounds;

  async function sendDue(): Promise<void> {
    while (!signal.aborted) {
      const due = await store.takeDeliveries(now(), now() + OWNED_MS, SENT_AT_ONCE);
      if (due.length === 0) return;
      await Promise.all(due.map(attempt));
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const { shop, endpoint: id } = delivery;
    const endpoint = id === OPERATOR_ENDPOINT ? operator(shop) : await store.findEndpoint(shop, id);
    if (endpoint === undefined || endpoint.state !== 'live') {
      const error = say('receiver_ended');
      await store.endAttempt(delivery, { state: 'dead', dueAt: now(), error, endpointDead: false }, now());
      return;
    }
    const error = await send(endpoint, delivery);
    // What was cut off by the end of this process is another's to send.
    if (error !== null && signal.aborted) return;
    if (error === null) {
      const end = { state: 'delivered', dueAt: now(), error: null, endpointDead: false } as const;
      return store.endAttempt(delivery, end, now());
    }
    const wait = error === GONE_ERROR ? undefined : WAITS_MS[delivery.attempts];
    const end =
      wait === undefined
        ? ({ state: 'dead', dueAt: now(), error, endpointDead: id !== OPERATOR_ENDPOINT } as const)
        : ({ state: 'pending', dueAt: now() + stretched(wait), error, endpointDead: false } as const);
    await store.endAttempt(delivery, end, now());
  }

  function stretched(wait: number): number {
    return Math.round(wait * (1 + random() * STRETCH));
  }

  function operator(shop: string): StoredEndpoint | undefined {
    if (operatorAddress === null || sendMail === undefined) return undefined;
    const url = `mailto:${operatorAddress}`;
    const facts = { kinds: null, state: 'live', createdAt: 0, deliveredAt: null, error: null } as const;
    return { shop, id: OPERATOR_ENDPOINT, url, ...facts, secret: null, oldSecret: null, oldUntil: 0 };
  }

  async function send(
    endpoint: StoredEndpoint,
    { id, body }: { readonly id: string; readonly body: string },
  ): Promise<string | null> {
    try {
      if (endpoint.url.startsWith('mailto:')) {
        if (sendMail === undefined) return say('mail_not_set');
        await sendMail(endpoint.url.slice('mailto:'.length), toMail(body, publicUrl));
        return null;
      }
      const headers = sign({ id, body, at: now() }, secretsOf(endpoint));
      const { status } = await fetch(endpoint.url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Rollcall' },
        body,
        signal,
        maxBytes: MAX_ANSWER_BYTES,
      });
      if (status >= 200 && status < 300) return null;
      return status === GONE ? GONE_ERROR : say('receiver_answered', { status });
    } catch (error) {
      return reasonOf(error);
    }
  }

  function secretsOf({ shop, secret, oldSecret, oldUntil }: Pick<StoredEndpoint, 'shop'> & SealedSecrets) {
    return [
      ...(secret === null ? [] : [secrets.open(shop, 'secret', secret)]),
      ...(oldSecret === null || oldUntil <= now() ? [] : [secrets.open(shop, 'old_secret', oldSecret)]),
    ];
  }

  return {
    wake: rounds.wake,
    start: rounds.start,
    stop: rounds.stop,
    drain: rounds.run,
    send,
  };
}

/** Of a mail server only the code: what it says may quote an address. */
function reasonOf(error: unknown): string {
  const { name, message, code, responseCode } = error as {
    name?: string;
    message?: string;
    code?: string;
    responseCode?: number;
  };
  if (name === 'OutboundError' || name === 'VaultError')
    return message ?? say('message_not_sent', { status: 'unknown' });
  return say('message_not_sent', { status: [code, responseCode].filter(Boolean).join(' ') || 'unknown' });
}
