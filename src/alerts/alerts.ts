// Alerts as a person meets them: what is open, to whom it is told, and whether that arrived.
import { findUrlFault } from '../outbound.ts';
import type { Courier } from './courier.ts';
import { writeTest } from './message.ts';
import type {
  Alert,
  AlertKind,
  AlertPage,
  AlertStore,
  Delivery,
  Endpoint,
  EndpointState,
  StoredEndpoint,
} from './ports.ts';
import { newSigningSecret, type SigningSecrets } from './sign.ts';

export interface Alerts {
  /** Of one shop, or of all; the newest first. */
  list(shop: string | null, isOpen: boolean | null, page: AlertPage): Promise<Alert[]>;
  endpoints(shop: string | null): Promise<Endpoint[]>;
  findEndpoint(shop: string | null, id: string): Promise<Endpoint | undefined>;
  /** What is wrong with an address, in a sentence for whoever entered it. */
  findFault(url: string): string | undefined;
  /** With the secret that it signs with, shown this once; null for mails. `full` where there are too many. */
  addEndpoint(
    shop: string,
    wanted: { readonly url: string; readonly kinds: readonly AlertKind[] | null },
  ): Promise<{ endpoint: Endpoint; secret: string | null } | 'full'>;
  changeEndpoint(
    shop: string | null,
    id: string,
    changes: {
      readonly url?: string | undefined;
      readonly kinds?: readonly AlertKind[] | null | undefined;
      readonly state?: Exclude<EndpointState, 'dead'> | undefined;
    },
  ): Promise<Endpoint | undefined>;
  removeEndpoint(shop: string | null, id: string): Promise<boolean>;
  /** Another secret; the one before goes on signing for a day. Undefined if there is no such webhook. */
  renewSecret(shop: string | null, id: string): Promise<{ endpoint: Endpoint; secret: string } | undefined>;
  /** Sends a message that says nothing; null if it was taken, else why not. */
  test(shop: string | null, id: string): Promise<{ error: string | null } | undefined>;
  deliveries(shop: string | null, id: string, page: AlertPage): Promise<Delivery[] | undefined>;
  findDelivery(shop: string | null, id: string): Promise<Delivery | undefined>;
  retryDelivery(shop: string | null, id: string): Promise<boolean>;
}

export interface AlertDependencies {
  readonly store: AlertStore;
  readonly courier: Pick<Courier, 'send' | 'wake'>;
  readonly secrets: SigningSecrets;
  readonly privateHosts: readonly string[];
  /** Whether there is a server for mails. */
  readonly hasMail: boolean;
  readonly newId: () => string;
  readonly now: () => number;
}

const MAX_ENDPOINTS = 10;
const OLD_SECRET_MS = 24 * 3_600_000;
/** As it is, and not encoded: what an encoding hides, such as a comma, would make several addresses of it. */
const MAIL = /^mailto:[^\s@?%,;<>"]{1,64}@[^\s@?%,;<>"]{1,255}$/i;

export function createAlerts(dependencies: AlertDependencies): Alerts {
  const { store, courier, secrets, privateHosts, hasMail, newId, now } = dependencies;

  return {
    list: (shop, isOpen, page) => store.list(shop, isOpen, page),

    async endpoints(shop) {
      return (await store.listEndpoints(shop)).map(withoutSecrets);
    },

    async findEndpoint(shop, id) {
      const found = await store.findEndpoint(shop, id);
      return found && withoutSecrets(found);
    },

    findFault(url) {
      if (!url.startsWith('mailto:')) return findUrlFault(url, privateHosts);
      if (!hasMail) return 'No mails can be sent: the operator has set no SMTP server (ROLLCALL_SMTP_URL).';
      return MAIL.test(url)
        ? undefined
        : 'A mail address is written as mailto:ops@example.com, one for each endpoint.';
    },

    async addEndpoint(shop, { url, kinds }) {
      const secret = url.startsWith('mailto:') ? null : newSigningSecret();
      const endpoint: StoredEndpoint = {
        shop,
        id: newId(),
        url,
        kinds,
        state: 'live',
        createdAt: now(),
        deliveredAt: null,
        error: null,
        secret: secret && secrets.seal(shop, 'secret', secret),
        oldSecret: null,
        oldUntil: 0,
      };
      if (!(await store.insertEndpoint(endpoint, MAX_ENDPOINTS))) return 'full';
      return { endpoint: withoutSecrets(endpoint), secret };
    },

    async changeEndpoint(shop, id, { url, kinds, state }) {
      const found = await store.findEndpoint(shop, id);
      if (found === undefined) return undefined;
      const next = {
        ...found,
        ...(url !== undefined && { url }),
        ...(kinds !== undefined && { kinds }),
        ...(state !== undefined && { state, error: state === 'live' ? null : found.error }),
      };
      await store.saveEndpoint(next);
      return withoutSecrets(next);
    },

    async removeEndpoint(shop, id) {
      const found = await store.findEndpoint(shop, id);
      return found !== undefined && (await store.deleteEndpoint(found.shop, id));
    },

    async renewSecret(shop, id) {
      const found = await store.findEndpoint(shop, id);
      if (found === undefined || found.secret === null) return undefined;
      const secret = newSigningSecret();
      const old = secrets.open(found.shop, 'secret', found.secret);
      const next = {
        ...found,
        secret: secrets.seal(found.shop, 'secret', secret),
        oldSecret: secrets.seal(found.shop, 'old_secret', old),
        oldUntil: now() + OLD_SECRET_MS,
      };
      await store.saveEndpoint(next);
      return { endpoint: withoutSecrets(next), secret };
    },

    async test(shop, id) {
      const found = await store.findEndpoint(shop, id);
      if (found === undefined) return undefined;
      return { error: await courier.send(found, { id: newId(), body: writeTest(found.shop, now()) }) };
    },

    async deliveries(shop, id, page) {
      const found = await store.findEndpoint(shop, id);
      return found && store.listDeliveries(found.shop, id, page);
    },

    findDelivery: (shop, id) => store.findDelivery(shop, id),

    async retryDelivery(shop, id) {
      const isDue = await store.retryDelivery(shop, id, now());
      if (isDue) courier.wake();
      return isDue;
    },
  };
}

function withoutSecrets({ secret: _, oldSecret: __, oldUntil: ___, ...endpoint }: StoredEndpoint): Endpoint {
  return endpoint;
}
