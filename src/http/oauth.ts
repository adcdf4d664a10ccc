// OAuth 2.0 for providers: the token endpoint (RFC 6749 §4.4), revocation (RFC 7009), and the document that names them
// (RFC 8414).
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Failures } from '../tenants/failures.ts';
import type { Client, ClientProof, Grants } from '../tenants/grants.ts';
import { noteOf } from './call-log.ts';
import { mayCallFrom } from './gate.ts';
import { ENCODED_BODY, isEncoded } from './negotiation.ts';

export interface OAuthDependencies {
  readonly grants: Grants;
  readonly failures: Failures;
  readonly publicUrl: string;
}

const MAX_BODY_BYTES = 32 * 1024;
const FORM = /^application\/x-www-form-urlencoded\b/i;
/** RFC 7617 §2: with a realm. */
const CHALLENGE = 'Basic realm="Rollcall"';
const BASIC = /^Basic +([A-Za-z0-9+/=_-]+) *$/i;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** The one that is given, whatever is asked for: RFC 6749 §3.3 lets it be told in the answer. */
const SCOPE = 'scim';

/** An error of RFC 6749 §5.2. */
class OAuthError extends Error {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 429;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: OAuthError['status'],
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function createOAuthRoutes({ grants, failures, publicUrl }: OAuthDependencies): Hono {
  const app = new Hono();
  const metadata = {
    issuer: publicUrl,
    token_endpoint: `${publicUrl}/oauth/token`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: [SCOPE],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    revocation_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    revocation_endpoint_auth_signing_alg_values_supported: ['RS256'],
  };

  /** @throws OAuthError */
  async function identify(c: Context, form: Form): Promise<Client> {
    const proof = readProof(c, form);
    const { address } = noteOf(c);
    const client = await grants.identify(proof);
    if ('refused' in client) {
      const wait = failures.note(address?.(), client.against);
      if (wait !== undefined) {
        const message = 'Authentication has failed too often. Try again later.';
        throw new OAuthError(429, 'invalid_client', message, { 'retry-after': String(wait) });
      }
      // RFC 6749 §5.2: named where the client used the header.
      const challenge = c.req.header('authorization') === undefined ? {} : { 'www-authenticate': CHALLENGE };
      throw new OAuthError(401, 'invalid_client', client.refused, challenge);
    }
    if (!mayCallFrom(client.connection, address)) {
      const message = `The address ${address?.() ?? 'of this call'} is not among those that may call this connection.`;
      throw new OAuthError(403, 'invalid_client', message);
    }
    return client;
  }

  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => refuse(c, new OAuthError(413, 'invalid_request', 'The body is too large.')),
  });

  app.get('/.well-known/oauth-authorization-server', (c) => c.json(metadata));

  app.post('/oauth/token', limit, (c) =>
    answer(c, async () => {
      const form = await readForm(c);
      const type = form.get('grant_type');
      if (type === undefined) throw invalidRequest('Send grant_type=client_credentials.');
      if (type !== 'client_credentials') {
        throw new OAuthError(400, 'unsupported_grant_type', 'Only grant_type=client_credentials is given.');
      }
      const { accessToken, expiresInSeconds } = await grants.grant(await identify(c, form));
      return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds, scope: SCOPE };
    }),
  );

  app.post('/oauth/revoke', limit, (c) =>
    answer(c, async () => {
      const form = await readForm(c);
      const token = form.get('token');
      if (token === undefined) throw invalidRequest('Send the token that is to end as "token".');
      await grants.revoke(await identify(c, form), token);
      return {};
    }),
  );

  const only = (allow: 'GET, HEAD' | 'POST') => (c: Context) =>
    refuse(c, new OAuthError(405, 'invalid_request', `Only ${allow} is possible here.`, { allow }));
  app.all('/.well-known/oauth-authorization-server', only('GET, HEAD'));
  for (const path of ['/oauth/token', '/oauth/revoke']) app.all(path, only('POST'));
  return app;
}

type Form = ReadonlyMap<string, string>;

/** @throws OAuthError for what is no form, or says something twice (RFC 6749 §3.2) */
async function readForm(c: Context): Promise<Form> {
  if (isEncoded(c.req.header('content-encoding'))) {
    throw new OAuthError(415, 'invalid_request', ENCODED_BODY.message, ENCODED_BODY.headers);
  }
  if (!FORM.test(c.req.header('content-type') ?? '')) {
    throw invalidRequest('Send the parameters as application/x-www-form-urlencoded.');
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(await c.req.text())) {
    if (form.has(name)) throw invalidRequest('A parameter may be sent once only.');
    // RFC 6749 §3.2: one without a value counts as not sent.
    if (value !== '') form.set(name, value);
  }
  return form;
}

/** @throws OAuthError where the client does not say who it is in just one way (RFC 6749 §2.3) */
function readProof(c: Context, form: Form): ClientProof {
  const header = c.req.header('authorization');
  const [clientId, secret, assertion] = ['client_id', 'client_secret', 'client_assertion'].map((name) =>
    form.get(name),
  );
  if ([header, secret, assertion].filter((way) => way !== undefined).length > 1) {
    throw invalidRequest('Send the client’s credentials in one way only.');
  }
  if (header !== undefined) {
    const pair = readBasic(header);
    if (pair === undefined || (clientId !== undefined && clientId !== pair.clientId))
      throw noClient(CHALLENGE);
    return { kind: 'secret', ...pair };
  }
  if (clientId === undefined) throw noClient();
  if (secret !== undefined) return { kind: 'secret', clientId, secret };
  if (assertion === undefined) throw noClient();
  if (form.get('client_assertion_type') !== JWT_BEARER) {
    throw invalidRequest(`client_assertion_type must be ${JWT_BEARER}.`);
  }
  return { kind: 'assertion', clientId, assertion };
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are put together. */
function readBasic(header: string): { clientId: string; secret: string } | undefined {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return undefined;
  try {
    const [clientId, secret] = [pair.slice(0, colon), pair.slice(colon + 1)].map((part) =>
      decodeURIComponent(part.replaceAll('+', ' ')),
    );
    return clientId && secret ? { clientId, secret } : undefined;
  } catch {
    return undefined;
  }
}

function noClient(challenge?: typeof CHALLENGE): OAuthError {
  const message =
    'Send client_id and client_secret, in the header (Basic) or in the body, or client_id and client_assertion.';
  return new OAuthError(401, 'invalid_client', message, challenge ? { 'www-authenticate': challenge } : {});
}

function invalidRequest(message: string): OAuthError {
  return new OAuthError(400, 'invalid_request', message);
}

async function answer(c: Context, work: () => Promise<object>): Promise<Response> {
  try {
    return c.json(await work(), 200, NO_STORE);
  } catch (error) {
    if (error instanceof OAuthError) return refuse(c, error);
    throw error;
  }
}

function refuse(c: Context, { status, code, message, headers }: OAuthError): Response {
  return c.json({ error: code, error_description: ascii(message) }, status, { ...NO_STORE, ...headers });
}

const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** RFC 6749 §5.2 has error_description in plain ASCII without quotation marks. */
function ascii(text: string): string {
  return text.replaceAll('’', "'").replaceAll(/["\\]|[^\x20-\x7e]/g, '');
}
