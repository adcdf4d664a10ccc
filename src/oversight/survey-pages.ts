// One page of a reconciliation or of a dry run: what is read for it, what is found, and where the next one begins.
import { beginState, prepareUser } from '../sync/begin.ts';
import { isCompanyGiven, type Membership } from '../sync/company/company-drift.ts';
import { foresee } from '../sync/foresee.ts';
import type { Contact, CustomerSnapshot, DirtyUser, ShopGateway } from '../sync/ports.ts';
import { CUSTOMERS, createBulkReader } from './bulk-reading.ts';
import { compare } from './compare.ts';
import type { BulkReading, ClaimedLink, Finding, Progress, SurveyStore, TakenSurvey } from './survey-port.ts';

export interface SurveyPages {
  /** What came of the next page, or when Shopify is to be asked again for what it is preparing. */
  next(taken: TakenSurvey): Promise<Progress | { readonly waitUntil: number }>;
}

export interface SurveyPagesDependencies {
  readonly store: SurveyStore;
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly gatewayOf: (shop: string) => ShopGateway;
  readonly now: () => number;
  readonly newId: () => string;
  /** So many customers are read by bulk operations; 0 for none. */
  readonly bulkFrom?: number;
  /** Ends calls that are on their way. */
  readonly signal: AbortSignal;
}

/** Below this, the calls for a page at a time are soon done, and tell what is so at that moment. */
const BULK_FROM = 3_000;
/** Customers that one call reads. */
const PAGE = 25;
/** Links that are looked through at once where nothing is read for them. */
const REST_PAGE = 200;
const MAX_UNCLAIMED = 1_000;

export function createSurveyPages(dependencies: SurveyPagesDependencies): SurveyPages {
  const { store, gatewayOf, now, newId, signal } = dependencies;
  const options = { leaving: false, background: true, unsent: signal, signal };
  const bulk = createBulkReader({ store, now, options });
  const bulkFrom = dependencies.bulkFrom ?? BULK_FROM;

  async function next(taken: TakenSurvey): Promise<Progress | { readonly waitUntil: number }> {
    if (taken.survey.kind === 'dry_run') return foreseePage(taken);
    const reading = taken.reading ?? (await chooseReading(taken));
    if (reading === null || reading.phase === 'pages') return comparePage(taken);
    return reading.phase === 'rest' ? compareRest(taken, reading) : readBulk(taken, reading);
  }

  /** Many customers go by bulk; what was begun page by page goes on so. */
  async function chooseReading(taken: TakenSurvey): Promise<BulkReading | null> {
    const isBegun = taken.bookmark !== '' || Object.keys(taken.survey.counts).length > 0;
    if (isBegun || bulkFrom === 0 || (await store.countLinks(taken, bulkFrom)) < bulkFrom) return null;
    return { ...CUSTOMERS, phase: 'roles' };
  }

  async function readBulk(
    taken: TakenSurvey,
    reading: BulkReading,
  ): Promise<Progress | { readonly waitUntil: number }> {
    const step = await bulk.step(gatewayOf(taken.shop).bulkReads, taken, reading);
    switch (step.do) {
      case 'wait':
        return { waitUntil: step.until };
      case 'giveUp':
        // Shops without B2B tell nothing of companies; whatever else it is, there is another way.
        return reading.phase === 'roles'
          ? goOn(taken, '', NOTHING, { reading: { ...CUSTOMERS, hasCompanies: false } })
          : goOn({ ...taken, survey: { ...taken.survey, counts: {} } }, '', NOTHING, {
              reading: { ...CUSTOMERS, phase: 'pages' },
            });
      case 'goOn':
        return goOn(taken, '', NOTHING, { reading: step.reading, seen: step.seen });
      case 'rest':
        return goOn(taken, '', NOTHING, { reading: { ...reading, phase: 'rest' } });
      case 'compare': {
        const customers = new Map(step.claimed.map(({ customer }) => [customer.id, customer]));
        const contacts = new Map(step.claimed.map((read) => [read.customer.id, read.contacts]));
        const claimed = step.claimed.map((read) => read.claimed);
        const settled = claimed.filter((one) => isSettled(one, reading));
        const found = compareAll(taken, settled, customers, reading.hasCompanies ? contacts : new Map());
        const looked = { customers: settled.length, waiting: claimed.length - settled.length };
        const seen = claimed.map(({ userId }) => userId);
        return goOn(taken, '', { ...found, looked }, { reading: step.reading, seen });
      }
    }
  }

  /** Those that no file told of: what Shopify does not know, and what has no user. */
  async function compareRest(taken: TakenSurvey, reading: BulkReading): Promise<Progress> {
    const page = await store.unseenLinks(taken, taken.bookmark, REST_PAGE, now());
    const settled = page.filter((one) => isSettled(one, reading));
    const found = compareAll(taken, settled, new Map(), new Map());
    const looked = { customers: settled.length, waiting: page.length - settled.length };
    if (page.length === REST_PAGE)
      return goOn(taken, page.at(-1)?.userId ?? '', { ...found, looked }, { reading });
    const findings = [...found.findings, ...(await findUnclaimed(taken))];
    return goOn(taken, null, { ...found, findings, looked });
  }

  async function comparePage(taken: TakenSurvey): Promise<Progress> {
    const page = await store.claimedLinks(taken, taken.bookmark, PAGE, now());
    const settled = page.filter((one) => isSettled(one, null));
    const ids = settled
      .filter(({ link }) => link.state !== 'gone')
      .map(({ link }) => link.customerId as string);
    const read = ids.length === 0 ? [] : await gatewayOf(taken.shop).readMany(ids, options);
    const customers = new Map(read.flatMap((found) => (found === null ? [] : [[found.id, found] as const])));
    const found = compareAll(taken, settled, customers, await readContacts(taken.shop, settled));
    const looked = { customers: settled.length, waiting: page.length - settled.length };
    if (page.length === PAGE) return goOn(taken, page.at(-1)?.userId ?? '', { ...found, looked });
    return goOn(taken, null, {
      ...found,
      findings: [...found.findings, ...(await findUnclaimed(taken))],
      looked,
    });
  }

  function compareAll(
    { survey: { policy, dryRun } }: TakenSurvey,
    settled: readonly ClaimedLink[],
    customers: ReadonlyMap<string, CustomerSnapshot>,
    contacts: ReadonlyMap<string, readonly Membership[]>,
  ): Pick<Found, 'findings' | 'drift'> {
    const findings: Finding[] = [];
    const drift: Progress['drift'][number][] = [];
    for (const claimed of settled) {
      const id = claimed.link.customerId ?? '';
      const customer = customers.get(id) ?? null;
      const finding = compare(claimed, customer, policy, contacts.get(id));
      if (finding !== undefined) findings.push(finding);
      if (customer !== null && claimed.exists && !claimed.isLookDue && !dryRun) {
        drift.push({ linkId: claimed.link.id, keys: finding?.changed ?? [] });
      }
    }
    return { findings, drift };
  }

  /** Of those to whom we gave a company; nothing where the shop does not tell. */
  async function readContacts(
    shop: string,
    settled: readonly ClaimedLink[],
  ): Promise<ReadonlyMap<string, readonly Contact[]>> {
    const ids = settled.flatMap(({ link: { customerId, state, owned } }) =>
      customerId !== null && state !== 'gone' && isCompanyGiven(owned.company) ? [customerId] : [],
    );
    if (ids.length === 0) return new Map();
    const found = await gatewayOf(shop).companies.contactsOfMany(ids, options);
    return new Map(found === 'denied' ? [] : ids.map((id, index) => [id, found[index] ?? []]));
  }

  async function findUnclaimed({ shop }: TakenSurvey): Promise<Finding[]> {
    const links = await store.unclaimedLinks(shop, MAX_UNCLAIMED);
    return links.map(({ id, customerId }) => {
      return { subject: id, kind: 'link_broken', action: 'decide', customerId, code: null, changed: [] };
    });
  }

  async function foreseePage(taken: TakenSurvey): Promise<Progress> {
    const users = await store.users(taken, taken.bookmark, PAGE);
    const findings = await Promise.all(users.map((user) => foreseeUser(taken.shop, user)));
    const last = users.length === PAGE ? (users.at(-1)?.subject ?? null) : null;
    const nothing = findings.filter(({ kind }) => kind === 'nothing').length;
    const told = findings.filter(({ kind }) => kind !== 'nothing');
    return goOn(taken, last, { findings: told, looked: { users: users.length, nothing }, drift: [] });
  }

  async function foreseeUser(shop: string, row: DirtyUser): Promise<Finding> {
    const gateway = gatewayOf(shop);
    const facts = gateway.facts() ?? { country: null, unusable: {} };
    const none = { subject: row.subject, action: 'none', customerId: null, changed: [] } as const;
    const prepared = prepareUser(row, facts, newId(), now(), () => undefined);
    if (!('request' in prepared)) return { ...none, kind: 'fail', code: 'internal' };
    const grant = await store.preview(shop, prepared.request);
    const end = await foresee(beginState(prepared, grant, now()), {
      gateway,
      options,
      now,
      findHolder: (customer) => store.findHolder(shop, row.connection, customer),
    });
    const { would: kind, code, customerId, changed } = end;
    return { ...none, kind, code, customerId, changed };
  }

  return { next };
}

/** What a page came to. */
interface Found {
  readonly findings: readonly Finding[];
  readonly looked: Readonly<Record<string, number>>;
  readonly drift: Progress['drift'];
}

const NOTHING: Found = { findings: [], looked: {}, drift: [] };

/** What is still to be written differs for a good reason, and of what changed since it was asked for, a file tells the past. */
function isSettled({ link, isPending }: ClaimedLink, reading: BulkReading | null): boolean {
  if (link.customerId === null || isPending) return false;
  return reading === null || link.updatedAt < (reading.sentAt ?? 0);
}

/** @param bookmark null behind the last page */
function goOn(
  { survey: { counts } }: TakenSurvey,
  bookmark: string | null,
  { findings, looked, drift }: Found,
  { reading = null, seen = [] }: Partial<Pick<Progress, 'reading' | 'seen'>> = {},
): Progress {
  const total: Record<string, number> = { ...counts };
  const add = (name: string, many: number) => {
    total[name] = (total[name] ?? 0) + many;
  };
  for (const [name, many] of Object.entries(looked)) add(name, many);
  for (const finding of findings) add(finding.kind, 1);
  const state = bookmark === null ? 'repairing' : 'reading';
  return { findings, counts: total, bookmark: bookmark ?? '', state, drift, reading, seen };
}
