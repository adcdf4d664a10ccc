// Takes Shopify's answers into the state of a try: pure.
import { absorbRejections, withConsent } from './absorb-rejections.ts';
import { doubtAddress, findDrift, isRepaired } from './drift.ts';
import { emailKeyOf } from './email-key.ts';
import { markRungs } from './leaving.ts';
import { beforeOf, ownedOfCreated, recordReading, recordStep, verifyLater } from './owned.ts';
import type {
  Address,
  CreateAnswer,
  CustomerSnapshot,
  CustomerStep,
  FoundCustomer,
  FoundHolder,
  Link,
  NewCustomer,
  Owned,
  OwnedKey,
  StepResult,
  WriteAnswer,
} from './ports.ts';
import { NOTHING_OWNED, type SyncState } from './state.ts';
import { hasTag, isOurTag } from './tags.ts';
import { everyKey, repairedKeys, strayKeys } from './touched-keys.ts';

/** What stands under our link id. */
export function absorbByLink(state: SyncState, found: CustomerSnapshot | null): SyncState {
  const learnt = { ...state.learnt, byLink: found };
  const { link } = state;
  if (found === null || link === null || found.id === link.customerId) return { ...state, learnt };
  if (link.customerId === null) {
    // Our own create, whose answer never came.
    const wanted = [...(state.desired?.tags ?? []), ...(state.intent?.tags ?? []), ...link.owned.tags];
    const { refused, who, leaving } = link.owned;
    const created = { ...ownedOfCreated(found, wanted), refused, who, leaving };
    const owned = readAgain(state, created, everyKey(state, found));
    return {
      ...state,
      suspect: false,
      learnt,
      link: { ...link, customerId: found.id, state: 'linked', owned },
    };
  }
  // The survivor of a merge: the link follows it once it is known that nobody else has it.
  return { ...state, learnt };
}

/** Who here has a customer that was found by e-mail, or as the survivor of a merge. */
export function absorbHolder(state: SyncState, customer: FoundCustomer, holder: FoundHolder): SyncState {
  const { link, learnt } = state;
  if (holder === 'kept') {
    // What connections had that have ended is the merchant's like any other (RULES 27).
    const { byEmail } = learnt;
    const unmarked = byEmail == null ? {} : { byEmail: { ...byEmail, linkId: null } };
    return { ...state, learnt: { ...learnt, ...unmarked, byEmailHolder: null } };
  }
  const other = holder?.link.id === link?.id ? null : holder;
  const survivor = learnt.byLink;
  if (link === null || survivor == null || customer.id !== survivor.id) {
    return { ...state, learnt: { ...learnt, byEmailHolder: other } };
  }
  return other === null
    ? followSurvivor(state, link, survivor)
    : { ...state, learnt: { ...learnt, survivorHolder: other } };
}

/** Part of a survivor is the merchant's, so it counts as adopted (RULES 4, 9). */
function followSurvivor(state: SyncState, link: Link, found: CustomerSnapshot): SyncState {
  const keys = everyKey(state, found);
  const made = madeUnheard(state);
  const owned = readAgain(state, recordReading(link.owned, found, keys, made), keys);
  const before = { ...beforeOf(found), tags: merchantsTags(state, link, found) };
  const isGone = link.state === 'gone';
  const survivor: Link = {
    ...link,
    customerId: found.id,
    origin: 'adopted',
    state: isGone ? 'linked' : link.state,
    owned,
    before,
  };
  const { missing: _, ...learnt } = state.learnt;
  const marked = found.linkId === null ? { unmarked: true as const } : {};
  return { ...state, suspect: false, learnt: { ...learnt, ...marked, snapshot: found }, link: survivor };
}

/** The customer as it stands; null when Shopify does not know its id any more. */
export function absorbReading(state: SyncState, found: CustomerSnapshot | null): SyncState {
  if (found === null) return { ...state, learnt: { ...state.learnt, missing: true } };
  const link = state.link as Link;
  const { verify } = link.owned;
  const due = verify === null ? [] : [...new Set([...verify.keys, ...strayKeys(link, found)])];
  const repaired = repairedKeys(state, found);
  const keys = state.suspect ? everyKey(state, found) : [...new Set([...due, ...repaired])];
  const read = keys.length === 0 ? link.owned : recordReading(link.owned, found, keys, madeUnheard(state));
  // Read before its time, as for a hand-back: what is under way may land yet.
  const early = verify !== null && verify.at > state.now ? { ...read, verify } : read;
  const drift = findDrift(link, found);
  const known = readAgain(state, doubtAddress(early, repaired, drift), keys);
  // One that carries another link is somebody else's as well: that is for a person.
  const unmarked = found.linkId === null && (state.look === 'ours' || state.look === 'managed');
  // What companies it belongs to stands on another page, and may be other than we believe for the same reasons.
  const company = keys.length === 0 ? known.company : known.company && { ...known.company, key: null };
  const owned = { ...known, company };
  const learnt = {
    ...state.learnt,
    snapshot: found,
    drift: drift.filter((key) => !isRepaired(key, repaired, unmarked)),
    ...(unmarked && { unmarked }),
    consents: state.learnt.consents ?? found.consents,
  };
  return markRungs({ ...state, suspect: false, link: { ...link, owned }, learnt });
}

/** What a try that broke off had sent may still overtake what was read now: it is read once more after that. */
function readAgain(state: SyncState, owned: Owned, keys: readonly OwnedKey[]): Owned {
  return state.suspect ? { ...owned, verify: verifyLater(null, state.now, keys, madeUnheard(state)) } : owned;
}

/** Addresses that calls of ours may have made. */
function madeUnheard({ link, intent }: SyncState): Address[] {
  return [...(link?.owned.verify?.addresses ?? []), ...(intent?.addresses ?? [])];
}

/** The survivor's tags without ours, which a merge brought along, or a try that broke off once it had found it. */
function merchantsTags({ intent }: SyncState, { owned, before }: Link, found: CustomerSnapshot): string[] {
  const ours = [...owned.tags, ...(intent?.tags ?? [])];
  return found.tags.filter((tag) => hasTag(before?.tags ?? [], tag) || !(isOurTag(tag) || hasTag(ours, tag)));
}

/** The link of a customer that was created as it was asked for. */
export function linkOfCreated(link: Link, customer: NewCustomer, customerId: string): Link {
  const { link_id: _, ...metafields } = customer.metafields;
  const owned: Owned = {
    ...NOTHING_OWNED,
    fields: customer.fields,
    metafields,
    tags: customer.tags,
    refused: link.owned.refused,
  };
  return { ...link, customerId, state: 'linked', origin: 'created', owned };
}

export function absorbCreate(state: SyncState, customer: NewCustomer, answer: CreateAnswer): SyncState {
  const link = state.link as Link;
  if (answer.created) {
    const linked = linkOfCreated(link, customer, answer.customerId);
    return { ...state, freshLink: false, link: linked, learnt: { ...state.learnt, created: true } };
  }
  const update: CustomerStep = { kind: 'update', ...customer };
  let next = absorbRejections(state, update, answer.rejections);
  if (answer.rejections.some(({ code }) => code === 'tags_invalid')) {
    next = absorbRejections(next, { kind: 'tagsAdd', tags: customer.tags }, answer.rejections);
  }
  if (answer.rejections.some(({ code }) => code === 'link_id_taken')) {
    // A create of an earlier try has landed after all.
    const { byLink: _, unforeseen: __, ...learnt } = next.learnt;
    return { ...next, freshLink: false, learnt };
  }
  return next;
}

export function absorbWrite(
  state: SyncState,
  steps: readonly CustomerStep[],
  askConsents: boolean,
  answer: WriteAnswer,
): SyncState {
  // What was read back before is of the past.
  const { proof: _, ...learnt } = state.learnt;
  let next: SyncState = { ...state, learnt };
  steps.forEach((step, index) => {
    next = absorbStep(next, step, answer.results[index] as StepResult);
  });
  if (askConsents) {
    next = { ...next, learnt: { ...next.learnt, consents: answer.consents ?? { email: null, sms: null } } };
  }
  const isHandBack = isHandedBack(state);
  const refusedNow = next.link?.owned.refused !== state.link?.owned.refused;
  if (isHandBack && !refusedNow && next.learnt.unforeseen === undefined) {
    return { ...next, learnt: { ...next.learnt, released: true } };
  }
  return markRungs(next);
}

/** Whether this write gives an adopted customer of a deleted user back; one that stays blocked was read before it. */
function isHandedBack({ desired, link, learnt, settings, own }: SyncState): boolean {
  if (desired === null && settings.isHandedBack) {
    return learnt.snapshot !== undefined && (own.isActive || link?.owned.left === true);
  }
  if (desired !== null || link?.origin !== 'adopted') return false;
  return (
    settings.leaving.adoptedOnDelete === 'handBack' || (link.owned.left && learnt.snapshot !== undefined)
  );
}

function absorbStep(state: SyncState, step: CustomerStep, result: StepResult): SyncState {
  if (result.rejections.length > 0) return absorbRejections(state, step, result.rejections);
  const link = state.link as Link;
  const owned = recordStep(link.owned, step, result.addressId);
  const isLinked = step.kind === 'update' && step.metafields.link_id !== undefined;
  const next = { ...state, link: { ...link, owned, state: isLinked ? 'linked' : link.state } as Link };
  const { unmarked: _, ...others } = state.learnt;
  return { ...next, learnt: withConsent(isLinked ? others : state.learnt, step) };
}

/** The key under which a link's customer is known by e-mail. */
export function emailKeyOfLink({ owned, emailKey }: Link): string | null {
  return owned.fields.email === undefined ? emailKey : emailKeyOf(owned.fields.email);
}
