// Checks client assertions of Microsoft Entra's workload identities: signed by the tenant's own keys, for our audience,
// by the one subject that the connection trusts.
// https://github.com/AzureAD/SCIMReferenceCode/blob/master/Workload-Identity-Federation-for-SCIM-Provisioning.md
import { hash } from 'node:crypto';
import type { JWTVerifyGetKey } from 'jose';

const ENTRA = 'https://login.microsoftonline.com';
/** Of Entra's and our clocks. */
const CLOCK_TOLERANCE_S = 120;
/** As old as a tenant may let them become: https://learn.microsoft.com/graph/api/resources/tokenlifetimepolicy */
const MAX_AGE_S = 24 * 3_600;
/** How long keys are taken from memory; a key that is not among them is asked for anew, twice a minute at most. */
const KEPT_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;
const MAX_KEYS_BYTES = 256 * 1024;
const MAX_TENANTS = 1_000;
const MAX_ASSERTION = 16_384;

type Jose = typeof import('jose');

/** Whom a connection trusts. */
export interface Federation {
  /** Of the Entra tenant: a GUID. */
  readonly tenantId: string;
  readonly audience: string;
  /** The object id of the enterprise application in that tenant. */
  readonly subject: string;
}

/** What is remembered of an assertion that is taken once. */
export interface ReadAssertion {
  /** Whether it names itself, by `jti`. */
  readonly isNamed: boolean;
  /** SHA-256 of its name, or else of all that is signed. */
  readonly digest: string;
  /** From then on nobody takes it any more, in milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface Assertions {
  /** What is wrong with an assertion is told in a sentence. */
  read(assertion: string, federation: Federation): Promise<ReadAssertion | { readonly refused: string }>;
}

export interface AssertionDependencies {
  /** Fetches an address without reaching into our own network. */
  readonly fetch: (
    url: string,
    init: { readonly maxBytes: number; readonly signal?: AbortSignal },
  ) => Promise<Response>;
  readonly now: () => number;
  /** Where tenants publish their keys; another one only for a simulator. */
  readonly keyOrigin?: string;
}

export function createAssertions({ fetch, now, keyOrigin = ENTRA }: AssertionDependencies): Assertions {
  const keysOf = new Map<string, JWTVerifyGetKey>();

  function keys(jose: Jose, tenantId: string): JWTVerifyGetKey {
    const known = keysOf.get(tenantId);
    if (known !== undefined) return known;
    if (keysOf.size >= MAX_TENANTS) keysOf.clear();
    const made = jose.createRemoteJWKSet(new URL(`${keyOrigin}/${tenantId}/discovery/v2.0/keys`), {
      cacheMaxAge: KEPT_MS,
      cooldownDuration: COOLDOWN_MS,
      [jose.customFetch]: (url, { signal }) => fetch(url, { maxBytes: MAX_KEYS_BYTES, signal }),
    });
    keysOf.set(tenantId, made);
    return made;
  }

  return {
    async read(assertion, { tenantId, audience, subject }) {
      if (assertion.length > MAX_ASSERTION) return { refused: 'The assertion is too long.' };
      // Loaded by the first assertion: most processes never see one, and their start need not wait for it.
      const jose = await import('jose');
      try {
        const { payload } = await jose.jwtVerify(assertion, keys(jose, tenantId), {
          algorithms: ['RS256'],
          issuer: `${ENTRA}/${tenantId}/v2.0`,
          audience,
          subject,
          requiredClaims: ['exp', 'iat'],
          maxTokenAge: MAX_AGE_S,
          clockTolerance: CLOCK_TOLERANCE_S,
          currentDate: new Date(now()),
        });
        const { jti, exp = 0 } = payload;
        const isNamed = typeof jti === 'string';
        // The signature is left out: one and the same may be written in more than one way.
        const known = isNamed ? jti : assertion.slice(0, assertion.lastIndexOf('.'));
        const digest = hash('sha256', known, 'hex');
        return { isNamed, digest, endsAt: (exp + CLOCK_TOLERANCE_S) * 1_000 };
      } catch (error) {
        return { refused: describe(error, jose) };
      }
    },
  };
}

/** Names the claim that is at fault, never its value. */
function describe(error: unknown, { errors }: Jose): string {
  if (error instanceof errors.JWTExpired) return 'The assertion has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The assertion’s claim "${error.claim}" is not the one that the connection trusts.`;
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
    return 'The assertion is not signed by a key of the tenant.';
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The assertion must be signed by RS256.';
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) {
    return 'This is not an assertion: a signed JWT is one.';
  }
  return 'The keys of the tenant could not be had. Try again.';
}
