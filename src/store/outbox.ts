// Marks a thing as dirty in the outbox, inside the transaction that made it so.
import type { ExpressionBuilder } from 'kysely';
import type { Look, Priority } from '../sync/ports.ts';
import type { Session } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

/** How a priority is stored: the lower overtakes the higher (RULES 16). */
export const PRIORITY: Readonly<Record<Priority, number>> = { leaving: 0, ordinary: 5, background: 9 };
/** The most urgent first. */
export const PRIORITIES: readonly Priority[] = ['leaving', 'ordinary', 'background'];

export function priorityOf(stored: number): Priority {
  return PRIORITIES.find((priority) => PRIORITY[priority] === stored) ?? 'ordinary';
}

/** In the order of what they do: a column holds the place of one. */
export const LOOKS: readonly Look[] = ['no', 'report', 'ours', 'managed'];

export interface DirtyThing {
  readonly shop: string;
  readonly connection: string;
  readonly kind: Database['outbox']['kind'];
  readonly subject: string;
  readonly priority: Priority;
  readonly now: number;
  /** Another hand may have changed the user's customer. */
  readonly look?: Look;
  /** What the directory says of it; whoever else marks it dirty leaves a row that is held as it is (RULES 22). */
  readonly state?: 'pending' | 'held';
}

/**
 * One row per thing while it is pending: a burst of writes coalesces, and urgency is never lost by it. `attempts` and
 * `error_code` stay: a try may be under way, and should it die, "tried and nothing noted" is all that tells the next
 * one that something unknown was sent.
 */
const writeUpsert = (decidesState: boolean) =>
  statement<
    Record<'shop' | 'connection' | 'kind' | 'subject' | 'state', string> &
      Record<'priority' | 'now' | 'look', number>
  >()((db, p) =>
    db
      .insertInto('outbox')
      .values({
        shop: p('shop'),
        kind: p('kind') as DirtyThing['kind'],
        connection: p('connection'),
        subject: p('subject'),
        version: 1,
        priority: p('priority'),
        due_at: p('now'),
        attempts: 0,
        state: p('state') as 'pending' | 'held',
        error_code: null,
        error_detail: null,
        created_at: p('now'),
        look: p('look'),
      })
      .onConflict((conflict) =>
        conflict.columns(['shop', 'kind', 'connection', 'subject']).doUpdateSet((eb) => ({
          version: eb('outbox.version', '+', 1),
          priority: eb
            .case()
            .when(isIdle(eb))
            .then(eb.ref('excluded.priority'))
            .when('outbox.priority', '<', eb.ref('excluded.priority'))
            .then(eb.ref('outbox.priority'))
            .else(eb.ref('excluded.priority'))
            .end(),
          due_at: eb.ref('excluded.due_at'),
          state: decidesState
            ? eb.ref('excluded.state')
            : eb
                .case()
                .when('outbox.state', '=', 'held')
                .then(eb.ref('outbox.state'))
                .else(eb.ref('excluded.state'))
                .end(),
          // Asked for once, it is done, however many writes come after.
          look: eb
            .case()
            .when('outbox.look', '>', eb.ref('excluded.look'))
            .then(eb.ref('outbox.look'))
            .else(eb.ref('excluded.look'))
            .end(),
        })),
      ),
  );

const upsert = { decided: writeUpsert(true), kept: writeUpsert(false) };

/** Whoever came back from a hold, or while its leaving had grace, has no haste left of it. */
function isIdle(eb: ExpressionBuilder<Database, 'outbox'>) {
  return eb.or([
    eb('outbox.state', '=', 'held'),
    eb.and([
      eb('outbox.attempts', '=', 0),
      eb('outbox.due_at', '>', eb.ref('excluded.due_at' as 'outbox.due_at')),
    ]),
  ]);
}

export async function markDirty(session: Session, thing: DirtyThing): Promise<void> {
  const look = LOOKS.indexOf(thing.look ?? 'no');
  const { state = 'pending' } = thing;
  const values = { ...thing, state, priority: PRIORITY[thing.priority], look };
  await session.run(thing.state === undefined ? upsert.kept : upsert.decided, values);
}
