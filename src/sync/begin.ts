// From an outbox row to the state in which its try begins: pure.
import { say } from '../notices/notices.ts';
import type { JsonObject } from '../protocol/index.ts';
import { isSamePerson } from './adoption.ts';
import { isLeftToOthers, type OwnPart, wantTogether } from './claimants.ts';
import { type DesiredCustomer, desireCustomer } from './desired.ts';
import { emailKeyOf } from './email-key.ts';
import { beginLeaving } from './leaving.ts';
import { sameAddress } from './owned.ts';
import type {
  Address,
  ClaimGrant,
  ClaimRequest,
  Decision,
  DirtyUser,
  Heir,
  Intent,
  Link,
  ProfileField,
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
  readonly own: OwnPart;
  /** What a person decided, if that still counts. */
  readonly decision: Decision | null;
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
  if (isLeftToOthers(row)) return leaveToOthers(row);
  try {
    return prepareTry(row, facts, newLinkId, now);
  } catch (error) {
    onUnreadable(row.subject, error);
    return abandon(row, { kind: 'dead', code: 'internal', detail: say('user_unreadable') });
  }
}

/** @throws when the stored user is not JSON. */
function prepareTry(
  row: DirtyUser & { readonly settings: SyncSettings },
  facts: ShopFacts,
  newLinkId: string,
  now: number,
): Prepared {
  const { subject: id, user, groups, link } = row;
  if (user === null) {
    // Deleted is deleted, whatever becomes of the others.
    const { isHandedBack: _, ...settings } = row.settings;
    return toBeReleased(row, settings, false);
  }
  const body = JSON.parse(user.body) as JsonObject;
  if (row.settings.isHandedBack) return toBeReleased(row, row.settings, body.active !== false);
  const { country, unusable } = facts;
  const wish = {
    desired: desireCustomer(body, country, { id, groups, settings: row.settings, unusable }),
    settings: row.settings,
  };
  const { desired, settings, own } = wantTogether(row, wish, facts);
  const who = { nameKey: user.nameKey, externalId: user.externalId };
  const key = own.givesEmail ? neededEmail(desired, link) : undefined;
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
  const decision = validDecision(row.decision, wish.desired);
  const voids = decision === null ? row.decision : null;
  return {
    row,
    settings,
    desired,
    own,
    decision,
    who,
    request: {
      row,
      email,
      voids,
      intent: intentOf(row, desired),
      ...(link === null &&
        settings.inheritsFrom !== undefined && { heir: heirOf(who, desired, settings.inheritsFrom) }),
    },
  };
}

function heirOf(who: Who, { fields: { email } }: DesiredCustomer, from: string): Heir {
  return { ...who, from, emailKey: email === undefined ? null : emailKeyOf(email) };
}

/** Nothing is wanted of the customer any more. */
function toBeReleased(row: DirtyUser, settings: SyncSettings, isActive: boolean): Prepared {
  return {
    row,
    settings,
    desired: null,
    own: { connection: row.connection, isShared: false, isActive, givesEmail: true },
    decision: null,
    who: row.link?.owned.who ?? null,
    request: { row, email: null, voids: null, intent: intentOf(row, null) },
  };
}

function hasSettings(row: DirtyUser): row is DirtyUser & { readonly settings: SyncSettings } {
  return row.settings !== null;
}

/** Ends a row without touching its customer. */
function abandon(row: DirtyUser, outcome: RowOutcome): Settlement {
  return { row, outcome, link: 'keep', claim: 'keep', freesEmail: false, certificate: null };
}

/** A user that was deleted leaves its customer to the others who claim it: they take what only it gave. */
function leaveToOthers(row: DirtyUser): Settlement {
  // Tries of the others may have broken off as well: what those sent is as unknown.
  const intent = row.others.reduce((joined, other) => joinIntents(joined, other.intent), row.intent);
  const wakes = { priority: 'leaving', suspect: isSuspect(row), intent } as const;
  return { ...abandon(row, { kind: 'clear' }), claim: 'drop', wakes };
}

/** The last try began and nothing was noted at its end: what it sent, and when, is not known. */
function brokeOff({ attempts, errorCode }: DirtyUser): boolean {
  return attempts > 0 && errorCode === null;
}

/** What some try sent is not known: the last one's, or that of one before which those since did not find out. */
export function isSuspect(row: DirtyUser): boolean {
  return brokeOff(row) || row.intent !== null;
}

/** The state in which the plan is first asked. */
export function beginState(
  { row, settings, desired, own, decision, who }: Prepared,
  grant: ClaimGrant,
  now: number,
): SyncState {
  const suspect = isSuspect(row);
  const known = brokeOff(row) && grant.link !== null ? { ...grant.link, updatedAt: now } : grant.link;
  const link = row.look === 'no' ? known : withoutRefusals(known);
  const isReleased = settings.isHandedBack && own.isActive;
  const isLeaving = desired === null ? !isReleased : !desired.active;
  return {
    now,
    settings,
    version: row.user?.version ?? null,
    desired,
    own,
    who,
    link:
      link !== null && isLeaving
        ? withLeaving(link, row.user?.version ?? null, now)
        : withoutOldNews(link, row.user?.version ?? null),
    freshLink: grant.fresh,
    holder: grant.holder,
    suspect,
    intent: suspect ? row.intent : null,
    decision,
    look: row.look,
    mergedInto: row.mergedInto,
    inBulk: row.inBulk,
    erased: grant.erased ?? false,
    ...(grant.inherited && { inherited: true }),
    learnt: {},
  };
}

/** What this try may write, and what those may have written that broke off before it. */
function intentOf(row: DirtyUser, desired: DesiredCustomer | null): Intent | null {
  const earlier = isSuspect(row) ? row.intent : null;
  if (desired === null) return earlier;
  return joinIntents(earlier, {
    fields: Object.keys(desired.fields) as ProfileField[],
    tags: desired.tags,
    metafields: Object.keys(desired.metafields),
    addresses: desired.address === null ? [] : [desired.address],
  });
}

function joinIntents(left: Intent | null, right: Intent | null): Intent | null {
  if (left === null || right === null) return left ?? right;
  const isIn = (addresses: readonly Address[], one: Address) =>
    addresses.some((other) => sameAddress(one, other));
  return {
    fields: union(left.fields, right.fields),
    tags: union(left.tags, right.tags),
    metafields: union(left.metafields, right.metafields),
    addresses: [...left.addresses.filter((one) => !isIn(right.addresses, one)), ...right.addresses],
  };
}

function union<T>(left: readonly T[], right: readonly T[]): T[] {
  return [...new Set([...left, ...right])];
}

/** What could not be given back on a return is told until the user changes again. */
function withoutOldNews(link: Link | null, version: number | null): Link | null {
  const { notReturned } = link?.owned ?? {};
  if (link === null || notReturned == null || notReturned.version === version) return link;
  return { ...link, owned: { ...link.owned, notReturned: null } };
}

/** Where the customer is read anew, what was refused of it is asked for anew too. */
function withoutRefusals(link: Link | null): Link | null {
  if (link === null || Object.keys(link.owned.refused).length === 0) return link;
  return { ...link, owned: { ...link.owned, refused: {} } };
}

/** Without a version, the user was deleted. */
function withLeaving(link: Link, version: number | null, now: number): Link {
  const kind = version === null ? 'deleted' : 'deactivated';
  const owned = beginLeaving(link.owned, kind, version, now);
  // The same is not stored again: what may land yet is reckoned from the time at which it was stored.
  return owned === link.owned ? link : { ...link, owned };
}

/** A decision was made about one e-mail address, and says nothing about another. */
function validDecision(decision: Decision | null, { fields: { email } }: DesiredCustomer): Decision | null {
  const key = email === undefined ? null : emailKeyOf(email);
  return decision?.emailKey === key ? decision : null;
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
