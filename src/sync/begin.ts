// From an outbox row to the state in which its try begins: pure.
import type { JsonObject } from '../protocol/index.ts';
import { isSamePerson } from './adoption.ts';
import { type DesiredCustomer, desireCustomer } from './desired.ts';
import { emailKeyOf } from './email-key.ts';
import { beginLeaving } from './leaving.ts';
import type {
  ClaimGrant,
  ClaimRequest,
  Decision,
  DirtyUser,
  Link,
  RowOutcome,
  Settlement,
  ShopFacts,
  SyncSettings,
  Who,
} from './ports.ts';
import { NOTHING_OWNED, type SyncState } from './state.ts';

/** A row with what is wanted for its user, before anything is claimed. */
export interface Prepared {
  readonly row: DirtyUser;
  readonly settings: SyncSettings;
  readonly desired: DesiredCustomer | null;
  readonly who: Who | null;
  readonly request: ClaimRequest;
}

/**
 * What is wanted for a user, or why nothing can be done for it.
 * @param onUnreadable hears of a user that is not stored as it should be: it must not stop the others
 */
export function prepareUser(
  row: DirtyUser,
  facts: ShopFacts,
  newLinkId: string,
  now: number,
  onUnreadable: (userId: string, error: unknown) => void,
): Prepared | Settlement {
  // The connection is gone: nobody decides for its users any more, and the store stays as it is.
  if (!hasSettings(row)) return abandon(row, { kind: 'clear' });
  try {
    return prepareTry(row, facts, newLinkId, now);
  } catch (error) {
    onUnreadable(row.subject, error);
    return abandon(row, { kind: 'dead', code: 'internal', detail: UNREADABLE });
  }
}

/** @throws when the stored user is not JSON. */
function prepareTry(
  row: DirtyUser & { readonly settings: SyncSettings },
  { country, unusable }: ShopFacts,
  newLinkId: string,
  now: number,
): Prepared {
  const { subject: id, user, groups, settings, link } = row;
  if (user === null) {
    return {
      row,
      settings,
      desired: null,
      who: link?.owned.who ?? null,
      request: { row, email: null, voids: null },
    };
  }
  const body = JSON.parse(user.body) as JsonObject;
  const desired = desireCustomer(body, country, { id, groups, settings, unusable });
  const who = { nameKey: user.nameKey, externalId: user.externalId };
  const key = neededEmail(desired, link);
  const email =
    key === undefined
      ? null
      : {
          key,
          newLink: newLink(newLinkId, key, who, now),
          isReturning: (holder: Link) =>
            holder.state === 'tombstone' &&
            (isSamePerson(holder.owned.who, who) || isChosenTombstone(row.decision, holder, key)),
        };
  const voids = validDecision(row.decision, desired) === null ? row.decision : null;
  return { row, settings, desired, who, request: { row, email, voids } };
}

function hasSettings(row: DirtyUser): row is DirtyUser & { readonly settings: SyncSettings } {
  return row.settings !== null;
}

const UNREADABLE = 'The stored user cannot be read. This is a fault of Rollcall: see its log.';

/** Ends a row without touching its customer. */
function abandon(row: DirtyUser, outcome: RowOutcome): Settlement {
  return { row, outcome, link: 'keep', claim: 'keep', freesEmail: false, certificate: null };
}

/** The state in which the plan is first asked. */
export function beginState(
  { row, settings, desired, who }: Prepared,
  grant: ClaimGrant,
  now: number,
): SyncState {
  // A try began and nothing was noted at its end: what it sent, and when, is not known.
  const suspect = row.attempts > 0 && row.errorCode === null;
  const link = suspect && grant.link !== null ? { ...grant.link, updatedAt: now } : grant.link;
  const isLeaving = desired === null || !desired.active;
  return {
    now,
    settings,
    desired,
    who,
    link: link !== null && isLeaving ? withLeaving(link, row.user?.version ?? null, now) : link,
    freshLink: grant.fresh,
    holder: grant.holder,
    suspect,
    decision: validDecision(row.decision, desired),
    look: row.look,
    mergedInto: row.mergedInto,
    inBulk: row.inBulk,
    erased: grant.erased ?? false,
    learnt: {},
  };
}

/** Without a version, the user was deleted. */
function withLeaving(link: Link, version: number | null, now: number): Link {
  const kind = version === null ? 'deleted' : 'deactivated';
  return { ...link, owned: beginLeaving(link.owned, kind, version, now) };
}

/** A decision was made about one e-mail address, and says nothing about another. */
function validDecision(decision: Decision | null, desired: DesiredCustomer | null): Decision | null {
  const { email } = desired?.fields ?? {};
  const key = email === undefined ? null : emailKeyOf(email);
  return desired !== null && decision?.emailKey === key ? decision : null;
}

/** A person decided that the user is the one whose customer was kept (RULES 19). */
function isChosenTombstone(decision: Decision | null, { customerId }: Link, emailKey: string): boolean {
  return decision?.kind === 'link' && decision.emailKey === emailKey && decision.customerId === customerId;
}

/** The key of an e-mail address that the user should have and does not hold here. */
function neededEmail(desired: DesiredCustomer, link: Link | null): string | undefined {
  const { email } = desired.fields;
  if (email === undefined || !desired.active || link?.state === 'gone') return undefined;
  const key = emailKeyOf(email);
  return link?.emailKey === key ? undefined : key;
}

function newLink(id: string, emailKey: string, who: Who, now: number): Link {
  return {
    id,
    customerId: null,
    origin: 'created',
    state: 'creating',
    emailKey,
    owned: { ...NOTHING_OWNED, who },
    before: null,
    updatedAt: now,
  };
}
