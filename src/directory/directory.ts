// The directory's use cases, one per SCIM operation; what they answer is ready to send.
import {
  clip,
  entityTag,
  isHeld,
  notFound,
  type PatchOperation,
  type Preconditions,
  type Projection,
  requireMatch,
} from '../protocol/index.ts';
import { createBulk, type RunBulk } from './bulk.ts';
import { hasComputed } from './computed.ts';
import { type Confirmer, createConfirmer } from './confirm.ts';
import type { Cursors } from './cursor.ts';
import { type ListCall, type ListParameters, list } from './list.ts';
import type {
  Addressed,
  Confirmation,
  DirectoryStore,
  ResourceKind,
  Scope,
  StoredResource,
} from './ports.ts';
import { locationOf, represent, type Text } from './representation.ts';
import { createWriter, type Written } from './write.ts';

/** Who asks, and in which form the answer is wanted. */
export interface Call extends Addressed {
  readonly kind: ResourceKind;
  readonly projection: Projection | undefined;
}

/** A resource's version alone. */
export interface Bare {
  readonly text?: undefined;
  /** As the ETag header has it (RFC 7644 §3.14). */
  readonly etag: string;
}

/** The same with the resource as JSON text. */
export interface Answer extends Omit<Bare, 'text'> {
  readonly text: Text;
}

/** The answer to a create, with the address of what was created. */
export interface Created extends Answer {
  readonly id: string;
  readonly location: string;
}

export interface Directory {
  create(call: Call, body: unknown): Promise<Created>;
  /** Without a text if the caller has this very version. */
  get(call: Call, id: string, preconditions?: Preconditions): Promise<Answer | Bare>;
  /** JSON text of a ListResponse (RFC 7644 §3.4.2). */
  list(call: ListCall, parameters: ListParameters): Promise<Text>;
  replace(call: Call, id: string, body: unknown, preconditions?: Preconditions): Promise<Answer>;
  /** Without a text where `answered` is false: then nothing is read back. */
  patch(
    call: Call,
    id: string,
    operations: readonly PatchOperation[],
    answered: boolean,
    preconditions?: Preconditions,
  ): Promise<Answer | Bare>;
  remove(call: Call, id: string, preconditions?: Preconditions): Promise<void>;
  /** Answered on commit, also after a quiet spell: a thousand operations cannot wait for Shopify. */
  readonly bulk: RunBulk;
  /** Says that another process wrote for this connection, which is not quiet then. */
  noticeWrite(scope: Scope): void;
}

export interface DirectoryDependencies {
  readonly store: DirectoryStore;
  readonly cursors: Cursors;
  readonly now: () => number;
  /** UUIDv7: ids that sort by age. */
  readonly newId: () => string;
  /** Undefined: every write is answered on commit. */
  readonly confirmation: Confirmation | undefined;
  /** Told once a write is committed, so that the sync need not look for it. */
  readonly onCommit: (scope: Scope) => void;
}

export function createDirectory(dependencies: DirectoryDependencies): Directory {
  const { store, cursors, now, confirmation, onCommit } = dependencies;
  const writer = createWriter(dependencies);
  const confirmer: Confirmer | undefined = confirmation && createConfirmer({ writer, confirmation, now });

  const runBulk = createBulk({ writer, onCommit });

  function answer(call: Call, stored: StoredResource): Answer | Promise<Answer> {
    const etag = entityTag(stored.version);
    const toAnswer = ([text]: readonly Text[]) => ({ etag, text: text as Text });
    const texts = represent(store, call, call.kind, [stored], call);
    return texts instanceof Promise ? texts.then(toAnswer) : toAnswer(texts);
  }

  function written(call: Call, write: () => Promise<Written>): Promise<Written> {
    const told = async () => {
      const result = await write();
      if (result.changed) onCommit(call);
      return result;
    };
    return confirmer === undefined ? told() : confirmer.confirm(call, call.kind, told);
  }

  return {
    async create(call, body) {
      const { stored } = await written(call, () => writer.create(call, call.kind, body));
      const { id } = stored;
      const location = locationOf(call.baseUrl, call.kind, id);
      return { ...(await answer(call, stored)), id, location };
    },

    async get(call, id, preconditions) {
      const stored = await store.find(call, call.kind, id);
      if (stored === undefined) throw notFound(`There is no ${call.kind} with id ${clip(id)}.`);
      if (preconditions !== undefined) {
        requireMatch(preconditions, stored.version);
        const held =
          !hasComputed(call.kind, call.projection, stored) && isHeld(preconditions, stored.version);
        if (held) return bare(stored);
      }
      return answer(call, stored);
    },

    list: (call, parameters) => list({ store, cursors }, call, parameters),

    async replace(call, id, body, preconditions) {
      const { stored } = await written(call, () => writer.replace(call, call.kind, id, body, preconditions));
      return answer(call, stored);
    },

    async patch(call, id, operations, answered, preconditions) {
      const { stored } = await written(call, () =>
        writer.patch(call, call.kind, id, operations, preconditions),
      );
      return answered ? answer(call, stored) : bare(stored);
    },

    async remove(call, id, preconditions) {
      confirmer?.noteWrite(call);
      await writer.remove(call, call.kind, id, preconditions);
      onCommit(call);
    },

    bulk(call, request) {
      confirmer?.noteWrite(call);
      return runBulk(call, request);
    },

    noticeWrite(scope) {
      confirmer?.noteWrite(scope);
    },
  };
}

function bare({ version }: StoredResource): Bare {
  return { etag: entityTag(version) };
}
