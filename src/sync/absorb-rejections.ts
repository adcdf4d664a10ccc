// Takes what Shopify refused of one step into the state of a try, so that it is not sent again: pure.
import { addressKey } from './difference.ts';
import { recordRefusal, withoutAddress } from './owned.ts';
import type { CustomerStep, Link, Owned, ProfileField, Rejection } from './ports.ts';
import type { Learnt, SyncState } from './state.ts';

/** A withdrawn consent, or one that Shopify does not let us withdraw: either way there is no more to be done. */
export function withConsent(learnt: Learnt, step: CustomerStep): Learnt {
  if (step.kind === 'delete') return { ...learnt, released: true };
  if (learnt.consents === undefined) return learnt;
  if (step.kind === 'emailConsent') return { ...learnt, consents: { ...learnt.consents, email: null } };
  if (step.kind === 'smsConsent') return { ...learnt, consents: { ...learnt.consents, sms: null } };
  return learnt;
}

export function absorbRejections(
  state: SyncState,
  step: CustomerStep,
  rejections: readonly Rejection[],
): SyncState {
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
    // A merged customer lives on under another id. Orders are the known reason not to delete a customer; whatever
    // else it is, a tombstone is safe.
    return learn(rejection.code === 'customer_missing' ? { missing: true } : { undeletable: true });
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
    case 'note_invalid':
      return note(refuse(link.owned, step, 'note'));
    case 'metafield_invalid':
      return note(refuseMetafield(link.owned, step, rejection));
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

/** The field names the metafield by its place among those that were sent. */
function refuseMetafield(owned: Owned, step: CustomerStep, { field }: Rejection): Owned {
  const [key, value] =
    step.kind === 'update' ? (Object.entries(step.metafields)[Number(field[1])] ?? []) : [];
  return key === undefined || value === undefined ? owned : recordRefusal(owned, `metafield:${key}`, value);
}

function refuseTags(owned: Owned, step: CustomerStep): Owned {
  const tags = step.kind === 'tagsAdd' ? step.tags : [];
  return tags.reduce((noted, tag) => recordRefusal(noted, `tag:${tag}`, tag), owned);
}

/** An address that is there already is the merchant's; one that is not there any more is not made again. */
function refuseAddress(owned: Owned, step: CustomerStep, { code, field }: Rejection): Owned {
  if (step.kind === 'addressDelete') return withoutAddress(owned, step.addressId);
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
