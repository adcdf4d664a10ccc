// Statements for connections that several stores run.
import { statement } from './statement.ts';

/** Locks the row where the engine has row locks, so that two changes at once both count. */
export const lockConnection = statement<{ shop: string; id: string }>()((db, p, dialect) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);
