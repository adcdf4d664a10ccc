// The /_sim endpoints: what a test or demo sees of the store and does to it behind the API's back.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { type FaultInjector, type FaultKind, faultKinds } from '../faults.ts';
import type { Store } from '../state/store.ts';
import type { Stats } from './admin-api.ts';
import { applyMerchantEdit, createAsMerchant, type MerchantParts, showCustomer } from './merchant.ts';
import { HttpFault, readJsonObject, sendJson } from './messages.ts';

export type ControlParts = MerchantParts & {
  clock: Clock;
  store: Store;
  faults: FaultInjector;
  stats: Stats;
  /** Empties the store and forgets faults, bucket and counts. */
  reset(): void;
};

type Answer = { status: number; body: unknown };

/** Returns the handler of paths under /_sim/. */
export function createControl(parts: ControlParts) {
  const { store, faults, stats } = parts;

  async function route(request: IncomingMessage, path: string): Promise<Answer> {
    const method = request.method ?? 'GET';
    const customerNumber = /^\/_sim\/customers\/(\d+)$/.exec(path)?.[1];
    if (customerNumber) return routeCustomer(request, Number(customerNumber));
    switch (`${method} ${path}`) {
      case 'GET /_sim/customers':
        return ok([...store.customers()].map(showCustomer));
      case 'POST /_sim/customers':
        return { status: 201, body: showCustomer(createAsMerchant(await readJsonObject(request), parts)) };
      case 'POST /_sim/orders':
        return ok(addOrder((await readJsonObject(request)).customerId));
      case 'GET /_sim/stats':
        return ok(stats);
      case 'GET /_sim/faults':
        return ok(faults.list());
      case 'POST /_sim/faults':
        addFault(await readJsonObject(request));
        return ok(faults.list());
      case 'POST /_sim/reset':
        parts.reset();
        return ok({ reset: true });
      default:
        throw new HttpFault(404, `There is no ${method} ${path}`);
    }
  }

  async function routeCustomer(request: IncomingMessage, number: number): Promise<Answer> {
    const customer = requireCustomer(number);
    switch (request.method) {
      case 'GET':
        return ok(showCustomer(customer));
      case 'PATCH':
        return ok(showCustomer(applyMerchantEdit(customer, await readJsonObject(request), parts)));
      case 'DELETE':
        store.removeCustomer(customer);
        return ok({ deleted: customer.id });
      default:
        throw new HttpFault(405, 'A customer can be read, patched and deleted');
    }
  }

  function requireCustomer(number: number) {
    const customer = store.customer(number);
    if (!customer) throw new HttpFault(404, 'There is no such customer');
    return customer;
  }

  function addOrder(customerId: unknown) {
    const number = /(\d+)$/.exec(String(customerId))?.[1];
    if (number === undefined) throw new HttpFault(400, 'customerId must be a customer’s id');
    const customer = requireCustomer(Number(number));
    const written = { ...customer, orders: customer.orders + 1, updatedAt: parts.clock.now() };
    store.putCustomer(written);
    return showCustomer(written);
  }

  function addFault({ kind, rate = 1, count, operation, ms }: Record<string, unknown>) {
    if (!isFaultKind(kind)) {
      throw new HttpFault(400, `kind must be one of: ${faultKinds.join(', ')}`);
    }
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) {
      throw new HttpFault(400, 'rate must be a number from 0 to 1');
    }
    if (operation !== undefined && typeof operation !== 'string') {
      throw new HttpFault(400, 'operation must be the name of a root field');
    }
    faults.add({ kind, rate, count: readCount('count', count), operation, ms: readCount('ms', ms) });
  }

  return async function answer(request: IncomingMessage, response: ServerResponse, path: string) {
    const { status, body } = await route(request, path);
    sendJson(response, status, body);
  };
}

const ok = (body: unknown): Answer => ({ status: 200, body });

function isFaultKind(kind: unknown): kind is FaultKind {
  return faultKinds.some((known) => known === kind);
}

function readCount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new HttpFault(400, `${name} must be a whole number, not negative`);
}
