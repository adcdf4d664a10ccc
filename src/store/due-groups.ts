// Makes whole what the outbox has of users: the groups of each where settings ask for them, and who else claims a customer.
import type { DirtyRow, SyncSettings, UserGroup } from '../sync/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import { readGroups } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { readClaimants } from './other-claims.ts';
import { statement } from './statement.ts';
import { type DueRow, toDirtyRow, toOtherClaims } from './sync-rows.ts';

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
  const links = new Set(rows.flatMap(({ link_id: link }) => link ?? []));
  const claimants = await readClaimants(session, shop, [...links]);
  const others = [...claimants.values()].flat().map((claimant) => ({ ...claimant, kind: 'user' as const }));
  const groupsOf = await groupsOfRows(session, shop, [...rows, ...others]);
  return rows.map((row) => {
    const sharers = claimants.get(row.link_id ?? '') ?? [];
    return toDirtyRow(row, groupsOf(row), toOtherClaims(row, sharers, groupsOf));
  });
}

type UserRow = Pick<DueRow, 'kind' | 'connection' | 'subject' | 'body' | 'settings'>;

/** The groups of the users among some rows, where they matter. */
async function groupsOfRows(
  session: Session,
  shop: string,
  rows: readonly UserRow[],
): Promise<(user: Pick<UserRow, 'connection' | 'subject'>) => readonly UserGroup[]> {
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
