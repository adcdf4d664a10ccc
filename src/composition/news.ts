// Who acts on what is new in a shop: parts of this process, and the other processes at the database.
import { openPeers, type PeersOptions } from '../store/peers.ts';
import type { News, Peers } from '../sync/ports.ts';

export interface Listener {
  /** Acts on what came about in this process. */
  readonly told?: (news: News) => void;
  /** Acts on what came about in another. */
  readonly heard?: (news: News) => void;
}

export interface NewsDesk {
  /** Tells the listeners here, and the other processes: a shop's lease may be theirs. */
  tell(kind: News['kind'], shop: string, connection?: string): void;
  /** Tells that a shop's outbox has something new. */
  wake(shop: string): void;
  listen(listener: Listener): void;
}

/** The other processes, and the desk that what they tell goes to. */
export function openNews(options: Omit<PeersOptions, 'onNews'>): { peers: Peers; news: NewsDesk } {
  const listeners: Listener[] = [];
  const peers = openPeers({
    ...options,
    onNews(item) {
      for (const { heard } of listeners) heard?.(item);
    },
  });

  function tell(kind: News['kind'], shop: string, connection = ''): void {
    const item = { kind, shop, connection };
    for (const { told } of listeners) told?.(item);
    peers.tell(item);
  }

  return {
    peers,
    news: {
      tell,
      wake: (shop) => tell('outbox', shop),
      listen(listener) {
        listeners.push(listener);
      },
    },
  };
}
