// Whether an existing customer may be linked without asking a person (RULES 6 to 8): pure.
import type { OwnPart } from './claimants.ts';
import type { DesiredCustomer } from './desired.ts';
import { emailKeyOf } from './email-key.ts';
import type { Decision, FoundCustomer, Holder, SyncSettings, Who } from './ports.ts';
import type { Verdict } from './state.ts';
import { emailInUse, held, joined, linkedElsewhere, policyNever } from './verdicts.ts';

export interface AdoptionCase {
  readonly now: number;
  readonly settings: SyncSettings;
  readonly desired: DesiredCustomer;
  /** The customer found under the desired e-mail address. */
  readonly found: FoundCustomer;
  /** Who has that customer here. */
  readonly holder: Holder | null;
  readonly decision: Decision | null;
  readonly own: OwnPart;
}

/** Undefined when the customer may be adopted, else how the try ends. */
export function judgeAdoption(adoption: AdoptionCase): Verdict | undefined {
  const { found, holder, decision } = adoption;
  if (holder !== null) return judgeHolder(holder, adoption);
  if (isChosen(decision, found.id)) return undefined;
  const guarded = judgeUnasked(adoption);
  const isLeft = decision?.kind === 'leave' && decision.customerId === found.id;
  return guarded ?? (isLeft ? held('review_left', 'drop') : undefined);
}

/** How a try ends whose customer somebody has: one user of a connection has it, others only as a person says (RULES 6, 8). */
export function judgeHolder(
  holder: Holder,
  { own, decision, now }: Pick<AdoptionCase, 'own' | 'decision' | 'now'>,
): Verdict {
  const { link, connection } = holder;
  if (link.state === 'tombstone') return held('review_tombstone', 'drop');
  if (connection === null || connection === own.connection) return emailInUse(holder, now, 'drop');
  if (link.customerId !== null && isChosen(decision, link.customerId)) return joined(link.id, now);
  const isLeft = decision?.kind === 'leave' && decision.customerId === link.customerId;
  return isLeft ? held('review_left', 'drop') : linkedElsewhere(holder, now);
}

/** Whether a person decided that this very customer is the user's. */
export function isChosen(decision: Decision | null, customerId: string): boolean {
  const links = decision?.kind === 'link' || decision?.kind === 'relink';
  return links && decision.customerId === customerId;
}

/** RULES 7, 8. */
function judgeUnasked({ settings, desired, found }: AdoptionCase): Verdict | undefined {
  if (found.linkId !== null) return held('review_linked_elsewhere', 'drop');
  if (settings.linkPolicy === 'never') return policyNever('drop');
  if (settings.linkPolicy === 'hold') return held('review_policy', 'drop');
  if (desired.emailFromUserName) return held('review_username_email', 'drop');
  if (!isTrusted(desired.fields.email, settings)) return held('review_domain', 'drop');
  if (!found.verifiedEmail) return held('review_unverified', 'drop');
  return undefined;
}

/** Why an adopted customer's e-mail address may not be changed to the desired one, if so (RULES 8). */
export function judgeEmailChange(desired: DesiredCustomer, settings: SyncSettings): Verdict | undefined {
  if (desired.emailFromUserName) return held('review_username_email', 'keep');
  if (!isTrusted(desired.fields.email, settings)) return held('review_domain', 'keep');
  return undefined;
}

/** Whether the store found the very address that was asked for: a find is never trusted on its word. */
export function isSameEmail(found: FoundCustomer, email: string): boolean {
  return found.fields.email !== undefined && emailKeyOf(found.fields.email) === emailKeyOf(email);
}

/** RULES 19: the same person by userName or externalId. */
export function isSamePerson(left: Who | null, right: Who | null): boolean {
  if (left === null || right === null) return false;
  if (left.nameKey === right.nameKey) return true;
  return left.externalId !== null && left.externalId === right.externalId;
}

/** The merchant confirmed the address's domain; `*` confirms every one. */
function isTrusted(email: string | undefined, settings: SyncSettings): boolean {
  const domain = email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return settings.domains.some((trusted) => trusted === '*' || trusted.toLowerCase() === domain);
}
