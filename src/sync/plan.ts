// The next thing to do for one user, from all that is known: pure. Its answer is taken in by `absorb`, and the
// plan asked again, until it says how the try ends.
import { say } from '../notices/notices.ts';
import { isChosen, isSameEmail, judgeAdoption, judgeEmailChange, judgeHolder } from './adoption.ts';
import { isUnproven, isVain, proveLeaving } from './certificate.ts';
import { isCompanySettled, planCompany } from './company/plan-company.ts';
import { planReturn } from './company/plan-return.ts';
import { takenNotes } from './company/warnings.ts';
import type { DesiredCustomer } from './desired.ts';
import { findDifference, refusalWarnings, withUpdate } from './difference.ts';
import { emailKeyOf } from './email-key.ts';
import { planErasure, planErasureEnd, unlessErased, untilErased } from './erasure.ts';
import { awaitsCompanies, nextRungAt, planLeaving, whileLeaving } from './leaving.ts';
import { beforeOf, ownedAtAdoption } from './owned.ts';
import type { FoundCustomer, Holder, Link, NewCustomer, ProfileField, Rejection } from './ports.ts';
import { planRemoval } from './removal.ts';
import { type Action, LANDING_MS, type SyncState, type Verdict } from './state.ts';
import {
  activeElsewhere,
  companyHidden,
  creationOff,
  emailInUse,
  emailRefused,
  erased,
  gone,
  held,
  inactive,
  inGrace,
  inherited,
  left,
  notShown,
  policyNever,
  released,
  synced,
  untilLanded,
  untilReturned,
} from './verdicts.ts';

/** The next action for a user. Never looks further than one step, so that every answer can change the course. */
export function planSync(state: SyncState): Action {
  const { desired, link } = state;
  if (state.inherited) return settle(inherited(state.now));
  if (desired === null) return planRemoval(state);
  if (link === null || link.customerId === null) return planFirst(state, desired);
  return planLinked(state, desired, link);
}

/** A user without a customer: find the one that an earlier try made, adopt one, or create one (RULES 2, 5 to 8, 10). */
function planFirst(state: SyncState, desired: DesiredCustomer): Action {
  const { link, learnt, now, settings } = state;
  if (link !== null && !state.freshLink && learnt.byLink === undefined) {
    return { do: 'readByLink', linkId: link.id };
  }
  if (state.inBulk) return settle(untilReturned(now));
  const { email } = desired.fields;
  if (state.erased && !isBroughtBack(state)) {
    const verdict = desired.active ? held('review_erased', 'drop') : erased;
    return settle(endWithoutCustomer(state, verdict));
  }
  if (!desired.active) return settle(endWithoutCustomer(state, inactive));
  if (email === undefined) return settle(endWithoutCustomer(state, held('no_email', 'drop')));
  if (state.holder !== null) return settle(endWithoutCustomer(state, judgeHolder(state.holder, state)));
  if (learnt.emailInvalid) return settle(endWithoutCustomer(state, emailRefused('drop')));
  if (learnt.unforeseen !== undefined) return giveUp(learnt.unforeseen);
  if (link === null) throw new Error('an e-mail address was to be synced that nobody had reserved');

  const chosen = chosenCustomer(state);
  if (chosen !== undefined && learnt.chosen === undefined) return { do: 'readChosen', customerId: chosen };
  if (learnt.chosen != null) return planAdoption(state, desired, link, learnt.chosen);

  if (!settings.newCustomerCreation || learnt.emailTaken) {
    if (learnt.byEmail === undefined) return { do: 'findByEmail', email };
    if (learnt.byEmail !== null && isSameEmail(learnt.byEmail, email)) {
      return planAdoption(state, desired, link, learnt.byEmail);
    }
    if (!settings.newCustomerCreation) return settle(endWithoutCustomer(state, creationOff(now)));
    return {
      do: 'giveUp',
      code: 'email_taken_unseen',
      detail: 'Shopify says that the e-mail address is taken, and shows no customer who has it.',
    };
  }
  return { do: 'create', customer: newCustomer(desired, link) };
}

/** Whether a person decided that somebody who was erased is to have a customer again (RULES 28). */
function isBroughtBack({ decision }: SyncState): boolean {
  return decision !== null && decision.kind !== 'leave';
}

/** The customer that a person decided to be the user's. */
function chosenCustomer({ decision }: SyncState): string | undefined {
  const customerId = decision?.customerId ?? undefined;
  return customerId !== undefined && isChosen(decision, customerId) ? customerId : undefined;
}

function newCustomer(desired: DesiredCustomer, link: Link): NewCustomer {
  const { refused } = link.owned;
  const fields = Object.entries(desired.fields).filter(
    ([key, value]) => refused[key as ProfileField] !== value,
  );
  const metafields = Object.entries(desired.metafields).filter(
    ([key, value]) => refused[`metafield:${key}`] !== value,
  );
  return {
    fields: Object.fromEntries(fields),
    metafields: { link_id: link.id, ...Object.fromEntries(metafields) },
    tags: desired.tags.filter((tag) => refused[`tag:${tag}`] === undefined),
  };
}

/** There is nothing to be made; but a create that was cut off may make it yet. */
function endWithoutCustomer({ desired, link, freshLink, now }: SyncState, verdict: Verdict): Verdict {
  const landsBy = link === null || freshLink ? 0 : link.updatedAt + LANDING_MS;
  if (landsBy <= now) return verdict;
  return untilLanded({ ...verdict, link: 'keep' }, landsBy, desired?.active === false);
}

function planAdoption(state: SyncState, desired: DesiredCustomer, link: Link, found: FoundCustomer): Action {
  // An earlier try of ours has landed between our looking for it and now.
  if (found.linkId === link.id) return { do: 'readByLink', linkId: link.id };
  const { byEmailHolder: holder } = state.learnt;
  if (holder === undefined) return { do: 'findHolder', customer: found };
  const verdict = judgeAdoption({ ...state, desired, found, holder });
  if (verdict !== undefined) return settle(endWithoutCustomer(state, verdict));
  // Stored before the first write: after a crash this customer must not pass for one that we created (RULES 9).
  return {
    do: 'saveLink',
    link: {
      ...link,
      customerId: found.id,
      origin: 'adopted',
      state: 'adopting',
      owned: { ...ownedAtAdoption(found, desired.fields), refused: link.owned.refused },
      before: beforeOf(found),
    },
  };
}

/** A user with a customer: send what differs (RULES 3), leaving first if that is what it is (RULES 15). */
function planLinked(state: SyncState, wanted: DesiredCustomer, link: Link): Action {
  const { learnt, now } = state;
  const desired = wanted.active ? wanted : whileLeaving(state, wanted, link);
  const customerId = link.customerId as string;
  // Told of a merge only after the customer was found to be gone, we look for the survivor.
  const isFound = state.mergedInto !== null && state.look !== 'no';
  if (link.state === 'gone' && (!isFound || isLetGo(state, link))) {
    return settle(isLetGo(state, link) ? released(now) : gone);
  }
  if (learnt.missing) {
    // A merged customer's metafields are on the survivor, and the link follows them (RULES 4).
    if (learnt.byLink === undefined) return { do: 'readByLink', linkId: link.id };
    if (learnt.byLink === null) {
      // A survivor that carries a link of its own keeps that one, and is only known by what Shopify told.
      return state.mergedInto === null || learnt.askedSurvivor
        ? settle(gone)
        : { do: 'readSurvivor', customerId: state.mergedInto };
    }
    if (learnt.survivorHolder !== undefined) {
      return settle(isLetGo(state, link) ? released(now) : held('review_merged', 'keep'));
    }
    if (learnt.byLink.id !== customerId) {
      // Not by the link id, which is ours: by the customer's own.
      return { do: 'findHolder', customer: { ...learnt.byLink, linkId: null } };
    }
    return {
      do: 'giveUp',
      code: 'customer_unsettled',
      detail: 'Shopify shows the customer, and says that it does not exist.',
    };
  }
  if (learnt.unforeseen !== undefined) return giveUp(learnt.unforeseen);
  const erasureEnd = desired.active ? planErasureEnd(state, link) : undefined;
  if (erasureEnd !== undefined) return erasureEnd;
  if (!desired.active) {
    if (isVain(state)) return settle(notShown(now));
    const leaving = planLeaving(state, desired, link, customerId);
    if (leaving !== undefined) return leaving;
  }
  const { verify } = link.owned;
  const isDue = verify !== null && verify.at <= now;
  // One that may have been made is not made again.
  const hasUnheard = verify?.addresses !== undefined;
  if ((isDue || hasUnheard || state.suspect || state.look !== 'no') && learnt.snapshot === undefined) {
    return { do: 'read', customerId };
  }

  const hold = judgeEmail(state, desired, link);
  if (hold !== undefined && 'do' in hold) return hold;
  // A leaver whose return is refused must not come back with the write that tells so.
  if (desired.active && link.owned.leaving !== null && hold !== undefined && hold.refusal !== null)
    return settle(hold);
  const { email: _, ...others } = desired.fields;
  const mayWriteEmail = hold === undefined && state.own.givesEmail;
  const target = mayWriteEmail ? desired : { ...desired, fields: others };
  const steps = findDifference(link, target);
  // The first create is one call; an address goes behind everybody else's first create (RULES 2).
  const hasCompany = isCompanySettled(link.owned.company, desired.company);
  if (learnt.created && (steps.length > 0 || !hasCompany)) {
    const priority = hasCompany ? 'background' : 'ordinary';
    return settle({ ...synced, isPart: true, again: { at: now, priority } });
  }
  if (link.state === 'adopting' || learnt.unmarked) {
    return { do: 'write', customerId, steps: withUpdate(steps, { link_id: link.id }), askConsents: false };
  }
  if (steps.length > 0) return { do: 'write', customerId, steps, askConsents: false };
  const company = desired.active
    ? (planCompany(state, desired.company, link, customerId) ?? planReturn(state, link, customerId))
    : undefined;
  if (company !== undefined) return company;
  if (!desired.active && isUnproven(state, link)) return proveLeaving(state, link, customerId);
  const verdict = endLinked(state, desired, link, hold);
  if (verdict.claim !== 'left') return settle(unlessErased(state, verdict));
  return planErasure(state, link) ?? settle(untilErased(state, link, verdict));
}

/** Whether a person decided that the user is to have another customer than this one, which is gone (RULES 4). */
function isLetGo({ decision }: SyncState, { id }: Link): boolean {
  return (decision?.kind === 'recreate' || decision?.kind === 'relink') && decision.linkId === id;
}

function endLinked(
  state: SyncState,
  { active }: DesiredCustomer,
  link: Link,
  hold: Verdict | undefined,
): Verdict {
  const ofActive = state.own.isActive ? (hold ?? synced) : activeElsewhere;
  const verdict = active ? ofActive : endLeaving(state, link);
  const { verify } = link.owned;
  if (verify === null || (verdict.again !== null && verdict.again.at <= verify.at)) return verdict;
  if (active && verdict.again !== null) return verdict;
  return untilLanded(verdict, verify.at, !active);
}

function endLeaving(state: SyncState, link: Link): Verdict {
  const { leaving } = link.owned;
  const graceEnds = leaving === null ? undefined : nextRungAt(state, leaving);
  const hidden = awaitsCompanies(state, link) ? companyHidden(state.now) : undefined;
  if (graceEnds !== undefined) {
    const isSooner = hidden?.again != null && hidden.again.at < graceEnds;
    return isSooner ? { ...inGrace(graceEnds), again: hidden.again } : inGrace(graceEnds);
  }
  if (state.learnt.proof?.rungs.some((rung) => rung.state === 'not_so')) return notShown(state.now);
  return hidden ?? left;
}

/** Whether the e-mail may be written; a verdict holds it back while the rest is written all the same. */
function judgeEmail(state: SyncState, desired: DesiredCustomer, link: Link): Verdict | Action | undefined {
  const { email } = desired.fields;
  const { learnt, own } = state;
  if (!own.givesEmail) return undefined;
  if (email === undefined) return desired.active ? held('no_email', 'keep') : undefined;
  if (learnt.emailInvalid) return emailRefused('keep');
  const known = link.owned.fields.email;
  if (known !== undefined && emailKeyOf(known) === emailKeyOf(email) && !link.owned.doubt.includes('email')) {
    return undefined;
  }
  if (state.holder !== null) return judgeEmailHolder(state.holder, state);
  if (link.origin === 'adopted' && !isChosen(state.decision, link.customerId as string)) {
    const verdict = judgeEmailChange(desired, state.settings);
    if (verdict !== undefined) return verdict;
  }
  if (!learnt.emailTaken) return undefined;
  if (learnt.byEmail === undefined) return { do: 'findByEmail', email };
  if (learnt.byEmail !== null && learnt.byEmailHolder === undefined) {
    return { do: 'findHolder', customer: learnt.byEmail };
  }
  if (learnt.byEmailHolder != null) return judgeEmailHolder(learnt.byEmailHolder, state);
  return state.settings.linkPolicy === 'never' ? policyNever('keep') : held('review_email_taken', 'keep');
}

/** That another user of the connection has the address, the directory can mend; of another connection's, a person sees. */
function judgeEmailHolder(holder: Holder, { own, now }: SyncState): Verdict {
  const isOther = holder.connection !== null && holder.connection !== own.connection;
  return isOther ? held('review_email_taken', 'keep') : emailInUse(holder, now, 'keep');
}

function settle(verdict: Verdict): Action {
  return { do: 'settle', verdict };
}

function giveUp({ field, requestId }: Rejection): Action {
  const request = requestId ?? 'unknown';
  const path = field.join('.');
  const detail = path === '' ? say('write_refused', { request }) : say('field_refused', { path, request });
  return { do: 'giveUp', code: 'rejected', detail };
}

/** What the user should be told was left out, taken or not given back. */
export function warningsOf({ desired, link, learnt }: SyncState): string[] {
  if (link === null) return [...(desired?.warnings ?? [])];
  const { company, taken, notReturned } = link.owned;
  const ofLeaver = () => [...taken.flatMap(takenNotes), ...(learnt.company?.warnings ?? [])];
  if (desired === null) return [...ofLeaver(), ...(notReturned?.warnings ?? [])];
  const ofCompany = desired.active
    ? [
        ...(company?.warnings ?? []),
        ...(taken.length > 0 && learnt.company?.denied ? [say('not_returned_yet')] : []),
        ...(notReturned?.warnings ?? []),
      ]
    : ofLeaver();
  return [...desired.warnings, ...refusalWarnings(link.owned, desired), ...ofCompany];
}
