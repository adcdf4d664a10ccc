// How the provisioning service comes by the bearer token of its calls: as the Secret Token, by OAuth client credentials,
// or by an assertion of its own workload identity.
import type { Clock } from './clock.ts';
import { ProvisioningFailure } from './failures.ts';

export type EntraCredentials =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'client';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** `header` unless told, which is what Entra stores as credentialLocationInRequest. */
      readonly location?: 'header' | 'body';
    }
  | {
      readonly kind: 'federated';
      readonly tokenUrl: string;
      readonly clientId: string;
      /** A signed JWT for one request. */
      readonly assert: () => Promise<string>;
    };

export type TokenSource = () => Promise<string>;

/** Asked for anew so long before its end. */
const EARLY_MS = 60_000;

export function createTokenSource(credentials: EntraCredentials, clock: Clock): TokenSource {
  if (credentials.kind === 'token') return async () => credentials.token;
  let known: { readonly token: Promise<string>; until: number } | undefined;
  return () => {
    if (known === undefined || known.until <= clock.now()) {
      const asked = { token: ask(), until: Number.POSITIVE_INFINITY };
      known = asked;
      return asked.token;

      async function ask(): Promise<string> {
        try {
          const { token, expiresInSeconds } = await requestToken(credentials as OAuthCredentials);
          asked.until = clock.now() + expiresInSeconds * 1_000 - EARLY_MS;
          return token;
        } catch (error) {
          asked.until = 0;
          throw error;
        }
      }
    }
    return known.token;
  };
}

type OAuthCredentials = Exclude<EntraCredentials, { kind: 'token' }>;

/** @throws ProvisioningFailure */
async function requestToken(
  credentials: OAuthCredentials,
): Promise<{ token: string; expiresInSeconds: number }> {
  const { body, headers } = await describeRequest(credentials);
  const response = await fetch(credentials.tokenUrl, { method: 'POST', headers, body }).catch(
    () => undefined,
  );
  const answer = (await response?.json().catch(() => undefined)) as Record<string, unknown> | undefined;
  if (response?.status !== 200 || typeof answer?.access_token !== 'string') {
    const reason = answer === undefined ? 'no answer' : `${answer.error}: ${answer.error_description}`;
    throw new ProvisioningFailure('Unauthorized', `The token endpoint gave no token (${reason}).`, {
      reach: 'job',
    });
  }
  return { token: answer.access_token, expiresInSeconds: Number(answer.expires_in ?? 3_600) };
}

async function describeRequest(credentials: OAuthCredentials) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'scim' });
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (credentials.kind === 'federated') {
    body.set('client_id', credentials.clientId);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', await credentials.assert());
  } else if (credentials.location === 'body') {
    body.set('client_id', credentials.clientId);
    body.set('client_secret', credentials.clientSecret);
  } else {
    const pair = [credentials.clientId, credentials.clientSecret].map(encodeURIComponent).join(':');
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  return { body, headers };
}
