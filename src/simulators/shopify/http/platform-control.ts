// The /_sim endpoints of webhooks, of compliance requests, and of the app's life on the shop.
import type { AdminPage } from '../admin/admin-page.ts';
import type { Clock } from '../clock.ts';
import type { TokenDesk } from '../oauth/desk.ts';
import type { SimulatorSettings } from '../options.ts';
import type { Store } from '../state/store.ts';
import type { Courier } from '../webhooks/delivery.ts';
import type { Webhooks } from '../webhooks/desk.ts';
import { complianceTopics } from '../webhooks/topics.ts';
import { HttpFault } from './messages.ts';
import { readChoice, readIdNumber, readText, readTexts } from './read-value.ts';

type PlatformParts = {
  clock: Clock;
  settings: SimulatorSettings;
  store: Store;
  webhooks: Webhooks;
  courier: Courier;
  tokens: TokenDesk;
  admin: AdminPage;
};

type Body = Record<string, unknown>;

const shopNumber = 1;
/** A shop that is gone for 48 hours is to be forgotten. */
const redactionMs = 48 * 60 * 60 * 1000;

export function createPlatformControl(parts: PlatformParts) {
  const { clock, settings, store, webhooks, courier, tokens, admin } = parts;
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

  /** What Shopify passes on of a person's wishes, or of a shop that is gone. */
  function request({ topic, customerId }: Body) {
    const chosen = readChoice('topic', topic, complianceTopics);
    if (chosen === 'shop/redact') {
      webhooks.emit(chosen, ofShop);
      return { sent: chosen };
    }
    const customer = store.customer(readIdNumber('customerId', customerId));
    if (!customer) throw new HttpFault(404, 'There is no such customer');
    webhooks.sendPrivacyRequest(chosen, customer);
    return { sent: chosen };
  }

  /** As a member of staff who opens the app; a shop on which it is not installed has none to open. */
  function mintIdToken({ shop = settings.shop, user = '1' }: Body) {
    const of = readText('shop', shop);
    // Whether another shop has it shows when the token is exchanged there.
    if (of === settings.shop && !tokens.isInstalled()) {
      throw new HttpFault(409, 'The app is not installed on this shop');
    }
    return { shop: of, ...tokens.mintIdToken(of, String(user)) };
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
      clock.after(redactionMs, () => {
        if (!tokens.isInstalled()) webhooks.emit('shop/redact', ofShop);
      });
      return { installed: false };
    },
    'POST /_sim/id-token': mintIdToken,
    'POST /_sim/app': ({ name, url }: Body) =>
      admin.register({ name: readText('name', name), url: readText('url', url) }),
    'POST /_sim/install': () => {
      tokens.restore();
      return { installed: true };
    },
  };
}
