// What is said of an alert: the body of a webhook, and the sentences that stand in it and in a mail. Names nobody.
import type { Alert, AlertDetails, AlertKind, News } from './ports.ts';

interface Sentences {
  /** What is so. */
  said(details: AlertDetails): string;
  readonly remedy: string;
}

const SENTENCES: Readonly<Record<AlertKind, Sentences>> = {
  users_failed: {
    said: ({ count }) => `${plural(count, 'user')} could not be brought to the store.`,
    remedy: 'See the failures of the connection: each has its cause and its remedy, and can be tried again.',
  },
  provider_stale: {
    said: ({ lastCallAt, cycles, cycleMinutes }) =>
      `The identity provider has not called since ${timeOf(lastCallAt)}, which is ${cycles} of its cycles of ${cycleMinutes} minutes or more. Its own status is not known here: it may have stopped, be in quarantine, or have nothing to say.`,
    remedy: 'Look at its provisioning log. Leavers that it does not tell of keep their access.',
  },
  token_expiring: {
    said: ({ credential, expiresAt, state }) =>
      `The secret ${credential} of the identity provider ${state === 'expired' ? 'expired' : 'expires'} on ${timeOf(expiresAt)}.`,
    remedy: 'Make another, change the provider over to it, and revoke this one: both are valid side by side.',
  },
  leavers_held: {
    said: ({ count }) =>
      `So many left at once that the mass-leave guard holds ${plural(count, 'leaver')}; they keep their access until a person has looked.`,
    remedy: 'Release them, or bring them back in the directory.',
  },
  shopify_access_lost: {
    said: ({ code }) =>
      `Shopify does not let Rollcall work on the store (${code}). Nothing is lost: it waits.`,
    remedy: 'docs/errors.md says what the code stands for and what to do.',
  },
  drift_found: {
    said: ({ counts }) =>
      `The last reconciliation found what is not as Rollcall wrote it: ${Object.entries(counts as object)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}.`,
    remedy: 'Read the report of the reconciliation; its policy says what is put right.',
  },
  endpoint_dead: {
    said: ({ endpoint }) =>
      `The alert endpoint ${endpoint} took no message for a day, and gets none any more.`,
    remedy: 'Mend the receiver, test it, and set the endpoint to live again.',
  },
  data_request: {
    said: ({ deadlineAt }) =>
      `A customer asked for a copy of its data. It is to be answered by ${timeOf(deadlineAt)}.`,
    remedy: 'Download the document of the request, give it to the customer, and mark the request as done.',
  },
};

export function describe({ kind, details, resolvedAt }: Alert): { summary: string; remedy: string | null } {
  const { said, remedy } = SENTENCES[kind];
  if (resolvedAt === null) return { summary: said(details), remedy };
  return { summary: `Over since ${timeOf(resolvedAt)}: ${said(details)}`, remedy: null };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure */
export function writeBody({ type, alert }: News, now: number): string {
  const { shop, id, kind, connection, subject, details, openedAt, resolvedAt } = alert;
  const data = {
    id,
    shop,
    connection: connection || null,
    kind,
    subject: subject || null,
    state: resolvedAt === null ? 'open' : 'resolved',
    openedAt,
    resolvedAt,
    ...describe(alert),
    details,
  };
  return JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
}

/** What a body tells of. */
export function newsIn(body: string): { type: News['type']; kind: AlertKind } {
  const { type, data } = JSON.parse(body) as { type: News['type']; data: { kind: AlertKind } };
  return { type, kind: data.kind };
}

/** A message that tells of nothing but that messages arrive. */
export function writeTest(shop: string, now: number): string {
  const summary = 'This is a test. Nothing has happened.';
  return JSON.stringify({
    type: 'alert.test',
    timestamp: new Date(now).toISOString(),
    data: { shop, summary, remedy: null },
  });
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** The same message for somebody who reads it. */
export function toMail(body: string, publicUrl: string): Mail {
  const { type, data } = JSON.parse(body) as {
    type: string;
    data: { shop: string; kind?: string; summary: string; remedy: string | null; details?: AlertDetails };
  };
  const { shop, kind, summary, remedy, details } = data;
  const verb = type.split('.').at(-1);
  const lines = [summary, remedy, details && JSON.stringify(details, null, 2), `${publicUrl}/`];
  return {
    subject: `Rollcall, ${shop}: ${kind ? `${kind.replaceAll('_', ' ')} (${verb})` : 'test'}`,
    text: `${lines.filter((line) => line).join('\n\n')}\n`,
  };
}

function plural(count: unknown, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function timeOf(at: unknown): string {
  return typeof at === 'number'
    ? `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : 'a time that is not known';
}
