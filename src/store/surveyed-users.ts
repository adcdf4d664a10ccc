// The users of a connection as the sync would take them up, read without taking them up.
import type { Scope } from '../oversight/ports.ts';
import type { DirtyUser } from '../sync/ports.ts';
import { toDirtyRows } from './due-groups.ts';
import type { Session } from './engine.ts';
import { surveyedUsers } from './surveyed-statements.ts';

/** By ascending id. */
export async function readUsers(
  session: Session,
  { shop, connection }: Scope,
  after: string,
  limit: number,
): Promise<DirtyUser[]> {
  const rows = await session.all(surveyedUsers, { shop, connection, after, limit });
  const whole = rows.map((row) => ({ ...row, since: 0, error_code: null, bulk_run: null, intent: null }));
  const users = await toDirtyRows(session, shop, whole);
  return users.filter((user) => user.kind === 'user');
}
