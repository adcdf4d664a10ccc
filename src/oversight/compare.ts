// What a reconciliation makes of one customer: pure.
import { hasLostCompany, type Membership } from '../sync/company/company-drift.ts';
import { findDrift } from '../sync/drift.ts';
import type { CustomerSnapshot, DriftKey } from '../sync/ports.ts';
import type { ClaimedLink, Finding, RepairPolicy } from './survey-port.ts';

/** What was found; undefined where all is as it should be. */
export function compare(
  { userId, link, exists }: ClaimedLink,
  customer: CustomerSnapshot | null,
  policy: RepairPolicy,
  /** What companies it belongs to, where that was read. */
  contacts?: readonly Membership[],
): Finding | undefined {
  const found = { subject: userId, customerId: link.customerId, code: null, changed: [] };
  // Kept for an erasure, without a user.
  if (!exists && link.state === 'tombstone') return undefined;
  if (!exists) return { ...found, kind: 'user_gone', action: 'release' };
  if (link.state === 'gone') {
    return { ...found, kind: 'customer_gone', action: 'decide', code: 'customer_gone' };
  }
  // Gone, or merged into another: the sync finds out which.
  if (customer === null) return { ...found, kind: 'customer_gone', action: 'look' };
  const hasLost = contacts !== undefined && hasLostCompany(link.owned.company, contacts);
  const changed = [...findDrift(link, customer), ...(hasLost ? (['company'] as const) : [])];
  if (changed.length === 0) return undefined;
  const kind = changed.includes('link') ? 'link_broken' : 'drift';
  return { ...found, kind, action: actionFor(changed, customer, policy), changed };
}

function actionFor(
  changed: readonly DriftKey[],
  customer: CustomerSnapshot,
  policy: RepairPolicy,
): Finding['action'] {
  // It carries the link of somebody else.
  if (changed.includes('link') && customer.linkId !== null) return 'decide';
  if (policy === 'report') return 'none';
  return policy === 'managed' || changed.some(isOurs) ? 'repair' : 'none';
}

/** What only Rollcall writes. */
function isOurs(key: DriftKey): boolean {
  return key === 'tags' || key === 'link' || key === 'company' || key.startsWith('metafield:');
}
