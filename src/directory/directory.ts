// The directory's use cases, one per SCIM operation; what they answer is ready to send.
import {
  checkFilter,
  LIST_RESPONSE,
  notFound,
  type PatchOperation,
  type Projection,
  parseFilter,
} from '../protocol/index.ts';
import { type Confirmer, createConfirmer } from './confirm.ts';
import type { Confirmation, DirectoryStore, ResourceKind, Scope, StoredResource, Target } from './ports.ts';
import { locationOf, represent, resourceTypeOf } from './representation.ts';
import { createWriter, type Written } from './write.ts';

/** Who asks, and in which form the answer is wanted. */
export interface Call extends Target {
  readonly kind: ResourceKind;
  /** Root of the SCIM endpoint, without a slash at the end. */
  readonly baseUrl: string;
  readonly projection: Projection | undefined;
}

export interface ListParameters {
  readonly filter: string | undefined;
  readonly startIndex: number;
  readonly count: number;
}

/** JSON text of a resource, and its address. */
export interface Answer {
  readonly text: string;
  readonly location: string;
}

export interface Directory {
  create(call: Call, body: unknown): Promise<Answer>;
  get(call: Call, id: string): Promise<Answer>;
  /** JSON text of a ListResponse (RFC 7644 §3.4.2). */
  list(call: Call, parameters: ListParameters): Promise<string>;
  replace(call: Call, id: string, body: unknown): Promise<Answer>;
  /** Without an answer where `answered` is false: then nothing is read back. */
  patch(
    call: Call,
    id: string,
    operations: readonly PatchOperation[],
    answered: boolean,
  ): Promise<Answer | undefined>;
  remove(call: Call, id: string): Promise<void>;
}

export interface DirectoryDependencies {
  readonly store: DirectoryStore;
  readonly now: () => number;
  /** UUIDv7: ids that sort by age. */
  readonly newId: () => string;
  /** Undefined: every write is answered on commit. */
  readonly confirmation: Confirmation | undefined;
  /** Told once a write is committed, so that the sync need not look for it. */
  readonly onCommit: (scope: Scope) => void;
}

export function createDirectory(dependencies: DirectoryDependencies): Directory {
  const { store, now, confirmation, onCommit } = dependencies;
  const writer = createWriter(dependencies);
  const confirmer: Confirmer | undefined = confirmation && createConfirmer({ writer, confirmation, now });

  async function answer(call: Call, stored: StoredResource): Promise<Answer> {
    return {
      text: await represent(store, call, call.kind, stored, call),
      location: locationOf(call.baseUrl, call.kind, stored.id),
    };
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
      return answer(call, stored);
    },

    async get(call, id) {
      const stored = await store.find(call, call.kind, id);
      if (stored === undefined) throw notFound(`There is no ${call.kind} with id ${id}.`);
      return answer(call, stored);
    },

    async list(call, { filter: filterText, startIndex, count }) {
      const filter =
        filterText === undefined
          ? undefined
          : checkFilter(resourceTypeOf(call.kind), parseFilter(filterText));
      const page = await store.list(call, call.kind, { filter, startIndex, count });
      const texts: string[] = [];
      for (const stored of page.resources) texts.push(await represent(store, call, call.kind, stored, call));
      return `{"schemas":["${LIST_RESPONSE}"],"totalResults":${page.totalResults},"startIndex":${startIndex},"itemsPerPage":${texts.length},"Resources":[${texts.join()}]}`;
    },

    async replace(call, id, body) {
      const { stored } = await written(call, () => writer.replace(call, call.kind, id, body));
      return answer(call, stored);
    },

    async patch(call, id, operations, answered) {
      const { stored } = await written(call, () => writer.patch(call, call.kind, id, operations));
      return answered ? answer(call, stored) : undefined;
    },

    async remove(call, id) {
      confirmer?.noteWrite(call);
      await writer.remove(call, call.kind, id);
      onCommit(call);
    },
  };
}
