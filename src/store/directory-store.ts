// The SQL behind directory/ports.ts.
import type {
  DirectoryReader,
  DirectoryStore,
  DirectoryTransaction,
  MemberEdge,
  ResourceKind,
  ResourceWrite,
} from '../directory/ports.ts';
import type { Engine, Session } from './engine.ts';
import { createLister } from './list.ts';
import { addEdges, clearMembers, leaveAllGroups, pageOfMembers, removeEdges } from './member-statements.ts';
import { markDirty, ORDINARY, URGENT } from './outbox.ts';
import { createResourceStatements, type ResourceStatements, toStored } from './resource-statements.ts';

const STATEMENTS: Record<ResourceKind, ResourceStatements> = {
  User: createResourceStatements('users'),
  Group: createResourceStatements('groups'),
};

export function createDirectoryStore(engine: Engine): DirectoryStore {
  const members = membersReader(engine.read);
  return {
    async find({ shop, connection }, kind, id) {
      const row = await engine.read.first(STATEMENTS[kind].find, { shop, connection, id });
      return row === undefined ? undefined : toStored(row);
    },
    members,
    list: createLister(engine.read, STATEMENTS, members),
    transact: (work) => engine.transact((session) => work(createTransaction(session))),
  };
}

function createTransaction(session: Session): DirectoryTransaction {
  return {
    async find({ shop, connection }, kind, id) {
      const row = await session.first(STATEMENTS[kind].findForUpdate, { shop, connection, id });
      return row === undefined ? undefined : toStored(row);
    },

    members: membersReader(session),

    async insert({ shop, connection }, kind, resource) {
      const counted = await session.first(STATEMENTS[kind].takeSeq, { shop, connection });
      if (counted === undefined) throw new Error('the connection has no counts');
      const values = { ...toValues(resource), shop, connection, seq: counted.next_seq };
      return (await session.run(STATEMENTS[kind].insert, values)) === 1;
    },

    async update({ shop, connection }, kind, resource) {
      const values = { ...toValues(resource), shop, connection };
      if ((await session.first(STATEMENTS[kind].findOtherByName, values)) !== undefined) return false;
      await session.run(STATEMENTS[kind].update, values);
      return true;
    },

    async remove({ shop, connection }, kind, id) {
      if ((await session.run(STATEMENTS[kind].remove, { shop, connection, id })) === 0) return false;
      await session.run(STATEMENTS[kind].countOneLess, { shop, connection });
      await session.run(leaveAllGroups, { shop, connection, member: id });
      if (kind === 'Group') await session.run(clearMembers, { shop, connection, group: id });
      return true;
    },

    async addMembers({ shop, connection }, group, members) {
      const typed: MemberEdge[] = [];
      for (const { value, type } of members) {
        // Entra leaves the type out: a member is a group only if there is such a group.
        const isGroup = async () =>
          (await session.first(STATEMENTS.Group.find, { shop, connection, id: value })) !== undefined;
        typed.push({ value, type: type ?? ((await isGroup()) ? 'Group' : 'User') });
      }
      return addEdges(session, { shop, connection, group }, typed);
    },

    removeMembers: ({ shop, connection }, group, ids) =>
      removeEdges(session, { shop, connection, group }, ids),

    clearMembers: ({ shop, connection }, group) => session.run(clearMembers, { shop, connection, group }),

    markDirty: ({ shop, connection }, kind, id, urgent, now) =>
      markDirty(session, {
        shop,
        connection,
        kind: kind === 'User' ? 'user' : 'group',
        subject: id,
        priority: urgent ? URGENT : ORDINARY,
        now,
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
    name_key: resource.nameKey,
    external_id: resource.externalId,
    active: resource.active ? 1 : 0,
    body: resource.body,
    created_at: resource.createdAt,
    modified_at: resource.modifiedAt,
  };
}
