// Checks client assertions of Microsoft Entra's workload identities: signed by the tenant's own keys, for our audience,
// by the one subject that the connection trusts.
// https://github.com/AzureAD/SCIMReferenceCode/blob/master/Workload-Identity-Federation-for-SCIM-Provisioning.md
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

const ENTRA = 'https://login.microsoftonline.com';
/** Of Entra's and our clocks. */
const CLOCK_TOLERANCE_S = 120;
/** An assertion is made for one request; how old it may be. */
const MAX_AGE_S = 3_600;
/** How long keys are taken from memory; a key that is not among them is asked for anew, twice a minute at most. */
const KEPT_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;
const MAX_KEYS_BYTES = 256 * 1024;
const MAX_TENANTS = 1_000;
const MAX_ASSERTION = 16_384;

/** Whom a connection trusts. */
export interface Federation {
  /** Of the Entra tenant: a GUID. */
  readonly tenantId: string;
  readonly audience: string;
  /** The object id of the enterprise application in that tenant. */
  readonly subject: string;
}

export interface Assertions {
  /** What is wrong with an assertion, in a sentence; undefined if nothing is. */
  findFault(assertion: string, federation: Federation): Promise<string | undefined>;
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

  function keys(tenantId: string): JWTVerifyGetKey {
    const known = keysOf.get(tenantId);
    if (known !== undefined) return known;
    if (keysOf.size >= MAX_TENANTS) keysOf.clear();
    const made = createRemoteJWKSet(new URL(`${keyOrigin}/${tenantId}/discovery/v2.0/keys`), {
      cacheMaxAge: KEPT_MS,
      cooldownDuration: COOLDOWN_MS,
      [customFetch]: (url, { signal }) => fetch(url, { maxBytes: MAX_KEYS_BYTES, signal }),
    });
    keysOf.set(tenantId, made);
    return made;
  }

  return {
    async findFault(assertion, { tenantId, audience, subject }) {
      if (assertion.length > MAX_ASSERTION) return 'The assertion is too long.';
      try {
        await jwtVerify(assertion, keys(tenantId), {
          algorithms: ['RS256'],
          issuer: `${ENTRA}/${tenantId}/v2.0`,
          audience,
          subject,
          requiredClaims: ['exp', 'iat'],
          maxTokenAge: MAX_AGE_S,
          clockTolerance: CLOCK_TOLERANCE_S,
          currentDate: new Date(now()),
        });
        return undefined;
      } catch (error) {
        return describe(error);
      }
    },
  };
}

/** Names the claim that is at fault, never its value. */
function describe(error: unknown): string {
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
