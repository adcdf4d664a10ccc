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

/** What a shop denies for itself alone, such as companies without B2B, must not hold up its customers. */
export async function unlessDenied<T, U>(asked: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ShopifyError && error.code === 'access_denied' && !error.mayLand) return otherwise;
    throw error;
  }
}
