// The review queue: users whom a rule holds, each beside the customer in question, and what a person decides.
import { say } from '../notices/notices.ts';
import { chooseEmail, type JsonObject } from '../protocol/index.ts';
import { emailKeyOf } from '../sync/email-key.ts';
import { isGatewayFailure } from '../sync/gateway-failure.ts';
import type { Contact, CustomerGateway, CustomerSnapshot, Decision } from '../sync/ports.ts';
import type { HeldQuery, HeldUser, ReviewStore, Scope } from './ports.ts';

type DecisionKind = Decision['kind'];

/** A user with the customer in question, for a person to compare. */
export interface Review extends HeldUser {
  readonly user: JsonObject;
  /** As it is now at Shopify; null if there is none. */
  readonly customer: CustomerInQuestion | null;
  /** What a person may decide. */
  readonly choices: readonly DecisionKind[];
}

/** Whoever links it takes over what it has, roles at companies included. */
export interface CustomerInQuestion extends CustomerSnapshot {
  /** Null where Shopify denies companies, as it does to shops without B2B. */
  readonly contacts: readonly Contact[] | null;
}

export interface ReviewPage {
  readonly reviews: readonly Review[];
  /** Asked for as `before`, it gives the next page; null at the end. */
  readonly next: string | null;
  /** Why the customers could not be read; they are all null then. */
  readonly unread: string | null;
}

export type DecisionOutcome =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'refused'; readonly status: 404 | 409; readonly code: string; readonly message: string };

export interface Reviews {
  list(scope: Scope, query: HeldQuery): Promise<ReviewPage>;
  find(scope: Scope, userId: string): Promise<HeldUser | undefined>;
  /** Undefined where no such user is held. */
  look(scope: Scope, userId: string): Promise<(Review & Pick<ReviewPage, 'unread'>) | undefined>;
  decide(
    scope: Scope,
    userId: string,
    asked: { readonly decision: DecisionKind; readonly customerId: string | undefined },
  ): Promise<DecisionOutcome>;
}

export interface ReviewDependencies {
  readonly store: ReviewStore;
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly gatewayOf: (shop: string) => CustomerGateway;
  readonly now: () => number;
  /** Told that a user is due. */
  readonly onDecision: (shop: string) => void;
}

/** What may be decided for which reason; one that is not listed may be linked or left. */
const CHOICES: Readonly<Record<string, readonly DecisionKind[]>> = {
  customer_gone: ['recreate', 'relink', 'leave'],
  review_merged: ['recreate', 'relink', 'leave'],
  review_erased: ['recreate', 'leave'],
  // The address is another customer's: linking that one would leave the user's own behind, with all its access.
  review_email_taken: ['leave'],
};

export function choicesFor(code: string): readonly DecisionKind[] {
  return CHOICES[code] ?? ['link', 'leave'];
}

export function createReviews({ store, gatewayOf, now, onDecision }: ReviewDependencies): Reviews {
  async function readCustomers(
    shop: string,
    held: readonly HeldUser[],
  ): Promise<{ customers: Map<string, CustomerInQuestion>; unread: string | null }> {
    const ids = [...new Set(held.flatMap(({ customerId }) => customerId ?? []))];
    if (ids.length === 0) return { customers: new Map(), unread: null };
    try {
      const gateway = gatewayOf(shop);
      const [found, contacts] = await Promise.all([
        gateway.readMany(ids, { leaving: false }),
        gateway.companies.contactsOfMany(ids, { leaving: false }),
      ]);
      const known = found.flatMap((customer, index) => {
        if (customer === null) return [];
        return { ...customer, contacts: contacts === 'denied' ? null : (contacts[index] ?? []) };
      });
      return { customers: new Map(known.map((customer) => [customer.id, customer])), unread: null };
    } catch (error) {
      return { customers: new Map(), unread: codeOf(error) };
    }
  }

  async function reviewAll(
    shop: string,
    held: readonly HeldUser[],
  ): Promise<Pick<ReviewPage, 'reviews' | 'unread'>> {
    const { customers, unread } = await readCustomers(shop, held);
    const reviews = held.map((one) => ({
      ...one,
      user: JSON.parse(one.body) as JsonObject,
      customer: customers.get(one.customerId ?? '') ?? null,
      choices: choicesFor(one.code),
    }));
    return { reviews, unread };
  }

  async function whyNot(scope: Scope, kind: DecisionKind, customerId: string | null, held: HeldUser) {
    if (!choicesFor(held.code).includes(kind)) {
      const choices = choicesFor(held.code).join(', ');
      return refused('not_a_choice', say('choice_not_offered', { reason: held.code, choices }));
    }
    if (kind !== 'link' && kind !== 'relink') return undefined;
    if (customerId === null) {
      return refused('no_customer', 'Say which customer is meant: send its id as customerId.');
    }
    if (kind === 'link' && held.customerId !== null && customerId !== held.customerId) {
      return refused('other_customer', say('other_customer', { customer: held.customerId }));
    }
    const owner = await store.findOwner(scope, customerId);
    if (owner != null && owner !== held.userId) {
      return refused('customer_linked', say('customer_of_user', { user: owner }));
    }
    return kind === 'relink' ? whyNotThere(scope.shop, customerId) : undefined;
  }

  /** A customer that is not there would be made: by a slip of the pen, the user would get another (RULES 4). */
  async function whyNotThere(shop: string, customerId: string) {
    try {
      const [found] = await gatewayOf(shop).readMany([customerId], { leaving: false });
      if (found != null) return undefined;
      return refused('customer_unknown', say('customer_unknown', { customer: customerId }));
    } catch (error) {
      return refused('customer_unread', say('customer_unread', { code: codeOf(error) }));
    }
  }

  return {
    async list(scope, query) {
      const held = await store.listHeld(scope, query);
      const next = held.length < query.limit ? null : (held.at(-1)?.userId ?? null);
      return { ...(await reviewAll(scope.shop, held)), next };
    },

    find: (scope, userId) => store.findHeld(scope, userId),

    async look(scope, userId) {
      const held = await store.findHeld(scope, userId);
      const { reviews, unread } = await reviewAll(scope.shop, held === undefined ? [] : [held]);
      return reviews[0] && { ...reviews[0], unread };
    },

    async decide(scope, userId, { decision: kind, customerId: asked }) {
      const held = await store.findHeld(scope, userId);
      if (held === undefined) {
        return { ...refused('not_held', 'No such user is held for a person to decide.'), status: 404 };
      }
      // Of a customer that is gone there is nothing to relink: another one is meant.
      const known = kind === 'link' || kind === 'leave' ? held.customerId : null;
      const customerId = asked ?? known;
      const refusal = await whyNot(scope, kind, customerId, held);
      if (refusal !== undefined) return refusal;
      const decision: Decision = {
        kind,
        customerId: kind === 'recreate' ? null : customerId,
        linkId: held.link?.id ?? null,
        emailKey: emailKeyOfUser(JSON.parse(held.body) as JsonObject),
        at: now(),
      };
      if (!(await store.decide(scope, userId, held, decision))) {
        return refused('changed_meanwhile', 'The user has changed meanwhile. Look at it again.');
      }
      onDecision(scope.shop);
      return { kind: 'decided', decision };
    },
  };
}

function refused(code: string, message: string): Extract<DecisionOutcome, { kind: 'refused' }> {
  return { kind: 'refused', status: 409, code, message };
}

function emailKeyOfUser(user: JsonObject): string | null {
  const email = chooseEmail(user)?.value;
  return email === undefined ? null : emailKeyOf(email);
}

/** Why Shopify could not be asked. What says nothing of that is a fault of ours, and thrown on. */
function codeOf(error: unknown): string {
  if (!isGatewayFailure(error)) throw error;
  return error.code;
}
