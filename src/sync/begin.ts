// From an outbox row to the state in which its try begins: pure.
import type { JsonObject } from '../protocol/index.ts';
import { isSamePerson } from './adoption.ts';
import { type DesiredCustomer, desireCustomer } from './desired.ts';
import { emailKeyOf } from './email-key.ts';
import type { ClaimGrant, ClaimRequest, DirtyUser, Link, SyncSettings, Who } from './ports.ts';
import { NOTHING_OWNED, type SyncState } from './state.ts';

/** A row with what is wanted for its user, before anything is claimed. */
export interface Prepared {
  readonly row: DirtyUser;
  readonly settings: SyncSettings;
  readonly desired: DesiredCustomer | null;
  readonly who: Who | null;
  readonly request: ClaimRequest;
}

/** @throws when the stored user is not JSON. */
export function prepareTry(
  row: DirtyUser & { readonly settings: SyncSettings },
  shopCountry: string | null,
  newLinkId: string,
  now: number,
): Prepared {
  const { user, settings, link } = row;
  if (user === null) {
    return { row, settings, desired: null, who: link?.owned.who ?? null, request: { row, email: null } };
  }
  const desired = desireCustomer(JSON.parse(user.body) as JsonObject, shopCountry);
  const who = { nameKey: user.nameKey, externalId: user.externalId };
  const key = neededEmail(desired, link);
  const email =
    key === undefined
      ? null
      : {
          key,
          newLink: newLink(newLinkId, key, who, now),
          isReturning: (holder: Link) => holder.state === 'tombstone' && isSamePerson(holder.owned.who, who),
        };
  return { row, settings, desired, who, request: { row, email } };
}

/** The state in which the plan is first asked. */
export function beginState(
  { row, settings, desired, who }: Prepared,
  grant: ClaimGrant,
  now: number,
): SyncState {
  // A try began and nothing was noted at its end: what it sent, and when, is not known.
  const suspect = row.attempts > 0 && row.errorCode === null;
  return {
    now,
    settings,
    desired,
    who,
    link: suspect && grant.link !== null ? { ...grant.link, updatedAt: now } : grant.link,
    freshLink: grant.fresh,
    holder: grant.holder,
    suspect,
    learnt: {},
  };
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
