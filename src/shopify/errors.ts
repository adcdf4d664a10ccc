// How a call to Shopify fails, other than by refusing its input.
import type { GatewayFailure } from '../sync/ports.ts';

interface ShopifyErrorOptions {
  readonly kind: GatewayFailure['kind'];
  /** Stable, listed in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** The call may have taken effect; false if it certainly has not. */
  readonly mayLand?: boolean;
  readonly retryAfterMs?: number;
  /** Shopify's `x-request-id`, for its support. */
  readonly requestId?: string | null;
  readonly cause?: unknown;
}

/** Carries no token and no personal data: it may be logged as it is. */
export class ShopifyError extends Error implements GatewayFailure {
  override readonly name = 'ShopifyError';
  readonly kind: GatewayFailure['kind'];
  readonly code: string;
  readonly mayLand: boolean;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;

  constructor(options: ShopifyErrorOptions) {
    super(options.message, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = options.kind;
    this.code = options.code;
    this.mayLand = options.mayLand ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.requestId = options.requestId ?? null;
  }
}

/** Of a write that may have landed beside the denial, the outcome is not known; a query changes nothing. */
export function isDenial(error: unknown, isWrite: boolean): boolean {
  if (!(error instanceof ShopifyError) || error.code !== 'access_denied') return false;
  return !(isWrite && error.mayLand);
}

/** What a shop denies for itself alone must not hold up its customers. */
export async function unlessDenied<T, U>(asked: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await asked;
  } catch (error) {
    if (isDenial(error, true)) return otherwise;
    throw error;
  }
}
