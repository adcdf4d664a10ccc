// Turns rows into what the sync's port speaks of.
import type {
  Decision,
  DirtyRow,
  Holder,
  Intent,
  Link,
  LinkState,
  OtherClaim,
  Owned,
  StoredUser,
  SyncSettings,
  UserGroup,
} from '../sync/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import type { ClaimantRow } from './other-claims.ts';
import { LOOKS, priorityOf } from './outbox.ts';

export interface LinkRow {
  link_id: string | null;
  customer_id: string | null;
  origin: Link['origin'] | null;
  link_state: string | null;
  email_key: string | null;
  owned: string | null;
  before: string | null;
  link_updated_at: number | null;
}

export interface DueRow extends LinkRow {
  kind: DirtyRow['kind'];
  connection: string;
  subject: string;
  version: number;
  priority: number;
  attempts: number;
  since: number;
  error_code: string | null;
  user_version: number | null;
  name_key: string | null;
  external_id: string | null;
  body: string | null;
  new_customer_creation: number | null;
  link_policy: string | null;
  domains: string | null;
  settings: string | null;
  ended_at: number | null;
  ended_choice: string | null;
  inherits_from: string | null;
  decision: string | null;
  look: number;
  intent: string | null;
  merged_into: string | null;
  bulk_run: string | null;
}

interface HolderRow extends LinkRow {
  holder_connection: string | null;
  holder_user: string | null;
}

/** @param groups of the user, if its settings depend on them */
export function toDirtyRow(
  row: DueRow,
  groups: readonly UserGroup[],
  others: readonly OtherClaim[],
): DirtyRow {
  const { kind, connection, subject, version, attempts, since, error_code: errorCode } = row;
  const priority = priorityOf(row.priority);
  const thing = { connection, subject, version, priority, since, attempts, errorCode };
  if (kind !== 'user') return { ...thing, kind };
  return {
    ...thing,
    kind,
    user: toUser(row),
    settings: toSettings(row),
    groups,
    link: toLink(row),
    others,
    decision: toDecision(row.decision),
    look: LOOKS[row.look] ?? 'no',
    intent: toIntent(row.intent),
    mergedInto: row.merged_into,
    inBulk: row.bulk_run !== null,
  };
}

/** The claimants beside the row's own user. */
export function toOtherClaims(
  { connection, subject }: DueRow,
  claimants: readonly ClaimantRow[],
  groupsOf: (claimant: ClaimantRow) => readonly UserGroup[],
): OtherClaim[] {
  const isOwn = (claimant: ClaimantRow) => claimant.connection === connection && claimant.subject === subject;
  const place = claimants.findIndex(isOwn);
  return claimants.flatMap((claimant, index) =>
    isOwn(claimant)
      ? []
      : {
          connection: claimant.connection,
          userId: claimant.subject,
          comesFirst: index < place,
          user: toUser(claimant),
          settings: toSettings(claimant),
          groups: groupsOf(claimant),
          isHeld: claimant.outbox_state === 'held',
          intent: toIntent(claimant.intent),
        },
  );
}

interface UserColumns {
  readonly user_version: number | null;
  readonly name_key: string | null;
  readonly external_id: string | null;
  readonly body: string | null;
}

function toUser(row: UserColumns): StoredUser | null {
  if (row.body === null) return null;
  const { user_version: version, name_key: nameKey, external_id: externalId, body } = row;
  return { version: version ?? 0, nameKey: nameKey ?? '', externalId, body };
}

function toIntent(text: string | null): Intent | null {
  return text === null ? null : (JSON.parse(text) as Intent);
}

export function toDecision(text: string | null): Decision | null {
  return text === null ? null : (JSON.parse(text) as Decision);
}

/** A connection as it is stored, or nothing of one that is gone. */
interface SettingsRow {
  readonly ended_at?: number | null;
  readonly ended_choice?: string | null;
  readonly inherits_from?: string | null;
  readonly new_customer_creation: number | null;
  readonly link_policy: string | null;
  readonly domains: string | null;
  readonly settings: string | null;
}

export function toSettings(row: SettingsRow): SyncSettings | null {
  if (row.domains === null || row.settings === null) return null;
  const isHandedBack = row.ended_choice === 'hand_back';
  // Until a person has chosen, and for what is kept or handed over, nothing is done to any customer.
  if (row.ended_at != null && !isHandedBack) return null;
  return {
    ...(isHandedBack && { isHandedBack }),
    ...(row.inherits_from != null && { inheritsFrom: row.inherits_from }),
    newCustomerCreation: row.new_customer_creation === 1,
    linkPolicy: row.link_policy as SyncSettings['linkPolicy'],
    domains: JSON.parse(row.domains) as string[],
    ...readSettings(row.settings),
  };
}

export function toHolder(row: HolderRow): Holder | null {
  const link = toLink(row);
  if (link === null) return null;
  return { link, connection: row.holder_connection, userId: row.holder_user };
}

export function toLink(row: LinkRow): Link | null {
  if (row.link_id === null || row.owned === null) return null;
  return {
    id: row.link_id,
    customerId: row.customer_id,
    origin: row.origin ?? 'created',
    state: row.link_state as LinkState,
    emailKey: row.email_key,
    owned: readOwned(row.owned),
    before: row.before === null ? null : (JSON.parse(row.before) as Link['before']),
    updatedAt: row.link_updated_at ?? 0,
  };
}

/** Of a link from before leavings and companies were recorded, none is known. */
function readOwned(text: string): Owned {
  const stored = JSON.parse(text) as Owned;
  const { leaving = null, company = null, taken = [], notReturned = null } = stored;
  const removed = { removedContacts: [], removedRoles: [] };
  return { ...stored, leaving: leaving && { ...removed, ...leaving }, company, taken, notReturned };
}
