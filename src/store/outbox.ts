// Marks a thing as dirty in the outbox, inside the transaction that made it so.
import type { Session } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

/** Takes access away: overtakes everything that gives it (RULES 16). */
export const URGENT = 0;
export const ORDINARY = 5;
/** May wait for everything else. */
export const BACKGROUND = 9;

export interface DirtyThing {
  readonly shop: string;
  readonly connection: string;
  readonly kind: Database['outbox']['kind'];
  readonly subject: string;
  readonly priority: number;
  readonly now: number;
}

/**
 * One row per thing while it is pending: a burst of writes coalesces, and urgency is never lost by it. `attempts` and
 * `error_code` stay: a try may be under way, and should it die, "tried and nothing noted" is all that tells the next
 * one that something unknown was sent.
 */
const upsert = statement<
  Record<'shop' | 'connection' | 'kind' | 'subject', string> & Record<'priority' | 'now', number>
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
      })),
    ),
);

export async function markDirty(session: Session, thing: DirtyThing): Promise<void> {
  await session.run(upsert, { ...thing });
}
