// The /_sim endpoints of webhooks, of compliance requests, and of the app's life on the shop.
import type { SimulatorSettings } from '../options.ts';
import type { Store } from '../state/store.ts';
import type { Courier } from '../webhooks/delivery.ts';
import type { Webhooks } from '../webhooks/desk.ts';
import { complianceTopics } from '../webhooks/topics.ts';
import { HttpFault } from './messages.ts';
import { readChoice, readIdNumber, readText, readTexts } from './read-value.ts';
import type { TokenDesk } from './tokens.ts';

type PlatformParts = {
  settings: SimulatorSettings;
  store: Store;
  webhooks: Webhooks;
  courier: Courier;
  tokens: TokenDesk;
};

type Body = Record<string, unknown>;

const shopNumber = 1;

export function createPlatformControl({ settings, store, webhooks, courier, tokens }: PlatformParts) {
  const describe = () => ({ subscriptions: webhooks.subscriptions(), deliveries: courier.deliveries() });
  const ofShop = { shop_id: shopNumber, shop_domain: settings.shop };

  function configure({ topic, topics, uri, route }: Body) {
    if (route !== undefined) {
      const { from, to } = Object(route);
      courier.route(readText('route.from', from), readText('route.to', to));
    }
    const wanted =
      topics === undefined
        ? topic === undefined
          ? []
          : [readText('topic', topic)]
        : readTexts('topics', topics);
    for (const each of wanted) webhooks.configure(each, readText('uri', uri));
    return describe();
  }

  /** A person asks for their data or for its erasure, or the shop is gone for 48 hours. */
  function request({ topic, customerId }: Body) {
    const chosen = readChoice('topic', topic, complianceTopics);
    if (chosen === 'shop/redact') {
      webhooks.emit(chosen, ofShop);
      return { sent: chosen };
    }
    const customer = store.customer(readIdNumber('customerId', customerId));
    if (!customer) throw new HttpFault(404, 'There is no such customer');
    const { number: id, email, phone } = customer;
    const orders =
      chosen === 'customers/redact'
        ? { orders_to_redact: [] }
        : { orders_requested: [], data_request: { id } };
    webhooks.emit(chosen, { ...ofShop, customer: { id, email, phone }, ...orders });
    return { sent: chosen };
  }

  return {
    'GET /_sim/webhooks': describe,
    'POST /_sim/webhooks': configure,
    'POST /_sim/compliance': request,
    'POST /_sim/uninstall': () => {
      webhooks.emit('app/uninstalled', {
        id: shopNumber,
        name: settings.shop,
        email: `owner@${settings.shop}`,
        domain: settings.shop,
        myshopify_domain: settings.shop,
      });
      webhooks.dropApiSubscriptions();
      tokens.revokeAll();
      return { installed: false };
    },
    'POST /_sim/install': () => {
      tokens.restore();
      return { installed: true };
    },
  };
}
