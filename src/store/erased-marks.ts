// By what whoever was erased is known again without being named: keyed digests, under a key of the shop's own.
import { createHmac, randomBytes } from 'node:crypto';
import type { ClaimRequest } from '../sync/ports.ts';
import { listed } from './computed-statements.ts';
import type { Session } from './engine.ts';
import { statement } from './statement.ts';

/** By what the directory names a person. */
export interface Names {
  /** They say something only in their connection. */
  readonly ids?: {
    readonly connection: string;
    readonly userId: string;
    readonly externalId: string | null;
  };
  readonly nameKeys: readonly string[];
  readonly emailKeys: readonly string[];
}

export interface Marks {
  /** Whether the user, or whom its names stand for, was erased. Asked of users alone that have no customer. */
  isErased(session: Session, shop: string, request: ClaimRequest): Promise<boolean>;
  remember(session: Session, shop: string, names: Names, now: number): Promise<void>;
}

/** Where nobody is ever erased. */
export const NO_MARKS: Pick<Marks, 'isErased'> = { isErased: async () => false };

/** As the vault's. */
interface Sealing {
  seal(text: string, belonging: { readonly shop: string; readonly purpose: string }): string;
  open(sealed: string, belonging: { readonly shop: string; readonly purpose: string }): string;
}

const PURPOSE = 'erasure_keys.sealed';
const KEY_BYTES = 32;
/** More shops than are worked on at once; beyond it the memory starts anew. */
const MAX_KEYS = 1_000;

const findKey = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('erasure_keys').select('sealed').where('shop', '=', p('shop')),
);

const insertKey = statement<{ shop: string; sealed: string }>()((db, p) =>
  db
    .insertInto('erasure_keys')
    .values({ shop: p('shop'), sealed: p('sealed') })
    .onConflict((conflict) => conflict.doNothing()),
);

/** `marks` is a JSON array. */
const findMark = statement<{ shop: string; marks: string }>()((db, p, dialect) =>
  db
    .selectFrom('erased_marks')
    .select('mark')
    .where('shop', '=', p('shop'))
    .where('mark', 'in', listed(p('marks'), dialect))
    .limit(1),
);

const insertMark = statement<{ shop: string; mark: string; now: number }>()((db, p) =>
  db
    .insertInto('erased_marks')
    .values({ shop: p('shop'), mark: p('mark'), at: p('now') })
    .onConflict((conflict) => conflict.doNothing()),
);

export function createMarks({ seal, open }: Sealing): Marks {
  const opened = new Map<string, Buffer>();

  function keyOf(shop: string, sealed: string): Buffer {
    let key = opened.get(sealed);
    if (key === undefined) {
      if (opened.size >= MAX_KEYS) opened.clear();
      key = Buffer.from(open(sealed, { shop, purpose: PURPOSE }), 'base64');
      opened.set(sealed, key);
    }
    return key;
  }

  return {
    async isErased(session, shop, { row, email }) {
      if (row.user === null || (row.link?.customerId ?? null) !== null) return false;
      const sealed = (await session.first(findKey, { shop }))?.sealed;
      // Most shops never had anybody erased.
      if (sealed === undefined) return false;
      const { connection, subject: userId, user } = row;
      const emailKeys = email === null ? [] : [email.key];
      const ids = { connection, userId, externalId: user.externalId };
      const marks = marksOf(keyOf(shop, sealed), { ids, nameKeys: [user.nameKey], emailKeys });
      return (await session.first(findMark, { shop, marks: JSON.stringify(marks) })) !== undefined;
    },

    async remember(session, shop, names, now) {
      const made = seal(randomBytes(KEY_BYTES).toString('base64'), { shop, purpose: PURPOSE });
      await session.run(insertKey, { shop, sealed: made });
      const sealed = (await session.first(findKey, { shop }))?.sealed ?? made;
      for (const mark of marksOf(keyOf(shop, sealed), names)) {
        await session.run(insertMark, { shop, mark, now });
      }
    },
  };
}

function marksOf(key: Buffer, { ids, nameKeys, emailKeys }: Names): string[] {
  const names = [
    ...(ids === undefined ? [] : [['user', ids.connection, ids.userId]]),
    ...(ids?.externalId == null ? [] : [['external', ids.connection, ids.externalId]]),
    ...nameKeys.map((name) => ['name', name]),
    ...emailKeys.map((email) => ['email', email]),
  ];
  return names.map((name) => createHmac('sha256', key).update(JSON.stringify(name)).digest('base64url'));
}
