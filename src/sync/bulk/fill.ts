// Fills a run with users who wait for their first try: claims each, and plans it up to its create.
import { beginState, type Prepared } from '../begin.ts';
import type { Seal } from '../certificate.ts';
import { keyOf } from '../places.ts';
import { planSync } from '../plan.ts';
import type { BulkCreate, BulkRun, DirtyUser, Lease, Settlement, ShopStore } from '../ports.ts';
import { settleVerdict } from '../settlement.ts';
import type { SyncState } from '../state.ts';

export interface FillDependencies {
  readonly store: ShopStore;
  readonly shop: string;
  readonly prepare: (row: DirtyUser) => Prepared | Settlement;
  readonly seal: Seal;
}

/** Users taken up in one turn: leavers wait no longer than that takes. */
const CHUNK = 200;
/** So many users who cannot go by bulk are enough to end the search for others. */
const MAX_SKIPPED = 1_000;
/** A file may have 100 MB, and a run 5,000 customers. https://shopify.dev/docs/api/usage/bulk-operations/imports */
const MAX_CUSTOMER_BYTES = 18_000;
/** As long as an operation may take; who rests longer is looked at again. */
export const REST_MS = 24 * 60 * 60_000;

/**
 * Adds a part of what is missing.
 * @param skipped users who cannot go by this run; those found now are added
 * @returns how many were added; null when the lease is lost
 */
export async function fillSome(
  run: BulkRun,
  lease: Lease,
  skipped: Set<string>,
  now: number,
  dependencies: FillDependencies,
): Promise<{ readonly added: number; readonly isFull: boolean } | null> {
  const { store, shop } = dependencies;
  const wanted = Math.min(CHUNK, run.target - run.size);
  // Who is being worked on has been claimed, and is not among them.
  const asked = await store.bulk.joiners(shop, now, wanted + skipped.size);
  const rows = asked.filter((row) => !skipped.has(keyOf(row))).slice(0, wanted);
  if (rows.length === 0) return { added: 0, isFull: true };
  const added = await addRows(run, lease, rows, skipped, now, dependencies);
  if (added === null) return null;
  return { added, isFull: run.size + added >= run.target || skipped.size > MAX_SKIPPED };
}

async function addRows(
  run: BulkRun,
  lease: Lease,
  rows: readonly DirtyUser[],
  skipped: Set<string>,
  now: number,
  { store, prepare, seal }: FillDependencies,
): Promise<number | null> {
  const prepared: Prepared[] = [];
  for (const row of rows) {
    const one = prepare(row);
    if ('request' in one && one.request.email !== null) prepared.push(one);
    // Without an e-mail address, or unreadable: that is for a try of its own to say.
    else skipped.add(keyOf(row));
  }
  const requests = prepared.map(({ request }) => request);
  const grants = await store.claim(lease, requests, now);
  if (grants === null) return null;
  const creates: BulkCreate[] = [];
  const others: Settlement[] = [];
  prepared.forEach((one, index) => {
    const grant = grants[index];
    if (grant === undefined) return;
    const end = planCreate(one.row, beginState(one, grant, now), seal);
    if ('customer' in end) creates.push(end);
    else {
      skipped.add(keyOf(one.row));
      others.push(end);
    }
  });
  if (others.length > 0 && (await store.settle(lease, others, now)) === null) return null;
  const added = await store.bulk.add(lease, run.id, creates, now + REST_MS);
  return added === null ? null : added.filter(Boolean).length;
}

/** The create, if that is what is to be done; else how the row is left. */
function planCreate(row: DirtyUser, state: SyncState, seal: Seal): BulkCreate | Settlement {
  const action = planSync(state);
  if (action.do === 'settle') return settleVerdict(row, state, action.verdict, state.link, seal);
  const { link } = state;
  if (action.do === 'create' && link !== null) {
    const { customer } = action;
    if (Buffer.byteLength(JSON.stringify(customer)) <= MAX_CUSTOMER_BYTES)
      return { row, linkId: link.id, customer };
  }
  return {
    row,
    outcome: { kind: 'release' },
    link: state.freshLink && link !== null ? { drop: link.id } : 'keep',
    claim: 'keep',
    freesEmail: state.freshLink,
    certificate: null,
  };
}
