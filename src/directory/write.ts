// The use cases that change the directory: each is one transaction that stores the resource and marks it dirty.
import {
  applyPatch,
  clip,
  conflict,
  equalJson,
  type JsonObject,
  keepImmutable,
  keepsGroupNamesApart,
  type MemberChange,
  notFound,
  type PatchOperation,
  type Preconditions,
  parseResource,
  requireWritable,
  splitMemberChanges,
} from '../protocol/index.ts';
import { keepManager } from './computed.ts';
import { displayKeyOf, emailKeysOf, nameKeyOf } from './keys.ts';
import { applyMemberChange, membersOf, withoutMembers } from './members.ts';
import type {
  Addressed,
  DirectoryStore,
  DirectoryTransaction,
  ResourceKind,
  ResourceWrite,
  Scope,
  StoredResource,
  Target,
  Urgency,
} from './ports.ts';

/** What a write did, and what it takes to undo it (RULES 25). */
export interface Written {
  readonly stored: StoredResource;
  /** The resource before; undefined if the write created it. */
  readonly before: StoredResource | undefined;
  /** False when the write changed nothing. */
  readonly changed: boolean;
  /** The write takes access away: never refused, never undone (RULES 16). */
  readonly leaving: boolean;
}

export interface DirectoryWriter {
  create(target: Target, kind: ResourceKind, body: unknown): Promise<Written>;
  replace(
    target: Addressed,
    kind: ResourceKind,
    id: string,
    body: unknown,
    preconditions?: Preconditions,
  ): Promise<Written>;
  patch(
    target: Addressed,
    kind: ResourceKind,
    id: string,
    operations: readonly PatchOperation[],
    preconditions?: Preconditions,
  ): Promise<Written>;
  remove(scope: Scope, kind: ResourceKind, id: string, preconditions?: Preconditions): Promise<void>;
  /**
   * Takes a write back: a new version with the old content. False, and nothing done, if something touched the
   * resource since, or its old name is taken by now.
   */
  undo(scope: Scope, kind: ResourceKind, written: Written): Promise<boolean>;
}

export interface WriterDependencies {
  readonly store: DirectoryStore;
  readonly now: () => number;
  readonly newId: () => string;
}

export function createWriter({ store, now, newId }: WriterDependencies): DirectoryWriter {
  /** Runs one change of an existing resource under its lock. */
  function change(
    target: Addressed,
    kind: ResourceKind,
    id: string,
    next: (current: JsonObject) => JsonObject,
    memberChanges: readonly MemberChange[],
    preconditions: Preconditions | undefined,
  ): Promise<Written> {
    return store.transact(async (transaction) => {
      const before = await transaction.find(target, kind, id);
      if (before === undefined) throw noSuch(kind, id);
      // Under the row's lock: nobody can come between this and the write.
      if (preconditions !== undefined) requireWritable(preconditions, before.version);
      const current = JSON.parse(before.body) as JsonObject;
      const resource = keepAsWas(kind, current, next(current));
      const at = now();
      let edges = 0;
      for (const memberChange of memberChanges) {
        edges += await applyMemberChange(transaction, target, id, memberChange, at);
      }
      const body = JSON.stringify(resource);
      if (edges === 0 && (body === before.body || equalJson(resource, current))) {
        return { stored: before, before, changed: false, leaving: false };
      }
      const stored = { ...before, body, version: before.version + 1, modifiedAt: at };
      const naming = sameNames(kind, current, resource) ? 'kept' : namingOf(kind, target);
      const written = withKeys(kind, stored, resource, naming);
      if (!(await transaction.update(target, kind, written, lookupsOf(current)))) throw taken(kind);
      await indexEmails(transaction, target, id, current, resource);
      const leaving = kind === 'User' && resource.active === false;
      const wasActive = current.active !== false;
      if (kind === 'User' && !leaving && !wasActive) await transaction.forgetLeaver(target, id);
      const urgency = leaving ? await urgencyOf(transaction, target, id, wasActive, at) : 'ordinary';
      // Of a group whose members alone changed, the store has marked those.
      if (kind === 'User' || body !== before.body) await transaction.markDirty(target, kind, id, urgency, at);
      return { stored, before, changed: true, leaving };
    });
  }

  return {
    create(target, kind, body) {
      const parsed = keepActive(kind, parseResource(target.types[kind], body, target), true);
      const resource = kind === 'Group' ? withoutMembers(parsed) : parsed;
      const members = kind === 'Group' ? membersOf(parsed) : [];
      const text = JSON.stringify(resource);
      return store.transact(async (transaction) => {
        const at = now();
        // Nobody is in a group before there is an id to name it by.
        const times = { createdAt: at, modifiedAt: at };
        const stored = { id: newId(), version: 1, body: text, ...times, inGroups: false };
        const written = withKeys(kind, stored, resource, namingOf(kind, target));
        if (!(await transaction.insert(target, kind, written))) throw taken(kind);
        await indexEmails(transaction, target, stored.id, NOTHING, resource);
        if (members.length > 0) await transaction.addMembers(target, stored.id, members, at);
        if (kind === 'User') await transaction.markDirty(target, kind, stored.id, 'ordinary', at);
        return { stored, before: undefined, changed: true, leaving: resource.active === false };
      });
    },

    replace(target, kind, id, body, preconditions) {
      // RFC 7644 §3.5.1 lets the provider choose for an omitted `active`: what was so stays so, because a
      // client that does not manage it must not let a leaver back in.
      const type = target.types[kind];
      const parsed = parseResource(type, body, target);
      const next = kind === 'User' ? parsed : withoutMembers(parsed);
      const members = { kind: 'replace', members: membersOf(parsed) } as const;
      return change(
        target,
        kind,
        id,
        (current) => keepImmutable(type, current, next),
        kind === 'User' ? [] : [members],
        preconditions,
      );
    },

    patch(target, kind, id, operations, preconditions) {
      const split = kind === 'Group' ? splitMemberChanges(operations) : { operations, members: [] };
      const type = target.types[kind];
      return change(
        target,
        kind,
        id,
        (current) => applyPatch(type, current, split.operations, target).resource,
        split.members,
        preconditions,
      );
    },

    async remove(scope, kind, id, preconditions) {
      await store.transact(async (transaction) => {
        const current = await transaction.find(scope, kind, id);
        if (current === undefined) throw noSuch(kind, id);
        if (preconditions !== undefined) requireWritable(preconditions, current.version);
        const at = now();
        await transaction.remove(scope, kind, id, at);
        await indexEmails(transaction, scope, id, JSON.parse(current.body), NOTHING);
        const urgency = kind === 'User' ? await urgencyOf(transaction, scope, id, true, at) : 'ordinary';
        await transaction.markDirty(scope, kind, id, urgency, at);
      });
    },

    undo: (scope, kind, { stored, before }) =>
      store.transact(async (transaction) => {
        const current = await transaction.find(scope, kind, stored.id);
        if (current?.version !== stored.version) return false;
        return putBack(transaction, scope, kind, current, before, now());
      }),
  };
}

/** RULES 25: a created resource is gone again, a changed one has its old content under a new version. */
async function putBack(
  transaction: DirectoryTransaction,
  scope: Scope,
  kind: ResourceKind,
  current: StoredResource,
  before: StoredResource | undefined,
  at: number,
): Promise<boolean> {
  // What is taken back may have given access: then it goes ahead of everything that gives it (RULES 16).
  let leaving = kind === 'User';
  const taken = JSON.parse(current.body) as JsonObject;
  const resource = before === undefined ? NOTHING : (JSON.parse(before.body) as JsonObject);
  if (before === undefined) {
    await transaction.remove(scope, kind, current.id, at);
  } else {
    const stored = { ...before, version: current.version + 1, modifiedAt: at };
    const naming = sameNames(kind, taken, resource) ? 'kept' : 'unique';
    const written = withKeys(kind, stored, resource, naming);
    if (!(await transaction.update(scope, kind, written, lookupsOf(taken)))) return false;
    leaving &&= resource.active === false;
  }
  await indexEmails(transaction, scope, current.id, taken, resource);
  await transaction.markDirty(scope, kind, current.id, leaving ? 'leaving' : 'ordinary', at);
  return true;
}

/** Of somebody who leaves, or has left. */
async function urgencyOf(
  transaction: DirectoryTransaction,
  scope: Scope,
  id: string,
  begins: boolean,
  at: number,
): Promise<Urgency> {
  return (await transaction.noteLeaver(scope, id, begins, at)) ? 'held' : 'leaving';
}

/** What a change leaves out, or repeats as it was shown, stays. */
function keepAsWas(kind: ResourceKind, current: JsonObject, next: JsonObject): JsonObject {
  return kind === 'Group' ? next : keepManager(current, keepActive(kind, next, current.active !== false));
}

/** `active` is always stated: absent means as it was, and true for a new user. */
function keepActive(kind: ResourceKind, resource: JsonObject, was: boolean): JsonObject {
  if (kind === 'Group' || resource.active !== undefined) return resource;
  return { ...resource, active: was };
}

function namingOf(kind: ResourceKind, target: Target): ResourceWrite['naming'] {
  return kind === 'User' || keepsGroupNamesApart(target) ? 'unique' : 'shared';
}

function sameNames(kind: ResourceKind, before: JsonObject, after: JsonObject): boolean {
  return nameKeyOf(kind, before) === nameKeyOf(kind, after) && displayKeyOf(before) === displayKeyOf(after);
}

/** Brings the addresses by which a user is found into line with its body. */
async function indexEmails(
  transaction: DirectoryTransaction,
  scope: Scope,
  id: string,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  // A PATCH shares what it did not touch.
  if (before.emails === after.emails) return;
  const [old, next] = [emailKeysOf(before), emailKeysOf(after)];
  const removed = old.filter((key) => !next.includes(key));
  const added = next.filter((key) => !old.includes(key));
  if (removed.length + added.length > 0) await transaction.indexEmails(scope, id, { removed, added });
}

/** The body of what is not there: has no addresses. */
const NOTHING: JsonObject = {};

function withKeys(
  kind: ResourceKind,
  stored: StoredResource,
  resource: JsonObject,
  naming: ResourceWrite['naming'],
): ResourceWrite {
  return {
    ...stored,
    ...lookupsOf(resource),
    nameKey: nameKeyOf(kind, resource),
    displayKey: displayKeyOf(resource),
    naming,
  };
}

function lookupsOf({ externalId, active }: JsonObject): Pick<ResourceWrite, 'externalId' | 'active'> {
  return { externalId: typeof externalId === 'string' ? externalId : null, active: active !== false };
}

function noSuch(kind: ResourceKind, id: string) {
  return notFound(`There is no ${kind} with id ${clip(id)}.`);
}

function taken(kind: ResourceKind) {
  const attribute = kind === 'User' ? 'userName' : 'displayName';
  return conflict(
    `Another ${kind} of this connection has this ${attribute} (case is ignored). Match that ${kind}, or choose another ${attribute}.`,
  );
}
