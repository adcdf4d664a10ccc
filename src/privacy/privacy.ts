// Carries out what Shopify passes on of persons and of shops that are gone: a copy of what is held, or its erasure
// (RULES 28). Kept before it is answered, carried out afterwards, and once more for what was noted belatedly.
import type { Audit } from '../audit/audit.ts';
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import { emailKeyOf } from '../sync/email-key.ts';
import { type PersonDocument, writeDocument } from './document.ts';
import { erasePerson, followTrail } from './erase.ts';
import { type Person, readWish } from './payloads.ts';
import type { PersonStore, PrivacyRequest, RequestStore, StoredRequest, Trail } from './ports.ts';

export interface Privacy {
  /** Whether the topic is one of these; resolves once the request is kept. */
  receive(webhook: {
    readonly shop: string;
    readonly id: string;
    readonly topic: string;
    readonly payload: unknown;
  }): Promise<boolean>;
  /** Of one shop, or of all; the newest first. */
  list(shop: string | null, before: number, limit: number): Promise<PrivacyRequest[]>;
  find(shop: string | null, id: string): Promise<PrivacyRequest | undefined>;
  /** What is held of the person that a data request is about; undefined if there is no such request. */
  document(shop: string | null, id: string): Promise<PersonDocument | undefined>;
  /** Says that the person was given it. */
  close(shop: string | null, id: string): Promise<boolean>;
  start(): void;
  stop(): Promise<void>;
  /** Carries out all that is due now; for tests. */
  drain(): Promise<void>;
}

export interface PrivacyDependencies {
  readonly requests: RequestStore;
  readonly people: PersonStore;
  readonly audit: Pick<Audit, 'carryOut'>;
  readonly vault: {
    seal(text: string, belonging: { readonly shop: string; readonly purpose: string }): string;
    open(sealed: string, belonging: { readonly shop: string; readonly purpose: string }): string;
  };
  /** Writes down what this process has noted of users and not stored yet. */
  readonly settle: () => Promise<void>;
  readonly owner: string;
  readonly now: () => number;
  readonly log: { error(fields: object, message: string): void };
  /** Told that users of the shop are due. */
  readonly onDirty: (shop: string) => void;
}

const DAY_MS = 24 * 3_600_000;
/** https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
const DEADLINE_MS = 30 * DAY_MS;
/** Shopify says so 48 hours after the app was uninstalled; an hour more for its delivery. */
const GONE_MS = 49 * 3_600_000;
/** What other processes noted meanwhile is stored by then, and tries that were under way have ended. */
const AGAIN_MS = 60_000;
const POLL_MS = 30_000;
/** How long an erasure is left to a process that does not say that it goes on. */
const OWNED_MS = 10 * 60_000;
const PURPOSE = 'privacy_requests.person';
const SHOPIFY = { kind: 'shopify', subject: null } as const;

export function createPrivacy(dependencies: PrivacyDependencies): Privacy {
  const { requests, people, audit, vault, settle, owner, now, log, onDirty } = dependencies;
  const { start, stop, wake, run } = createRounds({
    everyMs: POLL_MS,
    round: workAll,
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'a privacy request could not be carried out; it is tried again'),
  });

  async function workAll(): Promise<void> {
    for (;;) {
      const request = await requests.take(owner, now(), now() + OWNED_MS);
      if (request === undefined) break;
      await (request.kind === 'shop_redact' ? redactShop(request) : redactCustomer(request));
    }
    await requests.forget(now());
  }

  async function redactCustomer(request: StoredRequest): Promise<void> {
    const { shop, rounds, id, customerId } = request;
    await settle();
    if (rounds === 0) {
      const trail = await followTrail(people, shop, personOf(request), emailKeyOf);
      const done = await audit.carryOut(
        {
          shop,
          actor: SHOPIFY,
          what: 'customers/redact',
          target: targetOf(request),
          request: { customerId },
        },
        () => erasePerson(people, shop, trail, false, now()),
        (isDone) => ({ users: trail.users, waitsForBulkOperation: !isDone }),
      );
      if (customerId !== null) await requests.dropPersons(shop, customerId, id);
      const person = done ? sealed(shop, trail) : request.person;
      await requests.save(
        { ...request, state: done ? 'erasing' : 'open', person, rounds: done ? 1 : 0 },
        now() + AGAIN_MS,
      );
      onDirty(shop);
      return;
    }
    await erasePerson(people, shop, opened<Trail>(request), true, now());
    await finish(request);
  }

  async function redactShop(request: StoredRequest): Promise<void> {
    const { shop } = request;
    // Of an older installation it may be that nobody heard of its end.
    if (await people.isInstalledSince(shop, request.receivedAt - GONE_MS)) {
      await audit.carryOut(
        { shop, actor: SHOPIFY, what: 'shop/redact', target: targetOf(request) },
        async () => undefined,
        () => ({ leftAsItIs: 'the app was installed again' }),
      );
      return finish(request);
    }
    await settle();
    await people.eraseShop(shop, request.id);
    await people.scrub();
    if (request.rounds === 0) {
      await audit.carryOut(
        { shop, actor: SHOPIFY, what: 'shop/redact', target: targetOf(request) },
        async () => undefined,
      );
      return requests.save({ ...request, state: 'erasing', rounds: 1 }, now() + AGAIN_MS);
    }
    await finish(request);
  }

  function finish(request: StoredRequest): Promise<void> {
    const { rounds } = request;
    return requests.save(
      { ...request, state: 'done', person: null, rounds: rounds + 1, finishedAt: now() },
      null,
    );
  }

  function sealed(shop: string, value: Person | Trail): string {
    return vault.seal(JSON.stringify(value), { shop, purpose: PURPOSE });
  }

  function opened<T>({ shop, person }: StoredRequest): T {
    return JSON.parse(vault.open(person as string, { shop, purpose: PURPOSE })) as T;
  }

  function personOf(request: StoredRequest): Person {
    const { customerId } = request;
    return request.person === null ? { customerId, email: null, phone: null } : opened<Person>(request);
  }

  return {
    async receive({ shop, id, topic, payload }) {
      const wish = readWish(topic, payload);
      // The header is not signed: what it says must be what the payload says.
      if (wish === undefined || wish.shop !== shop) return isCompliance(topic);
      const receivedAt = now();
      const { kind, person } = wish;
      const isNew = await requests.add({
        shop,
        id,
        kind,
        state: 'open',
        customerId: person.customerId,
        person: kind === 'shop_redact' ? null : sealed(shop, person),
        receivedAt,
        deadlineAt: receivedAt + DEADLINE_MS,
        finishedAt: null,
        rounds: 0,
      });
      if (isNew) wake();
      return true;
    },

    list: (shop, before, limit) => requests.list(shop, before, limit),

    async find(shop, id) {
      const found = await requests.find(shop, id);
      if (found === undefined) return undefined;
      const { person: _, rounds: __, ...request } = found;
      return request;
    },

    async document(shop, id) {
      const request = await requests.find(shop, id);
      if (request === undefined || request.kind !== 'data_request') return undefined;
      const person = personOf(request);
      await settle();
      const trail = await followTrail(people, request.shop, person, emailKeyOf);
      return writeDocument(people, request.shop, person.customerId, trail, now());
    },

    async close(shop, id) {
      const request = await requests.find(shop, id);
      return request !== undefined && (await requests.close(request.shop, id, now()));
    },

    start,
    stop,
    drain: run,
  };
}

function isCompliance(topic: string): boolean {
  return topic === 'customers/data_request' || topic === 'customers/redact' || topic === 'shop/redact';
}

/** Ids that the chain of the audit log may hold. */
function targetOf({ id, customerId }: StoredRequest): Record<string, string> {
  const number = customerId?.split('/').at(-1);
  return { request: id, ...(number !== undefined && { customer: number }) };
}
