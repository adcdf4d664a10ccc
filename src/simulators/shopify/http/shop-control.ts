// What /_sim/shop shows and changes of the shop, with a 400 for anything that it cannot be.
import { type Plan, restoreRates } from '../options.ts';
import { protectedContents, type ShopFunction, type ShopState } from '../shop/shop-state.ts';
import { HttpFault } from './messages.ts';
import { readChoice, readText, readTexts } from './read-value.ts';

const plans = Object.keys(restoreRates) as Plan[];

const readers: { [Name in keyof ShopState]: (value: unknown) => ShopState[Name] } = {
  plan: (value) => readChoice('plan', value, plans),
  b2b: (value) => value === true,
  keepsContactsWithOrders: (value) => value === true,
  scopes: (value) => readTexts('scopes', value),
  customerData: (value) => value === true,
  hiddenContents: (value) =>
    readTexts('hiddenContents', value).map((each) => readChoice('hiddenContents', each, protectedContents)),
  customerAccounts: (value) =>
    readChoice('customerAccounts', value, ['CLASSIC', 'NEW_CUSTOMER_ACCOUNTS'] as const),
  loginRequiredAtCheckout: (value) => value === true,
  distribution: (value) => readChoice('distribution', value, ['custom', 'public'] as const),
  functions: readFunctions,
  frozen: (value) => value === true,
};

function readFunctions(value: unknown): ShopFunction[] {
  if (!Array.isArray(value)) throw new HttpFault(400, 'functions must be a list');
  return value.map((each) => ({
    handle: readText('handle', Object(each).handle),
    apiType: readText('apiType', Object(each).apiType),
  }));
}

/** The changes that a request asks for. */
export function readShopChange(body: Record<string, unknown>): Partial<ShopState> {
  const entries = Object.entries(body).map(([name, value]) => {
    const reader = readers[name as keyof ShopState];
    if (!reader) throw new HttpFault(400, `The shop has no ${name}`);
    return [name, reader(value)] as const;
  });
  return Object.fromEntries(entries);
}
