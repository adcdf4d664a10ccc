// The access token of a shop that installed the app: read from its installation, and renewed before it ends by one
// process at a time.
import type { Grant, Installation, InstallationStore, TokenEndpoint } from '../access/ports.ts';
import { VaultError } from '../vault.ts';
import { ShopifyError } from './errors.ts';
import type { TokenProvider } from './tokens.ts';

export interface InstalledTokensOptions {
  readonly shop: string;
  readonly store: InstallationStore;
  readonly endpoint: Pick<TokenEndpoint, 'refresh'>;
  /** This process, among those that may renew. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface InstalledTokens extends TokenProvider {
  /** Renews the tokens whether they are about to end or not, so that an idle shop's do not run out. */
  renew(): Promise<void>;
}

/** Tokens are renewed this long before they end. */
const MARGIN_MS = 5 * 60_000;
/** For one call to the token endpoint, and to store what it gave. */
const CLAIM_MS = 20_000;
/** Between looks at whether another process is done. */
const WAIT_MS = 250;
/** A token that another process is renewing is used on for so long before the installation is read again. */
const BORROWED_MS = 2_000;

export function createInstalledTokens(options: InstalledTokensOptions): InstalledTokens {
  const { shop, store, endpoint, owner, now } = options;
  let held: { readonly token: string; readonly until: number } | undefined;
  let refusedToken: string | undefined;
  let asking: Promise<string> | undefined;

  /** Whether Shopify may accept it for that much longer. */
  const lasts = ({ accessToken, accessExpiresAt }: Grant, marginMs: number) =>
    accessToken !== refusedToken && (accessExpiresAt === null || accessExpiresAt - marginMs > now());

  function hold({ accessToken, accessExpiresAt }: Grant): string {
    held = { token: accessToken, until: (accessExpiresAt ?? Infinity) - MARGIN_MS };
    return accessToken;
  }

  function borrow({ accessToken, accessExpiresAt }: Grant): string {
    held = { token: accessToken, until: Math.min(now() + BORROWED_MS, accessExpiresAt ?? Infinity) };
    return accessToken;
  }

  async function read(): Promise<{ installation: Installation; grant: Grant }> {
    const found = await store.open(shop).catch(toUnreadable);
    if (found === undefined || found.grant === null) throw notInstalled(found?.installation);
    return { installation: found.installation, grant: found.grant };
  }

  async function find(mustRenew: boolean): Promise<string> {
    let first: number | undefined;
    for (;;) {
      const { installation, grant } = await read();
      first ??= installation.version;
      const isRenewed = !mustRenew || installation.version !== first;
      if (isRenewed && lasts(grant, MARGIN_MS)) return hold(grant);
      if (grant.refreshToken === null) {
        // It has no successor: Shopify refused it, or its time is over.
        await store.lose(shop, installation.version, now());
        throw accessLost();
      }
      const isMine = await store.claimRenewal(shop, installation.version, owner, now() + CLAIM_MS, now());
      if (isMine) {
        const renewed = await renewFrom(installation, grant, grant.refreshToken);
        if (renewed !== undefined) return renewed;
      } else if (isRenewed && lasts(grant, 0)) {
        return borrow(grant);
      } else {
        await options.sleep(WAIT_MS);
      }
    }
  }

  /** The new access token; undefined if another pair was stored meanwhile. */
  async function renewFrom(
    { version }: Installation,
    before: Grant,
    refreshToken: string,
  ): Promise<string | undefined> {
    try {
      const grant = await endpoint.refresh(shop, refreshToken);
      return (await store.renew(shop, version, grant, now())) ? hold(grant) : undefined;
    } catch (error) {
      await store.releaseRenewal(shop, owner);
      if (!(error instanceof ShopifyError)) throw error;
      // Shopify keeps the token before until its successor is used: had this refusal been a lost answer's, it would hold.
      if (error.code === 'access_lost' && !(await store.lose(shop, version, now()))) return undefined;
      if (error.kind === 'unavailable' && lasts(before, 0)) return borrow(before);
      throw error;
    }
  }

  function share(mustRenew: boolean): Promise<string> {
    asking ??= find(mustRenew).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    async token() {
      if (held !== undefined && held.until > now()) return held.token;
      return share(false);
    },
    refused(token) {
      refusedToken = token;
      if (held?.token === token) held = undefined;
      return true;
    },
    async renew() {
      await share(true);
    },
  };
}

function notInstalled(installation: Installation | undefined): ShopifyError {
  if (installation?.state === 'lost') return accessLost();
  return new ShopifyError({
    kind: 'unauthorized',
    code: installation === undefined ? 'app_not_opened' : 'app_uninstalled',
    message:
      installation === undefined
        ? 'Nobody has opened the app in this shop yet. Open it in the Shopify admin.'
        : 'The app was uninstalled from this shop. Install it again, and open it in the Shopify admin.',
  });
}

function accessLost(): ShopifyError {
  return new ShopifyError({
    kind: 'unauthorized',
    code: 'access_lost',
    message: 'Shopify accepts our tokens for this shop no more. Open the app in the Shopify admin.',
  });
}

function toUnreadable(error: unknown): never {
  if (!(error instanceof VaultError)) throw error;
  throw new ShopifyError({ kind: 'unauthorized', code: error.code, message: error.message });
}
