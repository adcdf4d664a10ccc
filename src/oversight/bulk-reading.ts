// Reads for a reconciliation by Shopify's bulk queries: all customers in one file, and before it the roles at companies
// where we gave any. Each step is kept, so that a process that dies costs a part of a file.
import { isCompanyGiven, type Membership } from '../sync/company/company-drift.ts';
import type { BulkReadGateway, CallOptions, CompanyRole, ReadCustomer } from '../sync/ports.ts';
import type { BulkReading, ClaimedLink, SurveyStore, TakenSurvey } from './survey-port.ts';

/** What one step came to. */
export type BulkStep =
  | { readonly do: 'goOn'; readonly reading: BulkReading; readonly seen: readonly string[] }
  | { readonly do: 'compare'; readonly reading: BulkReading; readonly claimed: readonly Read[] }
  | { readonly do: 'rest' }
  | { readonly do: 'wait'; readonly until: number }
  /** Shopify does not read by bulk: it goes page by page. */
  | { readonly do: 'giveUp' };

/** A link with its customer, as the file has it. */
export interface Read {
  readonly claimed: ClaimedLink;
  readonly customer: ReadCustomer;
  readonly contacts: readonly Membership[];
}

/** Rows taken in by one step. */
const ROWS_AT_ONCE = 200;
const MIN_PACE_MS = 1_000;
const MAX_PACE_MS = 15_000;

export interface BulkReadingDependencies {
  readonly store: SurveyStore;
  readonly now: () => number;
  readonly options: CallOptions;
}

export function createBulkReader({ store, now, options }: BulkReadingDependencies) {
  /** The file of a survey under way, kept open between steps. */
  let open: { readonly key: string; readonly rows: AsyncIterator<ReadCustomer | CompanyRole> } | undefined;

  async function begin(
    gateway: BulkReadGateway,
    taken: TakenSurvey,
    reading: BulkReading,
  ): Promise<BulkStep> {
    const what = reading.phase === 'roles' ? 'roles' : 'customers';
    const name = `${taken.survey.id}${what}`;
    // Noted before it is sent: what is started unheard is found again.
    if (reading.sentAt === null) return { do: 'goOn', reading: { ...reading, sentAt: now() }, seen: [] };
    const found = await gateway.find(name, options);
    if (found !== null)
      return { do: 'goOn', reading: { ...reading, operationId: found.operationId }, seen: [] };
    const start = await gateway.start(name, what, { withCompanies: reading.hasCompanies }, options);
    if (start.started)
      return { do: 'goOn', reading: { ...reading, operationId: start.operationId }, seen: [] };
    return start.isPassing ? { do: 'wait', until: now() + MAX_PACE_MS } : { do: 'giveUp' };
  }

  async function openFile(
    gateway: BulkReadGateway,
    reading: BulkReading,
    operationId: string,
  ): Promise<AsyncIterator<ReadCustomer | CompanyRole> | BulkStep> {
    const status = await gateway.look(operationId, options);
    if (status === null) return { do: 'giveUp' };
    if (!status.isOver) {
      const age = now() - (reading.sentAt ?? now());
      // It is stored: PostgreSQL takes no part of a millisecond.
      const pace = Math.round(Math.min(MAX_PACE_MS, Math.max(MIN_PACE_MS, age / 10)));
      return { do: 'wait', until: now() + pace };
    }
    if (!status.isComplete) return { do: 'giveUp' };
    if (status.url === null) return nothing();
    const rows =
      reading.phase === 'roles' ? gateway.roles(status.url, options) : gateway.customers(status.url, options);
    const iterator = rows[Symbol.asyncIterator]();
    for (let skipped = 0; skipped < reading.taken; skipped += 1) await iterator.next();
    return iterator;
  }

  /** Does the next part of it. */
  async function step(gateway: BulkReadGateway, taken: TakenSurvey, reading: BulkReading): Promise<BulkStep> {
    if (reading.operationId === null) return begin(gateway, taken, reading);
    const key = `${taken.survey.id} ${reading.phase} ${reading.taken}`;
    let rows = open?.key === key ? open.rows : undefined;
    open = undefined;
    if (rows === undefined) {
      const opened = await openFile(gateway, reading, reading.operationId);
      if ('do' in opened) return opened;
      rows = opened;
    }
    const part: (ReadCustomer | CompanyRole)[] = [];
    while (part.length < ROWS_AT_ONCE) {
      const { done, value } = await rows.next();
      if (done === true) break;
      part.push(value);
    }
    const isLast = part.length < ROWS_AT_ONCE;
    const next = { ...reading, taken: reading.taken + part.length };
    if (!isLast) open = { key: `${taken.survey.id} ${reading.phase} ${next.taken}`, rows };
    if (reading.phase === 'roles') {
      const seen = (part as CompanyRole[]).map(roleKey);
      return { do: 'goOn', reading: isLast ? CUSTOMERS : next, seen };
    }
    if (part.length === 0) return { do: 'rest' };
    return { do: 'compare', reading: next, claimed: await findClaimed(taken, part as ReadCustomer[]) };
  }

  /** The links of the connection among some customers, each with what companies it was read to belong to. */
  async function findClaimed(taken: TakenSurvey, customers: readonly ReadCustomer[]): Promise<Read[]> {
    const byId = new Map(customers.map((customer) => [customer.id, customer]));
    const links = await store.claimedLinksOf(taken, [...byId.keys()], now());
    const wanted = links.flatMap(({ link }) => {
      const customer = byId.get(link.customerId ?? '');
      return customer === undefined ? [] : ourRoles(link.owned.company, customer);
    });
    const seen = await store.areSeen(taken, wanted.map(roleKey));
    return links.flatMap((claimed) => {
      const customer = byId.get(claimed.link.customerId ?? '');
      if (customer === undefined) return [];
      const standing = ourRoles(claimed.link.owned.company, customer).filter((role) =>
        seen.has(roleKey(role)),
      );
      const contacts = customer.contacts.map(({ id, companyId }) => ({
        companyId,
        roles: standing.filter(({ contactId }) => contactId === id),
      }));
      return [{ claimed, customer, contacts }];
    });
  }

  return { step };
}

export const CUSTOMERS: BulkReading = {
  phase: 'customers',
  hasCompanies: true,
  operationId: null,
  sentAt: null,
  taken: 0,
};

/** The roles that we gave at the company, as they would stand. */
function ourRoles(ours: ClaimedLink['link']['owned']['company'], { contacts }: ReadCustomer): CompanyRole[] {
  if (!isCompanyGiven(ours)) return [];
  const contact = contacts.find(({ companyId }) => companyId === ours.companyId);
  if (contact === undefined) return [];
  return ours.roles.map(({ locationId, roleId }) => ({ contactId: contact.id, locationId, roleId }));
}

const roleKey = ({ contactId, locationId, roleId }: CompanyRole) => `${contactId} ${locationId} ${roleId}`;

async function* nothing(): AsyncGenerator<never> {}
