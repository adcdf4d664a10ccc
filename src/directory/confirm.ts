// Confirm when idle, absorb when busy (RULES 23): the first write after a quiet spell waits for Shopify's answer.
import { isWithin } from '../elapsed.ts';
import { badRequest, conflict, type ScimError } from '../protocol/index.ts';
import type { Confirmation, Refusal, ResourceKind, Scope } from './ports.ts';
import type { DirectoryWriter, Written } from './write.ts';

/** How long a connection must have been quiet for its next write to be confirmed. */
const QUIET_MS = 10_000;

export interface Confirmer {
  /**
   * Runs a write; if the connection was quiet before it, waits for Shopify's answer to it.
   * @throws ScimError 400 or 409 with Shopify's reason, after the write was undone.
   */
  confirm(scope: Scope, kind: ResourceKind, write: () => Promise<Written>): Promise<Written>;
  /** Notes a write that is never confirmed. True if the connection was quiet before it. */
  noteWrite(scope: Scope): boolean;
}

export interface ConfirmerDependencies {
  readonly writer: Pick<DirectoryWriter, 'undo'>;
  readonly confirmation: Confirmation;
  readonly now: () => number;
}

export function createConfirmer({ writer, confirmation, now }: ConfirmerDependencies): Confirmer {
  /** When each connection last wrote, as far as this process knows. As many entries as connections. */
  const lastWrites = new Map<string, number>();

  function noteWrite(scope: Scope): boolean {
    const key = `${scope.shop} ${scope.connection}`;
    const at = now();
    const last = lastWrites.get(key);
    lastWrites.set(key, at);
    return last === undefined || !isWithin(QUIET_MS, last, at);
  }

  return {
    noteWrite,
    async confirm(scope, kind, write) {
      const quiet = noteWrite(scope);
      const written = await write();
      // A write that takes access away is never refused, so there is nothing to wait for (RULES 16).
      if (!quiet || kind === 'Group' || !written.changed || written.leaving) return written;
      const refusal = await confirmation(scope, written.stored.id, written.stored.version);
      if (refusal === undefined) return written;
      // A write that something followed stands: the refusal may be of what followed.
      if (!(await writer.undo(scope, kind, written))) return written;
      throw toScimError(refusal);
    },
  };
}

function toScimError(refusal: Refusal): ScimError {
  return refusal.status === 409 ? conflict(refusal.detail) : badRequest('invalidValue', refusal.detail);
}
