// A tenant as an issuer of workload identities: publishes its keys as login.microsoftonline.com does, mints assertions,
// and changes its key.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

const LIFETIME_S = 600;
const ALGORITHM = 'RS256';

export type EntraIdentityOptions = {
  readonly tenantId: string;
  /** As the connection trusts it: `api://` and the application's id. */
  readonly audience: string;
  /** The object id of the provisioning service in the tenant. */
  readonly subject: string;
  /** Any free one unless told. */
  readonly port?: number;
  readonly now?: () => number;
};

export type EntraIdentity = {
  /** In the place of https://login.microsoftonline.com. */
  readonly keyOrigin: string;
  /** A client assertion; what is given stands in the place of what is right. */
  mint(claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs by another key from now on; the old one is not published any more. */
  changeKey(): Promise<void>;
  /** How often keys were asked for. */
  readonly keyRequests: number;
  close(): Promise<void>;
};

export async function startEntraIdentity(options: EntraIdentityOptions): Promise<EntraIdentity> {
  const { tenantId, audience, subject, now = Date.now } = options;
  let keyNumber = 0;
  let requests = 0;
  let signing: { readonly key: CryptoKey; readonly id: string; readonly published: JWK };

  async function changeKey(): Promise<void> {
    keyNumber += 1;
    const id = `key-${keyNumber}`;
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
    const published = { ...(await exportJWK(publicKey)), kid: id, use: 'sig' };
    signing = { key: privateKey, id, published };
  }
  await changeKey();

  const server = createServer((request, response) => {
    if (request.url !== `/${tenantId}/discovery/v2.0/keys`) return response.writeHead(404).end();
    requests += 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ keys: [signing.published] }));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));

  return {
    keyOrigin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mint(claims = {}) {
      const at = Math.floor(now() / 1_000);
      const right = {
        iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
        aud: audience,
        sub: subject,
        oid: subject,
        tid: tenantId,
        iat: at,
        nbf: at,
        exp: at + LIFETIME_S,
      };
      return new SignJWT({ ...right, ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid: signing.id, typ: 'JWT' })
        .sign(signing.key);
    },
    changeKey,
    get keyRequests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
