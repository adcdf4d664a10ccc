// The SQL behind the port of reconciliations and dry runs.
import type { Selectable } from 'kysely';
import type {
  BulkReading,
  ClaimedLink,
  Finding,
  FindingAction,
  Survey,
  SurveyStore,
  TakenSurvey,
} from '../oversight/survey-port.ts';
import type { Look } from '../sync/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import type { Engine, Session } from './engine.ts';
import { type Marks, NO_MARKS } from './erased-marks.ts';
import { findHolder } from './holders.ts';
import { findLinkByEmail, setDrift } from './link-statements.ts';
import { markDirty } from './outbox.ts';
import { countPeople } from './people-statements.ts';
import { nameOf } from './person-name.ts';
import type { Database } from './schema.ts';
import {
  deleteFindings,
  deleteSurvey,
  endSurvey,
  findSurvey,
  insertFinding,
  insertSurvey,
  keepBookmark,
  listFindings,
  listNamedFindings,
  listSurveys,
  openSurvey,
  pastSurveys,
  releaseSurvey,
  saveSurvey,
  scheduledConnections,
  takeSurvey,
} from './survey-statements.ts';
import {
  claimedLinks,
  claimedLinksOf,
  countClaims,
  findSeen,
  forgetSeen,
  insertSeen,
  unclaimedLinks,
  unseenLinks,
} from './surveyed-statements.ts';
import { readUsers } from './surveyed-users.ts';
import { type LinkRow, toHolder, toLink } from './sync-rows.ts';

/** Links that are counted as a reconciliation begins: so many take as long as a page of it. */
const MAX_COUNTED = 1_000_000;
/** Behind every id. */
const END = '\u{10ffff}';

export function createSurveyStore(engine: Engine, marks: Pick<Marks, 'isErased'> = NO_MARKS): SurveyStore {
  return {
    async begin(scope, wanted, now) {
      const { id, kind, policy } = wanted;
      const counted =
        kind === 'dry_run'
          ? (await engine.read.first(countPeople, { ...scope }))?.users
          : (await engine.read.first(countClaims, { ...scope, limit: MAX_COUNTED }))?.many;
      const total = Number(counted ?? 0);
      return engine.transact(async (session) => {
        const [scheduled, dryRun] = [wanted.scheduled ? 1 : 0, wanted.dryRun ? 1 : 0];
        const values = { ...scope, id, kind, policy, scheduled, dryRun, total, now };
        if ((await session.run(insertSurvey, values)) === 0) return undefined;
        for (const past of await session.all(pastSurveys, { ...scope, kind })) {
          await session.run(deleteFindings, { ...scope, id: past.id });
          await session.run(deleteSurvey, { ...scope, id: past.id });
        }
        const row = await session.first(findSurvey, { ...scope, id });
        return row && toSurvey(row);
      });
    },

    async list(scope, kind, before, limit) {
      const range = { ...scope, kind, before: before || END, limit };
      return (await engine.read.all(listSurveys, range)).map(toSurvey);
    },

    async find(scope, kind, id) {
      const row = await engine.read.first(findSurvey, { ...scope, id });
      return row?.kind === kind ? toSurvey(row) : undefined;
    },

    async findings(scope, id, after, limit) {
      return (await engine.read.all(listNamedFindings, { ...scope, id, after, limit })).map((row) => ({
        ...toFinding(row),
        name: nameOf(row.body),
      }));
    },

    async scheduled({ shop, connection }, limit) {
      const rows = await engine.read.all(scheduledConnections, { shop, connection, limit });
      return rows.map((row) => {
        const { everyHours, repair } = readSettings(row.settings).reconcile;
        const lastAt = Number(row.last_at ?? row.created_at);
        return { shop: row.shop, connection: row.id, everyHours, repair, lastAt };
      });
    },

    take: (owner, now, until) =>
      engine.transact(async (session): Promise<TakenSurvey | undefined> => {
        const row = await session.first(openSurvey, { now });
        if (row === undefined) return undefined;
        const { shop, connection, id, bookmark } = row;
        const reading = row.reading === null ? null : (JSON.parse(row.reading) as BulkReading);
        if ((await session.run(takeSurvey, { shop, connection, id, owner, now, until })) === 0)
          return undefined;
        return { shop, connection, survey: toSurvey(row), bookmark, reading };
      }),

    async claimedLinks(scope, after, limit, now) {
      return toClaimed(await engine.read.all(claimedLinks, { ...scope, after, limit, now }));
    },

    async claimedLinksOf({ shop, connection }, customerIds, now) {
      const ids = JSON.stringify(customerIds);
      return toClaimed(await engine.read.all(claimedLinksOf, { shop, connection, ids, now }));
    },

    async unseenLinks({ shop, connection, survey }, after, limit, now) {
      const range = { shop, connection, survey: survey.id, after, limit, now };
      return toClaimed(await engine.read.all(unseenLinks, range));
    },

    async areSeen({ shop, survey }, seen) {
      if (seen.length === 0) return new Set();
      const found = await engine.read.all(findSeen, { shop, survey: survey.id, ids: JSON.stringify(seen) });
      return new Set(found.map((row) => row.seen));
    },

    async countLinks({ shop, connection }, limit) {
      const counted = await engine.read.first(countClaims, { shop, connection, limit });
      return Number(counted?.many ?? 0);
    },

    async unclaimedLinks(shop, limit) {
      const rows = await engine.read.all(unclaimedLinks, { shop, limit });
      return rows.map(toLink).filter((link) => link !== null);
    },

    users: (scope, after, limit) => readUsers(engine.read, scope, after, limit),

    async preview(shop, request) {
      const { row, email } = request;
      const erased = await marks.isErased(engine.read, shop, request);
      if (email === null) return { link: row.link, fresh: false, holder: null, erased };
      const { connection } = row;
      const key = { shop, connection, key: email.key, except: row.link?.id ?? '' };
      const found = await engine.read.first(findLinkByEmail, key);
      const holder = found === undefined ? null : toHolder(found);
      if (row.link !== null) return { link: row.link, fresh: false, holder, erased };
      if (holder === null) return { link: email.newLink, fresh: true, holder, erased };
      const isReturning = email.isReturning(holder.link);
      const link = isReturning ? holder.link : null;
      return { link, fresh: false, holder: isReturning ? null : holder, erased };
    },

    findHolder: (shop, connection, customer) => findHolder(engine.read, shop, connection, customer),

    save: ({ shop, connection, survey: { id } }, owner, progress, now, until) =>
      engine.transact(async (session) => {
        const { state, bookmark } = progress;
        const counts = JSON.stringify(progress.counts);
        const reading = progress.reading === null ? null : JSON.stringify(progress.reading);
        const values = { shop, connection, id, owner, until, state, bookmark, counts, reading };
        if ((await session.run(saveSurvey, values)) === 0) return false;
        for (const finding of progress.findings)
          await writeFinding(session, { shop, connection, id }, finding);
        for (const seen of progress.seen) await session.run(insertSeen, { shop, survey: id, seen });
        if (state !== 'reading') await session.run(forgetSeen, { shop, survey: id });
        for (const { linkId, keys } of progress.drift) {
          const drift = keys.length === 0 ? null : JSON.stringify({ keys, since: now });
          await session.run(setDrift, { shop, id: linkId, drift });
        }
        return true;
      }),

    carryOut: (taken, owner, after, limit, now, until) =>
      engine.transact(async (session) => {
        const { shop, connection, survey } = taken;
        const key = { shop, connection, id: survey.id };
        const page = await session.all(listFindings, { ...key, after, limit });
        const last = page.at(-1)?.subject;
        if ((await session.run(keepBookmark, { ...key, owner, until, bookmark: last ?? after })) === 0)
          return false;
        for (const finding of page) await carryOut(session, taken, toFinding(finding), now);
        return last;
      }),

    async end({ shop, connection, survey: { id } }, owner, state, error, now) {
      await engine.transact((session) =>
        session.run(endSurvey, { shop, connection, id, owner, state, error, finished: now }),
      );
    },

    async release({ shop, connection, survey: { id } }, owner, error, until) {
      await engine.transact((session) =>
        session.run(releaseSurvey, { shop, connection, id, owner, error, until }),
      );
    },
  };
}

interface ClaimedRow extends LinkRow {
  readonly user_id: string;
  readonly user_version: number | null;
  readonly pending_look: number | null;
}

function toClaimed(rows: readonly ClaimedRow[]): ClaimedLink[] {
  return rows.flatMap((row) => {
    const link = toLink(row);
    const { pending_look: look } = row;
    const facts = {
      exists: row.user_version !== null,
      isPending: look === 0,
      isLookDue: look !== null && look > 0,
    };
    return link === null ? [] : [{ userId: row.user_id, link, ...facts }];
  });
}

async function writeFinding(
  session: Session,
  key: { shop: string; connection: string; id: string },
  { subject, kind, action, customerId: customer, code, changed }: Finding,
): Promise<void> {
  const names = JSON.stringify(changed);
  await session.run(insertFinding, { ...key, subject, kind, action, customer, code, changed: names });
}

/** What the sync is to do about a finding: it does it like everything else, the leavers first. */
async function carryOut(
  session: Session,
  { shop, connection, survey }: TakenSurvey,
  { subject, action }: Finding,
  now: number,
): Promise<void> {
  if (action !== 'look' && action !== 'repair' && action !== 'release') return;
  const look: Look = action === 'repair' ? survey.policy : action === 'look' ? 'report' : 'no';
  const priority = action === 'release' ? ('leaving' as const) : ('background' as const);
  await markDirty(session, { shop, connection, kind: 'user', subject, priority, now, look });
}

function toSurvey(row: Selectable<Database['surveys']>): Survey {
  return {
    id: row.id,
    kind: row.kind,
    policy: row.policy,
    scheduled: row.scheduled === 1,
    dryRun: row.dry_run === 1,
    state: row.state,
    total: row.total,
    counts: JSON.parse(row.counts) as Record<string, number>,
    error: row.error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

function toFinding(row: Selectable<Database['findings']>): Finding {
  return {
    subject: row.subject,
    kind: row.kind,
    action: row.action as FindingAction,
    customerId: row.customer_id,
    code: row.code,
    changed: JSON.parse(row.changed) as string[],
  };
}
