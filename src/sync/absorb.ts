// Takes Shopify's answers into the state of a try: pure.
import { addressKey } from './difference.ts';
import { emailKeyOf } from './email-key.ts';
import { areWithdrawn } from './leaving.ts';
import { beforeOf, ownedOfCreated, recordReading, recordRefusal, recordStep } from './owned.ts';
import type {
  CreateAnswer,
  CustomerSnapshot,
  CustomerStep,
  Link,
  NewCustomer,
  Owned,
  OwnedKey,
  ProfileField,
  Rejection,
  StepResult,
  WriteAnswer,
} from './ports.ts';
import { LANDING_MS, type Learnt, NOTHING_OWNED, type SyncState } from './state.ts';
import { hasTag, isOurTag } from './tags.ts';

/** What stands under our link id. */
export function absorbByLink(state: SyncState, found: CustomerSnapshot | null): SyncState {
  const learnt = { ...state.learnt, byLink: found };
  const { link } = state;
  if (found === null || link === null || found.id === link.customerId) return { ...state, learnt };
  if (link.customerId === null) {
    // Our own create, whose answer never came.
    const owned = { ...ownedOfCreated(found), refused: link.owned.refused, who: link.owned.who };
    return {
      ...state,
      suspect: false,
      learnt,
      link: { ...link, customerId: found.id, state: 'linked', owned },
    };
  }
  // The survivor of a merge: part of it is the merchant's, so it counts as adopted (RULES 4, 9).
  const owned = recordReading(link.owned, found, everyKey(state, found));
  // Tags of ours that the merge brought over are not the merchant's: they go when the user leaves.
  const was = beforeOf(found);
  const before = { ...was, tags: was.tags.filter((tag) => !hasTag(link.owned.tags, tag)) };
  const survivor: Link = { ...link, customerId: found.id, origin: 'adopted', owned, before };
  const { missing: _, ...rest } = learnt;
  return { ...state, suspect: false, learnt: { ...rest, snapshot: found }, link: survivor };
}

/** The customer as it stands; null when Shopify does not know its id any more. */
export function absorbReading(state: SyncState, found: CustomerSnapshot | null): SyncState {
  if (found === null) return { ...state, learnt: { ...state.learnt, missing: true } };
  const link = state.link as Link;
  const keys = state.suspect ? everyKey(state, found) : (link.owned.verify?.keys ?? []);
  const read = keys.length === 0 ? link.owned : recordReading(link.owned, found, keys);
  // What was cut off may be on its way still: it is read again once it can no longer land.
  const owned = state.suspect ? { ...read, verify: { at: state.now + LANDING_MS, keys } } : read;
  return { ...state, suspect: false, link: { ...link, owned }, learnt: { ...state.learnt, snapshot: found } };
}

export function absorbCreate(state: SyncState, customer: NewCustomer, answer: CreateAnswer): SyncState {
  const link = state.link as Link;
  if (answer.created) {
    const { link_id: _, ...metafields } = customer.metafields;
    const owned: Owned = {
      ...NOTHING_OWNED,
      fields: customer.fields,
      metafields,
      tags: customer.tags,
      refused: link.owned.refused,
    };
    const linked: Link = {
      ...link,
      customerId: answer.customerId,
      state: 'linked',
      origin: 'created',
      owned,
    };
    return { ...state, link: linked, learnt: { ...state.learnt, created: true } };
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
  let next = state;
  steps.forEach((step, index) => {
    next = absorbStep(next, step, answer.results[index] as StepResult);
  });
  if (askConsents) {
    next = { ...next, learnt: { ...next.learnt, consents: answer.consents ?? { email: null, sms: null } } };
  }
  const isHandBack = state.desired === null && next.link?.origin === 'adopted';
  const refusedNow = next.link?.owned.refused !== state.link?.owned.refused;
  if (isHandBack && !refusedNow && next.learnt.unforeseen === undefined) {
    return { ...next, learnt: { ...next.learnt, released: true } };
  }
  return markLeft(next);
}

function absorbStep(state: SyncState, step: CustomerStep, result: StepResult): SyncState {
  if (result.rejections.length > 0) return absorbRejections(state, step, result.rejections);
  const link = state.link as Link;
  const owned = recordStep(link.owned, step, result.addressId);
  const isLinked = step.kind === 'update' && step.metafields.link_id !== undefined;
  const next = { ...state, link: { ...link, owned, state: isLinked ? 'linked' : link.state } as Link };
  return { ...next, learnt: withConsent(state.learnt, step) };
}

/** A withdrawn consent, or one that Shopify does not let us withdraw: either way there is no more to be done. */
function withConsent(learnt: Learnt, step: CustomerStep): Learnt {
  if (step.kind === 'delete') return { ...learnt, released: true };
  if (learnt.consents === undefined) return learnt;
  if (step.kind === 'emailConsent') return { ...learnt, consents: { ...learnt.consents, email: null } };
  if (step.kind === 'smsConsent') return { ...learnt, consents: { ...learnt.consents, sms: null } };
  return learnt;
}

function absorbRejections(state: SyncState, step: CustomerStep, rejections: readonly Rejection[]): SyncState {
  let next = state;
  for (const rejection of rejections) next = absorbRejection(next, step, rejection);
  return next;
}

function absorbRejection(state: SyncState, step: CustomerStep, rejection: Rejection): SyncState {
  const link = state.link as Link;
  const { learnt } = state;
  const learn = (news: Partial<Learnt>): SyncState => ({ ...state, learnt: { ...learnt, ...news } });
  const note = (owned: Owned): SyncState => ({ ...state, link: { ...link, owned } });
  if (step.kind === 'delete') {
    // Orders are the known reason not to delete a customer; whatever else it is, a tombstone is safe.
    return learn(rejection.code === 'customer_missing' ? { released: true } : { undeletable: true });
  }
  switch (rejection.code) {
    case 'customer_missing':
      return learn({ missing: true });
    case 'email_taken':
    case 'email_invalid':
      // An address that was handed back may have found another owner meanwhile: it stays as it is.
      if (state.desired === null) return note(refuse(link.owned, step, 'email'));
      return learn(rejection.code === 'email_taken' ? { emailTaken: true } : { emailInvalid: true });
    case 'consent_invalid':
      return { ...state, learnt: withConsent(learnt, step) };
    case 'phone_taken':
    case 'phone_invalid':
      return note(refuse(link.owned, step, 'phone'));
    case 'locale_invalid':
      return note(refuse(link.owned, step, 'locale'));
    case 'name_invalid':
      return note(refuse(link.owned, step, rejection.field.includes('lastName') ? 'lastName' : 'firstName'));
    case 'tags_invalid':
      return note(refuseTags(link.owned, step));
    case 'address_exists':
    case 'address_missing':
    case 'address_invalid':
      return note(refuseAddress(link.owned, step, rejection));
    default:
      return learn({ unforeseen: rejection });
  }
}

function refuse(owned: Owned, step: CustomerStep, field: ProfileField): Owned {
  const value = step.kind === 'update' ? step.fields[field] : undefined;
  return value == null ? owned : recordRefusal(owned, field, value);
}

function refuseTags(owned: Owned, step: CustomerStep): Owned {
  const tags = step.kind === 'tagsAdd' ? step.tags : [];
  return tags.reduce((noted, tag) => recordRefusal(noted, `tag:${tag}`, tag), owned);
}

/** An address that is there already is the merchant's; one that is not there any more is not made again. */
function refuseAddress(owned: Owned, step: CustomerStep, { code, field }: Rejection): Owned {
  if (step.kind === 'addressDelete') return { ...owned, address: null };
  if (step.kind !== 'addressCreate' && step.kind !== 'addressUpdate') return owned;
  const { address } = step;
  if (code !== 'address_invalid') {
    const doubt = owned.doubt.filter((key) => key !== 'address');
    return { ...owned, doubt, address: { id: null, address } };
  }
  const region = address.provinceCode ?? address.province;
  return field.some((part) => part.startsWith('province')) && region !== undefined
    ? recordRefusal(owned, 'province', region)
    : recordRefusal(owned, 'address', addressKey(address));
}

/** The rungs of leaving are done once access is gone and no consent is left. */
function markLeft(state: SyncState): SyncState {
  const { link, learnt } = state;
  if (link === null || link.owned.left || learnt.consents === undefined) return state;
  if (link.owned.metafields.active !== 'false' || !areWithdrawn(learnt.consents)) return state;
  return { ...state, link: { ...link, owned: { ...link.owned, left: true } } };
}

/** Everything that an unknown call of ours may have touched. */
function everyKey({ link, desired }: SyncState, found: CustomerSnapshot): OwnedKey[] {
  const owned = link?.owned ?? NOTHING_OWNED;
  const merchants = link?.before?.tags ?? [];
  const fields = { ...owned.fields, ...desired?.fields };
  const metafields = { ...owned.metafields, ...desired?.metafields, ...found.metafields };
  const tags = [...owned.tags, ...(desired?.tags ?? []), ...found.tags.filter(isOurTag)];
  return [
    ...(Object.keys(fields) as ProfileField[]),
    ...Object.keys(metafields)
      .filter((key) => key !== 'link_id')
      .map((key) => `metafield:${key}` as const),
    ...tags.filter((tag) => !hasTag(merchants, tag)).map((tag) => `tag:${tag}` as const),
    'address',
  ];
}

/** The key under which a link's customer is known by e-mail. */
export function emailKeyOfLink({ owned, emailKey }: Link): string | null {
  return owned.fields.email === undefined ? emailKey : emailKeyOf(owned.fields.email);
}
