// The directory: what the identity provider writes and reads, and how long a first write waits for Shopify's word.
import { createCursors } from '../directory/cursor.ts';
import { createDirectory, type Directory } from '../directory/directory.ts';
import type { Confirmation } from '../directory/ports.ts';
import { newId } from '../ids.ts';
import { createDirectoryStore } from '../store/directory-store.ts';
import type { Sync } from '../sync/sync.ts';
import type { Ground } from './ground.ts';
import { deriveKey } from './keys.ts';

export function composeDirectory({ config, engine, news, now }: Ground, { sync }: { sync: Sync }): Directory {
  const directory = createDirectory({
    store: createDirectoryStore(engine),
    cursors: createCursors({ key: deriveKey(config.adminToken, 'cursors'), now }),
    now,
    newId,
    confirmation: config.confirmMs === 0 ? undefined : confirmBy(sync, config.confirmMs),
    onCommit: ({ shop, connection }) => news.tell('write', shop, connection),
  });
  news.listen({
    heard({ kind, shop, connection }) {
      if (kind === 'write') directory.noticeWrite({ shop, connection });
    },
  });
  return directory;
}

/** Only Shopify's refusal of the user's own data counts; whatever else happens is absorbed (RULES 24). */
function confirmBy(sync: Sync, timeoutMs: number): Confirmation {
  return async ({ shop, connection }, userId, version) => {
    const outcome = await sync.settled(shop, connection, userId, version, timeoutMs);
    return outcome.kind === 'refused' ? outcome : undefined;
  };
}
