// ID tokens as App Bridge gives them: signed by HS256 with the app's client secret, and good for a minute.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { SimulatorSettings } from '../options.ts';

export type IdTokens = {
  /** A token for a member of a shop's staff, by real time: it is read beside clocks that nobody moves. */
  mint(shop: string, user: string): { idToken: string; expiresAt: number };
  /** Whether a token is one for this app on this shop, and not expired. */
  accepts(token: unknown): boolean;
};

const lifetimeSeconds = 60;

export function createIdTokens({ shop, clientId, clientSecret }: SimulatorSettings): IdTokens {
  const sign = (text: string) => createHmac('sha256', clientSecret).update(text).digest('base64url');

  return {
    mint(of, user) {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: `https://${of}/admin`,
        dest: `https://${of}`,
        aud: clientId,
        sub: user,
        exp: now + lifetimeSeconds,
        nbf: now,
        iat: now,
        jti: randomUUID(),
        sid: randomUUID(),
      };
      const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return { idToken: `${text}.${sign(text)}`, expiresAt: claims.exp * 1000 };
    },

    accepts(token) {
      const [head, body, signature, ...rest] = String(token).split('.');
      if (!head || !body || !signature || rest.length > 0) return false;
      const [given, expected] = [Buffer.from(signature), Buffer.from(sign(`${head}.${body}`))];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
      const { aud, dest, exp } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
      return aud === clientId && dest === `https://${shop}` && exp * 1000 > Date.now();
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
