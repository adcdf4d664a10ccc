// Companies, their contacts and roles over the Admin API: every hit of a search is verified, since the index lags and
// fails open.
import type {
  CallOptions,
  CompanyAnswer,
  CompanyFacts,
  CompanyGateway,
  Contact,
  ContactsReading,
  WantedCompany,
} from '../sync/ports.ts';
import type { AdminClient } from './client.ts';
import {
  CONTACTS_AT_ONCE,
  type CompanyFound,
  type ContactsFound,
  countContacts,
  createCompany,
  findCompanies,
  type RolesPage,
  readCompany,
  readContacts,
  readManyContacts,
  readMoreRoles,
} from './company-operations.ts';
import { refusedStep, takeCompanyStep, toAssignment } from './company-steps.ts';
import { isDenial, ShopifyError } from './errors.ts';

/** Companies, locations and roles change seldom, and one user after another asks for the same. */
const BELIEVED_MS = 2 * 60_000;
/** More than all rules of a shop name at a time. */
const MAX_BELIEVED = 5_000;

export interface ShopCompanies extends CompanyGateway {
  /** What companies a customer belongs to, where `some` says that it has one; null where the shop has no B2B. */
  readBack(customerId: string, some: boolean, options: CallOptions): Promise<ContactsReading | null>;
  /** Milliseconds since companies were denied, where that is so short that no call need find it out again. */
  deniedFor(): number | undefined;
  deny(): void;
}

export function createCompanyGateway(client: AdminClient): ShopCompanies {
  const believed = new Map<string, { readonly until: number; readonly answer: Promise<CompanyAnswer> }>();
  let deniedAt: number | undefined;

  /** A shop without B2B denies access to companies alone, which must not hold up its customers. */
  async function unlessNoB2b<T, U>(asked: Promise<T>, otherwise: U, isWrite = false): Promise<T | U> {
    try {
      const answer = await asked;
      deniedAt = undefined;
      return answer;
    } catch (error) {
      if (!isDenial(error, isWrite)) throw error;
      deny();
      return otherwise;
    }
  }

  function deny(): void {
    deniedAt = performance.now();
  }

  function deniedFor(): number | undefined {
    const age = deniedAt === undefined ? BELIEVED_MS : performance.now() - deniedAt;
    return age < BELIEVED_MS ? age : undefined;
  }

  async function readAll(id: string, options: CallOptions): Promise<ContactsReading> {
    const { data, requestId } = await client.run(readContacts, { id }, options);
    return { contacts: await toContacts(data.customer, options), requestId };
  }

  async function toContacts(customer: ContactsFound, options: CallOptions): Promise<Contact[]> {
    const contacts: Contact[] = [];
    for (const found of customer?.companyContactProfiles ?? []) {
      const roles = [...found.roleAssignments.nodes];
      let page: RolesPage['pageInfo'] | undefined = found.roleAssignments.pageInfo;
      while (page?.hasNextPage) {
        const more = await readMore(found.id, page.endCursor, options);
        roles.push(...(more?.nodes ?? []));
        page = more?.pageInfo;
      }
      contacts.push({
        id: found.id,
        companyId: found.company.id,
        companyName: found.company.name,
        isMain: found.isMainContact,
        roles: roles.map(toAssignment),
      });
    }
    return contacts;
  }

  async function readMore(
    id: string,
    after: string | null,
    options: CallOptions,
  ): Promise<RolesPage | undefined> {
    const { data } = await client.run(readMoreRoles, { id, after }, options);
    return data.companyContact?.roleAssignments;
  }

  async function hasContacts(id: string, options: CallOptions): Promise<boolean> {
    const { data } = await client.run(countContacts, { id }, options);
    return (data.customer?.companyContactProfiles.length ?? 0) > 0;
  }

  async function search(wanted: WantedCompany, options: CallOptions): Promise<CompanyAnswer> {
    const { externalId, name } = wanted;
    const query = externalId === null ? `name:${quote(name ?? '')}` : `external_id:${quote(externalId)}`;
    const { data } = await client.run(findCompanies, { query }, options);
    const isHit = (company: Pick<CompanyFound, 'name' | 'externalId'>) =>
      externalId === null ? company.name === name : company.externalId === externalId;
    const hits = data.companies.nodes.filter(isHit);
    const unknown = data.newest.nodes.filter(
      (company) => isHit(company) && !hits.some(({ id }) => id === company.id),
    );
    if (hits.length + unknown.length > 1) return { kind: 'several' };
    const company = hits[0] ?? (unknown[0] && (await read(unknown[0].id, options)));
    if (company != null) return { kind: 'found', company: toFacts(company) };
    if (!wanted.create || externalId === null || name === null) return { kind: 'none' };
    return create(externalId, name, options);
  }

  async function read(id: string, options: CallOptions): Promise<CompanyFound | null> {
    return (await client.run(readCompany, { id }, options)).data.company;
  }

  async function create(externalId: string, name: string, options: CallOptions): Promise<CompanyAnswer> {
    const { data, requestId } = await client.run(
      createCompany,
      { input: { company: { name, externalId } } },
      options,
    );
    const { company, userErrors } = data.companyCreate;
    if (company !== null) return { kind: 'found', company: toFacts(company) };
    if (userErrors.some(({ code }) => code === 'TAKEN')) {
      // Just made, by us or by another: the search will show it.
      throw new ShopifyError({
        kind: 'unavailable',
        code: 'company_unseen',
        message: 'Shopify says that the company exists, and does not show it yet.',
        requestId,
      });
    }
    return { kind: 'refused' };
  }

  return {
    find(wanted, options) {
      const key = JSON.stringify([wanted.externalId, wanted.name, wanted.create]);
      const known = believed.get(key);
      if (known !== undefined && known.until > performance.now()) return known.answer;
      if (believed.size >= MAX_BELIEVED) believed.clear();
      // Asked by many at once, it is looked up, and made, once.
      const answer = unlessNoB2b<CompanyAnswer, CompanyAnswer>(search(wanted, options), { kind: 'denied' });
      believed.set(key, { until: performance.now() + BELIEVED_MS, answer });
      const forget = () => believed.delete(key);
      answer.then(({ kind }) => kind === 'found' || forget(), forget);
      return answer;
    },

    async contacts(id, likely, options) {
      const some = likely || (await unlessNoB2b(hasContacts(id, options), 'denied' as const));
      if (some === 'denied') return some;
      if (!some) return [];
      const reading = await unlessNoB2b(readAll(id, options), 'denied' as const);
      return reading === 'denied' ? reading : reading.contacts;
    },

    async contactsOfMany(customerIds, options) {
      const found: (readonly Contact[])[] = [];
      for (let start = 0; start < customerIds.length; start += CONTACTS_AT_ONCE) {
        const ids = customerIds.slice(start, start + CONTACTS_AT_ONCE);
        const variables = Object.fromEntries(ids.map((id, index) => [`c${index}`, id]));
        const asked = client.run(readManyContacts(ids.length), variables, options);
        const answer = await unlessNoB2b(asked, 'denied' as const);
        if (answer === 'denied') return answer;
        for (const index of ids.keys()) {
          found.push(await toContacts(answer.data[`c${index}`] ?? null, options));
        }
      }
      return found;
    },

    async readBack(id, some, options) {
      return some ? unlessNoB2b(readAll(id, options), null) : { contacts: [], requestId: null };
    },

    deniedFor,
    deny,

    async write(step, options) {
      const answer = await unlessNoB2b(takeCompanyStep(client, step, options), refusedStep('denied'), true);
      // What was believed of the company was not so.
      if (answer.refusals.some(({ kind }) => kind === 'missing')) believed.clear();
      return answer;
    },
  };
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function toFacts({ id, locations, contactRoles, defaultRole }: CompanyFound): CompanyFacts {
  return {
    id,
    locations: locations.nodes,
    roles: contactRoles.nodes,
    defaultRole: defaultRole?.id ?? null,
  };
}
