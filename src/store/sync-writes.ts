// What the sync writes about one user, inside a transaction.
import type {
  ClaimGrant,
  ClaimRequest,
  DriftKey,
  Heir,
  Intent,
  Link,
  RowOutcome,
  Settlement,
} from '../sync/ports.ts';
import { writeCertificate } from './certificate-store.ts';
import type { Session } from './engine.ts';
import type { Marks } from './erased-marks.ts';
import { linkOfEmail, linkOfExternalId, linkOfName } from './heir-statements.ts';
import {
  claimsOfLink,
  claimsOfRefusedPhone,
  deleteClaim,
  deleteLink,
  dropDecision,
  findDriftOf,
  findLinkByEmail,
  hasLink,
  insertLink,
  linkClaim,
  saveClaim,
  setDrift,
  unlinkClaims,
  updateLink,
} from './link-statements.ts';
import { LOOKS, markDirty, PRIORITY } from './outbox.ts';
import { toHolder } from './sync-rows.ts';
import { beginTry, clearRow, dropRow, endTry, rescheduleRow, wakeEmailWaiters } from './sync-statements.ts';

/** Notes that a try begins; where the user needs an e-mail address, finds out who has it, or takes it for a new link. */
export async function grantClaim(
  session: Session,
  shop: string,
  request: ClaimRequest,
  isErased: Marks['isErased'],
  now: number,
): Promise<ClaimGrant> {
  const { row, email, voids, intent } = request;
  const { kind, connection, subject } = row;
  await session.run(beginTry, { shop, kind, connection, subject, intent: toText(intent) });
  if (voids !== null) {
    const decision = JSON.stringify(voids);
    await session.run(dropDecision, { shop, connection, user: subject, decision });
  }
  if (request.heir !== undefined && (await inherit(session, shop, row, request.heir, now))) {
    return { link: null, fresh: false, holder: null, inherited: true };
  }
  const erased = await isErased(session, shop, request);
  if (email === null) return { link: row.link, fresh: false, holder: null, erased };
  const asked = { shop, connection, key: email.key, except: row.link?.id ?? '' };
  const found = await session.first(findLinkByEmail, asked);
  const holder = found === undefined ? null : toHolder(found);
  if (row.link !== null) return { link: row.link, fresh: false, holder, erased };
  if (holder !== null && !email.isReturning(holder.link)) return { link: null, fresh: false, holder, erased };

  const link = holder?.link ?? email.newLink;
  if (holder === null) await session.run(insertLink, linkValues(shop, link, now));
  await session.run(linkClaim, { shop, connection, user: subject, link: link.id, now });
  return { link, fresh: holder === null, holder: null, erased };
}

/** Gives a user the link of the same person in the connection from which its own takes over; false if it has none there. */
async function inherit(
  session: Session,
  shop: string,
  { connection, subject }: ClaimRequest['row'],
  { from, nameKey: name, externalId: external, emailKey: email }: Heir,
  now: number,
): Promise<boolean> {
  const scope = { shop, connection: from };
  const found =
    (await session.first(linkOfName, { ...scope, name })) ??
    (external === null ? undefined : await session.first(linkOfExternalId, { ...scope, external })) ??
    (email === null ? undefined : await session.first(linkOfEmail, { ...scope, email }));
  if (found?.link_id == null) return false;
  await session.run(linkClaim, { shop, connection, user: subject, link: found.link_id, now });
  await session.run(deleteClaim, { ...scope, user: found.user_id });
  await session.run(dropRow, { kind: 'user', ...scope, subject: found.user_id });
  return true;
}

/** False if the link is gone. */
export async function writeLink(session: Session, shop: string, link: Link, now: number): Promise<boolean> {
  return (await session.run(updateLink, linkValues(shop, link, now))) > 0;
}

function linkValues(shop: string, link: Link, now: number) {
  return {
    shop,
    id: link.id,
    customer: link.customerId,
    origin: link.origin,
    state: link.state,
    emailKey: link.emailKey,
    owned: JSON.stringify(link.owned),
    before: link.before === null ? null : JSON.stringify(link.before),
    refusedPhone: link.owned.refused.phone ?? null,
    now,
  };
}

/** False if the user's link is gone: what the try found out is of the past, and the row is due as before. */
export async function writeSettlement(
  session: Session,
  shop: string,
  settlement: Settlement,
  now: number,
): Promise<boolean> {
  const { row, outcome, link, claim, wakes, freesEmail, freesPhone, certificate } = settlement;
  const { drift, keepsCompanyDrift } = settlement;
  const { connection, subject } = row;
  const unheard = toText(settlement.unheard ?? null);
  if (wakes !== undefined) await wakeOthers(session, shop, row, wakes, now);
  if (link !== 'keep') {
    if ('drop' in link) {
      await dropLink(session, shop, link.drop);
    } else if ('join' in link) {
      if (link.instead !== null) await dropLink(session, shop, link.instead);
    } else if (!(await writeLink(session, shop, link, now))) {
      await session.run(endTry, { shop, kind: row.kind, connection, subject, intent: unheard });
      return false;
    }
  }
  if (claim === 'drop') {
    await session.run(deleteClaim, { shop, connection, user: subject });
  } else if (claim !== 'keep') {
    const { state, code, detail, warnings, syncedVersion, foundCustomer } = claim;
    await session.run(saveClaim, {
      shop,
      connection,
      user: subject,
      state,
      code,
      detail,
      warnings: JSON.stringify(warnings),
      version: syncedVersion ?? 0,
      found: foundCustomer,
      now,
    });
  }
  if (link !== 'keep' && 'join' in link && (await session.first(hasLink, { shop, id: link.join }))) {
    await session.run(linkClaim, { shop, connection, user: subject, link: link.join, now });
  }
  if (certificate !== null) await writeCertificate(session, shop, connection, certificate);
  const driftsOf = link === 'keep' ? row.link?.id : 'id' in link ? link.id : undefined;
  if (drift !== undefined && driftsOf !== undefined) {
    const keys = [...drift, ...(keepsCompanyDrift ? await companyDrift(session, shop, driftsOf) : [])];
    const text = keys.length === 0 ? null : JSON.stringify({ keys, since: now });
    await session.run(setDrift, { shop, id: driftsOf, drift: text });
  }
  if (freesEmail) await session.run(wakeEmailWaiters, { shop, priority: PRIORITY.background, now });
  if (freesPhone !== undefined) await wakeWithoutPhone(session, shop, freesPhone, now);
  const isAtOnce = outcome.kind === 'again' && (await isEmailFree(session, shop, settlement));
  await writeOutcome(session, shop, row, isAtOnce ? { ...outcome, at: now } : outcome, unheard, now);
  return true;
}

/** Whether the address that the user waits for became free while that was being found out: it is told nobody else. */
async function isEmailFree(
  session: Session,
  shop: string,
  { row, waitsForEmail: key }: Settlement,
): Promise<boolean> {
  if (key === undefined) return false;
  const { connection } = row;
  const except = row.link?.id ?? '';
  const holder = await session.first(findLinkByEmail, { shop, connection, key, except });
  return holder === undefined || (row.link === null && holder.link_state === 'tombstone');
}

/** Has those looked at whose customers lack a phone number that is free now: what was refused is then sent again. */
async function wakeWithoutPhone(session: Session, shop: string, phone: string, now: number): Promise<void> {
  const thing = { shop, kind: 'user', priority: 'ordinary', look: 'report', now } as const;
  for (const { connection, user_id: subject } of await session.all(claimsOfRefusedPhone, { shop, phone })) {
    await markDirty(session, { ...thing, connection, subject });
  }
}

async function dropLink(session: Session, shop: string, id: string): Promise<void> {
  await session.run(deleteLink, { shop, id });
  await session.run(unlinkClaims, { shop, id });
}

/** Marks the others who claim the customer of a user. */
async function wakeOthers(
  session: Session,
  shop: string,
  { connection, subject, link }: Settlement['row'],
  { priority, suspect, intent }: NonNullable<Settlement['wakes']>,
  now: number,
): Promise<void> {
  if (link === null) return;
  for (const other of await session.all(claimsOfLink, { shop, id: link.id })) {
    if (other.connection === connection && other.user_id === subject) continue;
    const thing = { shop, connection: other.connection, kind: 'user', subject: other.user_id } as const;
    await markDirty(session, { ...thing, priority, now });
    if (suspect) await session.run(beginTry, { ...thing, intent: toText(intent) });
  }
}

function toText(intent: Intent | null): string | null {
  return intent === null ? null : JSON.stringify(intent);
}

/** Names a company that another hand took, if that is noted. */
async function companyDrift(session: Session, shop: string, id: string): Promise<DriftKey[]> {
  const noted = (await session.first(findDriftOf, { shop, id }))?.drift ?? null;
  const { keys } = JSON.parse(noted ?? '{"keys":[]}') as { keys: DriftKey[] };
  return keys.filter((key) => key === 'company');
}

async function writeOutcome(
  session: Session,
  shop: string,
  row: Settlement['row'],
  outcome: RowOutcome,
  intent: string | null,
  now: number,
): Promise<void> {
  const { kind, connection, subject, version } = row;
  const thing = { shop, kind, connection, subject };
  const same = {
    ...thing,
    version,
    state: 'pending' as const,
    priority: PRIORITY[row.priority],
    due: now,
    look: 0,
    intent,
  };
  let changed = 0;
  switch (outcome.kind) {
    case 'clear':
      changed = await session.run(clearRow, { ...thing, version });
      break;
    case 'again': {
      const { at: due, code } = outcome;
      const priority = PRIORITY[outcome.priority];
      changed = await session.run(rescheduleRow, { ...same, priority, due, attempts: 0, code, detail: null });
      break;
    }
    case 'retry': {
      const { at: due, code, detail } = outcome;
      const look = LOOKS.indexOf(row.look);
      const attempts = row.attempts + 1;
      changed = await session.run(rescheduleRow, { ...same, due, attempts, code, detail, look });
      break;
    }
    case 'dead': {
      const { code, detail } = outcome;
      changed = await session.run(rescheduleRow, { ...same, state: 'dead', attempts: 0, code, detail });
      break;
    }
    case 'release':
      break;
  }
  // Something newer came meanwhile: it stays pending, and its own tries are counted from here.
  if (changed === 0) await session.run(endTry, { ...thing, intent });
}
