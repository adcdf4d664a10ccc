// Access tokens: the one given at the start, and those of the client credentials, token exchange and refresh grants.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { parseJsonObject, readBody, sendJson } from '../http/messages.ts';
import type { SimulatorSettings } from '../options.ts';
import type { ShopState } from '../shop/shop-state.ts';
import { createIdTokens, type IdTokens } from './id-tokens.ts';
import { createRefreshTokens, type RefreshGrant } from './refresh-tokens.ts';

export type TokenDesk = {
  /** Whether a token opens the Admin API now. */
  accepts(token: string | undefined): boolean;
  /** The app is uninstalled: every token ends, and none is granted. */
  revokeAll(): void;
  isInstalled(): boolean;
  /** The app is installed again, and the first token holds anew. */
  restore(): void;
  mintIdToken: IdTokens['mint'];
  /** Answers POST /admin/oauth/access_token. */
  grant(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

type Form = Record<string, unknown>;
type Answer = { status: 200 | 400; body: object };

const dayOfAccess = 86_399;
const hourOfAccess = 3600;
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';
const offlineTokenType = 'urn:shopify:params:oauth:token-type:offline-access-token';

/** Minted tokens expire by simulator time. */
export function createTokenDesk(settings: SimulatorSettings, shop: ShopState, clock: Clock): TokenDesk {
  const expiries = new Map<string, number>();
  const refreshTokens = createRefreshTokens(clock);
  const idTokens = createIdTokens(settings);
  let installed = true;

  function give(lifetimeSeconds: number | undefined, refresh?: RefreshGrant): Answer {
    const token = `shpat_${randomBytes(16).toString('hex')}`;
    const expiresAt = lifetimeSeconds === undefined ? Infinity : clock.now() + lifetimeSeconds * 1000;
    expiries.set(token, expiresAt);
    const body = {
      access_token: token,
      scope: shop.scopes.join(','),
      ...(lifetimeSeconds !== undefined && { expires_in: lifetimeSeconds }),
      ...(refresh && { refresh_token: refresh.token, refresh_token_expires_in: refresh.expiresInSeconds }),
    };
    return { status: 200, body };
  }

  function exchange(form: Form): Answer {
    if (form.subject_token_type !== idTokenType) {
      return refuse('invalid_request', `The subject_token_type parameter must be ${idTokenType}.`);
    }
    if (form.requested_token_type !== offlineTokenType) {
      return refuse('invalid_request', 'Only offline access tokens are given here.');
    }
    if (!idTokens.accepts(form.subject_token)) {
      return refuse('invalid_subject_token', 'The subject token is invalid or has expired.');
    }
    return String(form.expiring) === '1' ? give(hourOfAccess, refreshTokens.begin()) : give(undefined);
  }

  function refresh(form: Form): Answer {
    const successor = refreshTokens.use(form.refresh_token);
    if (successor) return give(hourOfAccess, successor);
    return refuse('invalid_grant', 'The refresh token is invalid, was replaced, or has expired.');
  }

  const grants: Record<string, (form: Form) => Answer> = {
    client_credentials: () => give(dayOfAccess),
    refresh_token: refresh,
    [exchangeGrant]: exchange,
  };

  function answer(form: Form): Answer {
    const grant = grants[String(form.grant_type)];
    if (!grant) {
      const known = Object.keys(grants).join(', ');
      return refuse('invalid_request', `The grant_type parameter must be one of ${known}.`);
    }
    // Assumed: a shop that the app is not installed on grants nothing.
    if (!installed) return refuse('application_cannot_be_found', 'The app is not installed.');
    const { clientId, clientSecret } = settings;
    if (form.client_id !== clientId || form.client_secret !== clientSecret) {
      return refuse('invalid_client', 'Client authentication failed.');
    }
    return grant(form);
  }

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
      refreshTokens.clear();
    },
    isInstalled: () => installed,
    restore() {
      installed = true;
    },
    mintIdToken: idTokens.mint,
    async grant(request, response) {
      const { status, body } = answer(
        readForm(await readBody(request), request.headers['content-type'] ?? ''),
      );
      sendJson(response, status, body);
    },
  };
}

function refuse(error: string, description: string): Answer {
  return { status: 400, body: { error, error_description: description } };
}

function readForm(text: string, type: string): Form {
  return type.includes('json') ? parseJsonObject(text) : Object.fromEntries(new URLSearchParams(text));
}
