// The SQL behind rehearsal/ports.ts. A rehearsal is one row, whose course is a document: it is small, is written by one
// process at a time, and is never asked for by what is in it.
import type { Selectable } from 'kysely';
import type { Course, Rehearsal, RehearsalStore } from '../rehearsal/ports.ts';
import type { Engine } from './engine.ts';
import * as statements from './rehearsal-statements.ts';
import type { Database } from './schema.ts';

export function createRehearsalStore(engine: Engine): RehearsalStore {
  const { read } = engine;
  return {
    begin: (rehearsal) =>
      engine.transact(async (session) => {
        const { shop, connection, id, stage, state, createdAt: now } = rehearsal;
        const course = JSON.stringify(courseOf(rehearsal));
        const isMade = await session.run(statements.insertRehearsal, {
          shop,
          connection,
          id,
          stage,
          state,
          course,
          now,
        });
        if (isMade === 0) return false;
        for (const past of await session.all(statements.pastRehearsals, { shop, connection })) {
          await session.run(statements.deleteRehearsal, { shop, connection, id: past.id });
        }
        return true;
      }),

    async list({ shop, connection }, limit) {
      return (await read.all(statements.listRehearsals, { shop, connection, limit })).map(toRehearsal);
    },

    async find({ shop, connection }, id) {
      const row = await read.first(statements.findRehearsal, { shop, connection, id });
      return row && toRehearsal(row);
    },

    cancel: ({ shop, connection }, id) =>
      engine.transact(
        async (session) => (await session.run(statements.cancelRehearsal, { shop, connection, id })) > 0,
      ),

    async waiting(now) {
      return (await read.all(statements.waitingRehearsals, { now })).map(toRehearsal);
    },

    take: ({ shop, connection, id }, owner, now, until) =>
      engine.transact(
        async (session) =>
          (await session.run(statements.takeRehearsal, { shop, connection, id, owner, now, until })) > 0,
      ),

    save: (rehearsal, owner, until) =>
      engine.transact(async (session) => {
        const { shop, connection, id, stage, state, finishedAt: finished } = rehearsal;
        const course = JSON.stringify(courseOf(rehearsal));
        const values = { shop, connection, id, owner, until, stage, state, course, finished };
        return (await session.run(statements.saveRehearsal, values)) > 0;
      }),

    async findGroup({ shop, connection }, id) {
      const row = await read.first(statements.readGroup, { shop, connection, id });
      if (row === undefined) return undefined;
      const { displayName = id } = JSON.parse(row.body) as { displayName?: string };
      return { id, name: displayName, externalId: row.external_id };
    },

    async usersOf({ shop, connection }) {
      return (await read.all(statements.usersOfStage, { shop, connection })).map(({ id }) => id);
    },

    async groupsOf({ shop, connection }) {
      return (await read.all(statements.groupsOfStage, { shop, connection })).map(({ id }) => id);
    },

    async standing({ shop, connection }, user, now) {
      const key = { shop, connection, user };
      // What waits is read first: once it is gone, the rest is at least as new as that.
      const row = await read.first(statements.readRow, key);
      const claim = await read.first(statements.readClaim, key);
      const stored = await read.first(statements.readUser, key);
      const alert = (await read.first(statements.readTrouble, { shop }))?.alert ?? null;
      const isBehind = stored !== undefined && (claim?.synced_version ?? 0) < stored.version;
      return {
        exists: row !== undefined || claim !== undefined || stored !== undefined,
        isPending: row?.state === 'pending' && (isBehind || row.due_at <= now || row.attempts > 0),
        isDead: row?.state === 'dead',
        state: claim?.state ?? null,
        code: (row?.state === 'dead' ? row.error_code : null) ?? claim?.code ?? row?.error_code ?? null,
        customerId: claim?.customer_id ?? null,
        trouble: alert === null ? null : ((JSON.parse(alert) as { code?: string }).code ?? 'unknown'),
      };
    },
  };
}

function courseOf({ mark, provider, group, differences, steps, ...rest }: Rehearsal): Course {
  const { userId, groupId, customer, customerId, left } = rest;
  return { mark, provider, group, differences, steps, userId, groupId, customer, customerId, left };
}

function toRehearsal(row: Selectable<Database['rehearsals']>): Rehearsal {
  return {
    shop: row.shop,
    connection: row.connection,
    id: row.id,
    stage: row.stage,
    state: row.state,
    isCancelled: row.is_cancelled === 1,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    ...(JSON.parse(row.course) as Course),
  };
}
