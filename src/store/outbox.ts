// Marks a thing as dirty in the outbox, inside the transaction that made it so.
import type { Priority } from '../sync/ports.ts';
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

export interface DirtyThing {
  readonly shop: string;
  readonly connection: string;
  readonly kind: Database['outbox']['kind'];
  readonly subject: string;
  readonly priority: Priority;
  readonly now: number;
  /** Another hand may have changed the user's customer: it is to be read. */
  readonly look?: boolean;
}

/**
 * One row per thing while it is pending: a burst of writes coalesces, and urgency is never lost by it. `attempts` and
 * `error_code` stay: a try may be under way, and should it die, "tried and nothing noted" is all that tells the next
 * one that something unknown was sent.
 */
const upsert = statement<
  Record<'shop' | 'connection' | 'kind' | 'subject', string> & Record<'priority' | 'now' | 'look', number>
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
      state: 'pending',
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
          .when('outbox.priority', '<', eb.ref('excluded.priority'))
          .then(eb.ref('outbox.priority'))
          .else(eb.ref('excluded.priority'))
          .end(),
        due_at: eb.ref('excluded.due_at'),
        state: 'pending',
        // Asked for once, it is done, however many writes come after.
        look: eb
          .case()
          .when('outbox.look', '=', 1)
          .then(eb.ref('outbox.look'))
          .else(eb.ref('excluded.look'))
          .end(),
      })),
    ),
);

export async function markDirty(session: Session, thing: DirtyThing): Promise<void> {
  const look = thing.look === true ? 1 : 0;
  await session.run(upsert, { ...thing, priority: PRIORITY[thing.priority], look });
}
