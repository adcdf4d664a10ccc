// Who administers: the operator with all shops, or a merchant's member of staff with one.

export type Principal = Operator | Merchant;

/** Whoever holds ROLLCALL_ADMIN_TOKEN. */
export interface Operator {
  readonly kind: 'operator';
}

/** Somebody who opened the app in the admin of a shop, as Shopify's ID token says. */
export interface Merchant {
  readonly kind: 'merchant';
  readonly shop: string;
  /** Shopify's number of the member of staff. */
  readonly user: string;
}

/** Reads an ID token; undefined for one that is not Shopify's for this app, or whose minute is over. */
export type ReadIdToken = (token: string) => Promise<Merchant | undefined>;

/** Whether a text is an ID token that says of itself that its minute is over, as screens that slept have. */
export function isOver(token: string, now: number): boolean {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: unknown;
    };
    return typeof exp === 'number' && exp * 1_000 <= now;
  } catch {
    return false;
  }
}

export const OPERATOR: Operator = { kind: 'operator' };

/** The one shop that it reaches; undefined for all. */
export function shopOf(principal: Principal): string | undefined {
  return principal.kind === 'merchant' ? principal.shop : undefined;
}

export function mayReach(principal: Principal, shop: string): boolean {
  return principal.kind === 'operator' || principal.shop === shop;
}
