// Reads what a shop's connections are set to, and the groups of users where these settings ask for them.
import type { DirtyRow, SyncSettings, UserGroup } from '../sync/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import { readGroups } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { statement } from './statement.ts';
import { type DueRow, toDirtyRow } from './sync-rows.ts';

export const connectionsOfShop = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .select(['new_customer_creation', 'link_policy', 'domains', 'settings'])
    .where('shop', '=', p('shop'))
    .orderBy('created_at')
    .orderBy('id'),
);

const depends = new WeakMap<object, boolean>();

/** Whether anything of a customer depends on its user's groups. A word too many costs a query, one too few a tag. */
export function dependOnGroups(settings: Pick<SyncSettings, 'mapping' | 'groups'> & object): boolean {
  let known = depends.get(settings);
  if (known === undefined) {
    known = settings.groups.length > 0 || JSON.stringify(settings.mapping).includes('groups');
    depends.set(settings, known);
  }
  return known;
}

/** Rows as the sync's port speaks of them. */
export async function toDirtyRows(
  session: Session,
  shop: string,
  rows: readonly DueRow[],
): Promise<DirtyRow[]> {
  const groupsOf = await groupsOfRows(session, shop, rows);
  return rows.map((row) => toDirtyRow(row, groupsOf(row)));
}

/** The groups of the users among some rows, where they matter. */
async function groupsOfRows(
  session: Session,
  shop: string,
  rows: readonly DueRow[],
): Promise<(row: DueRow) => readonly UserGroup[]> {
  const users = rows.filter(
    ({ kind, body, settings }) =>
      kind === 'user' && body !== null && settings !== null && dependOnGroups(readSettings(settings)),
  );
  if (users.length === 0) return () => NONE;
  const found = new Map<string, ReadonlyMap<string, readonly UserGroup[]>>();
  for (const connection of new Set(users.map((user) => user.connection))) {
    const theirs = users.filter((user) => user.connection === connection);
    const ids = theirs.map(({ subject }) => subject);
    found.set(connection, await readGroups(session, { shop, connection }, ids));
  }
  return ({ connection, subject }) => found.get(connection)?.get(subject) ?? NONE;
}

const NONE: readonly UserGroup[] = [];
