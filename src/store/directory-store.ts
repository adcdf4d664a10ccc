// The SQL behind directory/ports.ts.
import type {
  DirectoryReader,
  DirectoryStore,
  DirectoryTransaction,
  ResourceKind,
  ResourceWrite,
  Scope,
} from '../directory/ports.ts';
import { createComputedReader } from './computed-statements.ts';
import { addEmail, removeEmail } from './email-statements.ts';
import type { Engine, Session } from './engine.ts';
import { noteAllDepartures, noteArrivals, noteDepartures } from './group-changes.ts';
import { countActive, dropLeaver, noteLeaver } from './leavers.ts';
import { createLister } from './list.ts';
import {
  addEdges,
  clearMembers,
  leaveAllGroups,
  pageOfMembers,
  removeEdges,
  touchGroupsOf,
  typeMembers,
} from './member-statements.ts';
import { markDirty } from './outbox.ts';
import { createResourceStatements, type ResourceStatements, toStored } from './resource-statements.ts';
import { NO_NAME } from './schema.ts';

const STATEMENTS: Record<ResourceKind, ResourceStatements> = {
  User: createResourceStatements('users'),
  Group: createResourceStatements('groups'),
};

export function createDirectoryStore(engine: Engine): DirectoryStore {
  const members = membersReader(engine.read);
  const computed = createComputedReader(engine.read);
  return {
    async find({ shop, connection }, kind, id) {
      const row = await engine.read.first(STATEMENTS[kind].find, { shop, connection, id });
      return row === undefined ? undefined : toStored(row);
    },
    members,
    ...computed,
    list: createLister(engine.read, STATEMENTS, { members, ...computed }),
    transact: (work) => engine.transact((session) => work(createTransaction(session))),
  };
}

function createTransaction(session: Session): DirectoryTransaction {
  async function isTaken({ shop, connection }: Scope, kind: ResourceKind, resource: ResourceWrite) {
    if (resource.naming !== 'unique') return false;
    const key = { shop, connection, id: resource.id, lookup_key: resource.nameKey };
    return (await session.first(STATEMENTS[kind].findOtherByName, key)) !== undefined;
  }

  return {
    async find({ shop, connection }, kind, id) {
      const row = await session.first(STATEMENTS[kind].findForUpdate, { shop, connection, id });
      return row === undefined ? undefined : toStored(row);
    },

    members: membersReader(session),

    async insert(scope, kind, resource) {
      const { shop, connection } = scope;
      const row = toValues(resource);
      const counted = await session.first(STATEMENTS[kind].takeSeq, { shop, connection, active: row.active });
      if (counted === undefined) throw new Error('the connection has no counts');
      const values = { ...row, shop, connection, seq: counted.next_seq };
      // The unique index knows only the groups that must be alone with their name.
      if (kind === 'Group' && (await isTaken(scope, kind, resource))) return false;
      return (await session.run(STATEMENTS[kind].insert, values)) === 1;
    },

    async update(scope, kind, resource, was) {
      if (await isTaken(scope, kind, resource)) return false;
      const { shop, connection } = scope;
      const isSwitched = was.active !== resource.active;
      const statement = STATEMENTS[kind].update({
        names: resource.naming !== 'kept',
        externalId: was.externalId !== resource.externalId,
        active: isSwitched,
      });
      await session.run(statement, { ...toValues(resource), shop, connection });
      if (kind === 'User' && isSwitched) {
        await session.run(countActive, { shop, connection, by: resource.active ? 1 : -1 });
      }
      return true;
    },

    async remove({ shop, connection }, kind, id, now) {
      const removed = await session.first(STATEMENTS[kind].remove, { shop, connection, id });
      if (removed === undefined) return false;
      await session.run(STATEMENTS[kind].countOneLess, { shop, connection, active: removed.active });
      await session.run(touchGroupsOf, { shop, connection, member: id, now });
      await session.run(leaveAllGroups, { shop, connection, member: id });
      if (kind === 'Group') {
        await noteAllDepartures(session, { shop, connection, group: id }, now);
        await session.run(clearMembers, { shop, connection, group: id });
      }
      return true;
    },

    async indexEmails({ shop, connection }, user, { removed, added }) {
      for (const email of removed) await session.run(removeEmail, { shop, connection, user, email });
      for (const email of added) await session.run(addEmail, { shop, connection, user, email });
    },

    async addMembers({ shop, connection }, group, members, now) {
      const typed = await typeMembers(session, { shop, connection }, members);
      await noteArrivals(session, { shop, connection, group }, typed, now);
      return addEdges(session, { shop, connection, group }, typed);
    },

    async removeMembers({ shop, connection }, group, ids, now) {
      await noteDepartures(session, { shop, connection, group }, ids, now);
      return removeEdges(session, { shop, connection, group }, ids);
    },

    async clearMembers({ shop, connection }, group, now) {
      await noteAllDepartures(session, { shop, connection, group }, now);
      return session.run(clearMembers, { shop, connection, group });
    },

    noteLeaver: (scope, userId, begins, now) => noteLeaver(session, scope, userId, begins, now),

    forgetLeaver: ({ shop, connection }, user) => dropLeaver(session, { shop, connection, user }),

    markDirty: ({ shop, connection }, kind, id, urgency, now) =>
      markDirty(session, {
        shop,
        connection,
        kind: kind === 'User' ? 'user' : 'group',
        subject: id,
        priority: urgency === 'ordinary' ? 'ordinary' : 'leaving',
        now,
        state: urgency === 'held' ? 'held' : 'pending',
      }),
  };
}

function membersReader(session: Session): DirectoryReader['members'] {
  return async ({ shop, connection }, group, after, limit) => {
    const rows = await session.all(pageOfMembers, { shop, connection, group, after, limit });
    return rows.map((row) => ({ value: row.member_id, type: row.member_type as ResourceKind }));
  };
}

function toValues(resource: ResourceWrite) {
  return {
    id: resource.id,
    version: resource.version,
    name_key: resource.naming === 'shared' ? apart(resource) : resource.nameKey,
    display_key: resource.displayKey ?? NO_NAME,
    external_id: resource.externalId,
    active: resource.active ? 1 : 0,
    body: resource.body,
    created_at: resource.createdAt,
    modified_at: resource.modifiedAt,
  };
}

/** A name that others may have too, made unique by the id; no name can hold the separator and a foreign id. */
function apart({ nameKey, id }: ResourceWrite): string {
  return `${nameKey}\u001f${id}`;
}
