// Tells how a gateway fails from other errors, by what it says: whose class it is the sync does not know.
import type { GatewayFailure } from './ports.ts';

/** Whether it is one; errors of the database have a code too, and are none. */
export function isGatewayFailure(error: unknown): error is GatewayFailure {
  return error instanceof Error && 'kind' in error && 'mayLand' in error;
}
