// Refresh tokens of expiring offline access: each use gives a successor, and the one before holds until that is used.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';

export type RefreshTokens = {
  /** The first of a line. */
  begin(): RefreshGrant;
  /** The successor of a token that is used; undefined if it does not hold any more. */
  use(token: unknown): RefreshGrant | undefined;
  clear(): void;
};

export type RefreshGrant = { token: string; expiresInSeconds: number };

type Held = { parent: string | undefined; expiresAt: number; firstUsedAt: number | undefined };

const day = 24 * 60 * 60;
const lifetimeSeconds = 90 * day;
/** https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens */
const retrySeconds = 30 * day;

export function createRefreshTokens(clock: Clock): RefreshTokens {
  const held = new Map<string, Held>();

  function give(parent: string | undefined): RefreshGrant {
    const token = `shprt_${randomBytes(16).toString('hex')}`;
    held.set(token, { parent, expiresAt: clock.now() + lifetimeSeconds * 1000, firstUsedAt: undefined });
    return { token, expiresInSeconds: lifetimeSeconds };
  }

  return {
    begin: () => give(undefined),

    use(token) {
      const found = typeof token === 'string' ? held.get(token) : undefined;
      if (typeof token !== 'string' || found === undefined) return undefined;
      found.firstUsedAt ??= clock.now();
      const isOver = clock.now() >= Math.min(found.expiresAt, found.firstUsedAt + retrySeconds * 1000);
      if (isOver) return undefined;
      // Whoever uses a successor has it: what came before is needed no more.
      if (found.parent !== undefined) held.delete(found.parent);
      return give(token);
    },

    clear: () => held.clear(),
  };
}
