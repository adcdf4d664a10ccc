// What a leaver loses of companies where all of it goes, merchants' gifts included: each is noted before it is taken
// (RULES 15 a). Pure.
import type { Link } from '../ports.ts';
import type { Action, SyncState } from '../state.ts';
import type { Contact } from './company-port.ts';
import { MAX_ENTRIES, noteTaken } from './contact-parts.ts';
import { ask, conclude } from './plan-company.ts';

/** The next step, or undefined once there is none. */
export function planTaking(state: SyncState, link: Link, customerId: string): Action | undefined {
  const learnt = state.learnt.company ?? {};
  if (learnt.done) return undefined;
  if (learnt.contacts === undefined) {
    return ask({ kind: 'contacts', customerId, likely: link.owned.company !== null });
  }
  const isKept = ({ id }: Contact) => learnt.kept?.includes(id) ?? false;
  const contact = learnt.contacts.find((each) => !isKept(each) || each.roles.length > 0);
  if (contact === undefined) return conclude(state, link, null, null);
  const taken = noteTaken(link.owned, contact);
  if (taken !== link.owned.taken) {
    return { do: 'saveLink', link: { ...link, owned: { ...link.owned, taken } } };
  }
  const contactId = contact.id;
  if (!isKept(contact))
    return ask({ kind: 'write', step: { kind: 'contactRemove', contactId }, wanted: null });
  const revoke = contact.roles.slice(0, MAX_ENTRIES).map(({ id }) => id);
  return ask({ kind: 'write', step: { kind: 'rolesChange', contactId, revoke, assign: [] }, wanted: null });
}
