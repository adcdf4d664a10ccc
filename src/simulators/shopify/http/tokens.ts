// Access tokens: the one given at the start, and those minted by the client credentials grant.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { SimulatorSettings } from '../options.ts';
import type { ShopState } from '../shop/shop-state.ts';
import { parseJsonObject, readBody, sendJson } from './messages.ts';

export type TokenDesk = {
  /** Whether a token opens the Admin API now. */
  accepts(token: string | undefined): boolean;
  /** The app is uninstalled: every token ends, and none is granted. */
  revokeAll(): void;
  isInstalled(): boolean;
  /** The app is installed again, and the first token holds anew. */
  restore(): void;
  /** Answers POST /admin/oauth/access_token. */
  grant(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

const lifetimeSeconds = 86_399;

/** Minted tokens live for a day of simulator time. */
export function createTokenDesk(settings: SimulatorSettings, shop: ShopState, clock: Clock): TokenDesk {
  const expiries = new Map<string, number>();
  let installed = true;

  return {
    accepts(token) {
      if (token === undefined || !installed) return false;
      if (token === settings.accessToken) return true;
      const expiry = expiries.get(token);
      return expiry !== undefined && expiry > clock.now();
    },
    revokeAll() {
      installed = false;
      expiries.clear();
    },
    isInstalled: () => installed,
    restore() {
      installed = true;
    },
    async grant(request, response) {
      const form = readForm(await readBody(request), request.headers['content-type'] ?? '');
      const { clientId, clientSecret } = settings;
      const refusal = (error: string, description: string) =>
        sendJson(response, 400, { error, error_description: description });
      if (form.grant_type !== 'client_credentials') {
        return refusal('invalid_request', 'The grant_type parameter must be client_credentials.');
      }
      // Assumed: a shop that the app is not installed on grants nothing.
      if (!installed) return refusal('application_cannot_be_found', 'The app is not installed.');
      if (!clientId || form.client_id !== clientId || form.client_secret !== clientSecret) {
        return refusal('invalid_client', 'Client authentication failed.');
      }
      const token = `shpat_${randomBytes(16).toString('hex')}`;
      expiries.set(token, clock.now() + lifetimeSeconds * 1000);
      return sendJson(response, 200, {
        access_token: token,
        scope: shop.scopes.join(','),
        expires_in: lifetimeSeconds,
      });
    },
  };
}

function readForm(text: string, type: string): Record<string, unknown> {
  return type.includes('json') ? parseJsonObject(text) : Object.fromEntries(new URLSearchParams(text));
}
