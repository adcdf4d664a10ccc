// The SQL behind audit/ports.ts.
import type { AuditEntry, AuditStore } from '../audit/ports.ts';
import type { Engine } from './engine.ts';
import { statement } from './statement.ts';

const insertHead = statement<{ shop: string }>()((db, p) =>
  db
    .insertInto('audit_heads')
    .values({ shop: p('shop'), seq: 0, hash: '' })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Locks the head where the engine has row locks: of two entries at once, one follows the other. */
const lockHead = statement<{ shop: string }>()((db, p, dialect) =>
  db
    .selectFrom('audit_heads')
    .select(['seq', 'hash'])
    .where('shop', '=', p('shop'))
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

const findHead = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('audit_heads').select(['seq', 'hash']).where('shop', '=', p('shop')),
);

const moveHead = statement<{ shop: string; seq: number; hash: string }>()((db, p) =>
  db
    .updateTable('audit_heads')
    .set({ seq: p('seq'), hash: p('hash') })
    .where('shop', '=', p('shop')),
);

const insertEntry = statement<{
  shop: string;
  seq: number;
  facts: string;
  hash: string;
  personal: string | null;
}>()((db, p) =>
  db.insertInto('audit_entries').values({
    shop: p('shop'),
    seq: p('seq'),
    facts: p('facts'),
    hash: p('hash'),
    personal: p('personal'),
  }),
);

const entriesAfter = statement<{ shop: string; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('audit_entries')
    .select(['seq', 'facts', 'hash', 'personal'])
    .where('shop', '=', p('shop'))
    .where('seq', '>', p('after'))
    .orderBy('seq')
    .limit(p('limit')),
);

const entriesBefore = statement<{ shop: string; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('audit_entries')
    .select(['seq', 'facts', 'hash', 'personal'])
    .where('shop', '=', p('shop'))
    .where('seq', '<', p('before'))
    .orderBy('seq', 'desc')
    .limit(p('limit')),
);

const shopsWithLog = statement<Record<string, never>>()((db) =>
  db.selectFrom('audit_heads').select('shop').orderBy('shop'),
);

export function createAuditStore(engine: Engine): AuditStore {
  return {
    append: (shop, make) =>
      engine.transact(async (session) => {
        await session.run(insertHead, { shop });
        const head = await session.first(lockHead, { shop });
        const entry: AuditEntry = make(head ?? { seq: 0, hash: '' });
        await session.run(insertEntry, { shop, ...entry });
        await session.run(moveHead, { shop, seq: entry.seq, hash: entry.hash });
        return entry;
      }),
    read: (shop, after, limit) => engine.read.all(entriesAfter, { shop, after, limit }),
    readBack: (shop, before, limit) => engine.read.all(entriesBefore, { shop, before, limit }),
    async head(shop) {
      const head = await engine.read.first(findHead, { shop });
      return head?.seq === 0 ? undefined : head;
    },
    async shops() {
      return (await engine.read.all(shopsWithLog, {})).map(({ shop }) => shop);
    },
  };
}
