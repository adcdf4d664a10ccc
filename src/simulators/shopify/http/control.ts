// The /_sim endpoints: what a test or demo sees of the store and does to it behind the API's back.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MergeDesk } from '../customers/merge-port.ts';
import { type FaultInjector, faultKinds } from '../faults.ts';
import type { ShopState } from '../shop/shop-state.ts';
import type { CustomerRecord } from '../state/records.ts';
import type { Stats } from './admin-api.ts';
import type { CallLog } from './call-log.ts';
import { applyMerchantEdit, createAsMerchant, showCustomer } from './merchant.ts';
import { createCompany, type MerchantParts, setContact, showCompany } from './merchant-companies.ts';
import { HttpFault, readJsonObject, sendJson } from './messages.ts';
import { readChoice, readCount, readIdNumber } from './read-value.ts';
import { readShopChange } from './shop-control.ts';

type Body = Record<string, unknown>;
type Handler = (body: Body) => unknown;

export type ControlParts = MerchantParts & {
  shop: ShopState;
  changeShop(change: Partial<ShopState>): void;
  faults: FaultInjector;
  stats: Stats;
  calls: CallLog;
  /** Empties the store and forgets faults, bucket and counts. */
  reset(): void;
  resetStats(): void;
  merges: MergeDesk;
  /** Handlers of webhooks and of the app's life. */
  platform: Record<string, Handler>;
};

/** Returns the handler of paths under /_sim/. */
export function createControl(parts: ControlParts) {
  const { store, clock, shop, faults, stats } = parts;
  const show = (customer: CustomerRecord) => showCustomer(customer, store);

  function requireCustomer(number: number) {
    const customer = store.customer(number);
    if (!customer) throw new HttpFault(404, 'There is no such customer');
    return customer;
  }

  function addOrder({ customerId, companyId }: Body) {
    const customer = requireCustomer(readIdNumber('customerId', customerId));
    const written = { ...customer, orders: customer.orders + 1, updatedAt: clock.now() };
    store.putCustomer(written);
    if (companyId !== undefined) {
      const company = readIdNumber('companyId', companyId);
      const contact = store.companies
        .contactsOfCustomer(customer.number)
        .find((each) => each.company === company);
      if (!contact) throw new HttpFault(400, 'The customer is no contact of that company');
      store.companies.putContact({ ...contact, orders: contact.orders + 1 });
    }
    return show(written);
  }

  /** As a merchant merges in the admin: at once, and with the survivor of their choice. */
  function mergeCustomers({ keep, remove }: Body) {
    const kept = requireCustomer(readIdNumber('keep', keep));
    const gone = requireCustomer(readIdNumber('remove', remove));
    if (kept === gone) throw new HttpFault(400, 'keep and remove must be two customers');
    parts.merges.mergeNow(kept, gone);
    return show(requireCustomer(kept.number));
  }

  function addFault({ kind, rate = 1, count, operation, ms }: Body) {
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) {
      throw new HttpFault(400, 'rate must be a number from 0 to 1');
    }
    if (operation !== undefined && typeof operation !== 'string') {
      throw new HttpFault(400, 'operation must be the name of a root field');
    }
    faults.add({
      kind: readChoice('kind', kind, faultKinds),
      rate,
      count: readCount('count', count),
      operation,
      ms: readCount('ms', ms),
    });
    return faults.list();
  }

  function moveClock({ advanceSeconds }: Body) {
    if (typeof advanceSeconds !== 'number' || !(advanceSeconds >= 0)) {
      throw new HttpFault(400, 'advanceSeconds must be a number, not negative');
    }
    clock.advance(advanceSeconds * 1000);
    return { now: new Date(clock.now()).toISOString() };
  }

  const handlers: Record<string, Handler> = {
    'GET /_sim/customers': () => [...store.customers()].map(show),
    'POST /_sim/customers': (body) => show(createAsMerchant(body, parts)),
    'POST /_sim/orders': addOrder,
    'POST /_sim/merges': mergeCustomers,
    'GET /_sim/companies': () => store.companies.companies().map((company) => showCompany(company, store)),
    'POST /_sim/companies': (body) => showCompany(createCompany(body, parts), store),
    'POST /_sim/contacts': (body) => showCompany(setContact(body, parts), store),
    ...parts.platform,
    'GET /_sim/stats': () => stats,
    'DELETE /_sim/stats': () => {
      parts.resetStats();
      return stats;
    },
    'GET /_sim/calls': () => parts.calls.list(),
    'GET /_sim/shop': () => shop,
    'POST /_sim/shop': (body) => {
      parts.changeShop(readShopChange(body));
      return shop;
    },
    'POST /_sim/clock': moveClock,
    'GET /_sim/faults': () => faults.list(),
    'POST /_sim/faults': addFault,
    'DELETE /_sim/faults': () => {
      faults.reset();
      return faults.list();
    },
    'POST /_sim/reset': () => {
      parts.reset();
      return { reset: true };
    },
  };

  /** /_sim/customers/{number} */
  function handleCustomer(method: string, number: number, body: Body): unknown {
    const customer = requireCustomer(number);
    switch (method) {
      case 'GET':
        return show(customer);
      case 'PATCH':
        return show(applyMerchantEdit(customer, body, parts));
      case 'DELETE':
        store.removeCustomer(customer);
        return { deleted: customer.id };
      default:
        throw new HttpFault(405, 'A customer can be read, patched and deleted');
    }
  }

  return async function answer(request: IncomingMessage, response: ServerResponse, path: string) {
    const method = request.method ?? 'GET';
    const customerNumber = /^\/_sim\/customers\/(\d+)$/.exec(path)?.[1];
    const handler = handlers[`${method} ${path}`];
    if (!customerNumber && !handler) throw new HttpFault(404, `There is no ${method} ${path}`);
    const body = await readJsonObject(request);
    const answered = customerNumber ? handleCustomer(method, Number(customerNumber), body) : handler?.(body);
    const created = method === 'POST' && /^\/_sim\/(customers|companies)$/.test(path);
    sendJson(response, created ? 201 : 200, answered);
  };
}
