// What the answers say is there: ids to ask for, cursors to go on from, and in the end what the database must hold.
import type { Seen } from './queries.ts';
import type { Random } from './random.ts';
import type { FuzzRequest } from './requests.ts';
import type { Answer } from './wire.ts';

type Kind = 'Users' | 'Groups';

/** The resources of one tenant, known to all its streams. */
export interface Population {
  readonly live: Readonly<Record<Kind, Set<string>>>;
}

/** What one stream knows of it. */
export interface Acquaintance {
  readonly seen: Seen;
  isFull(isGroup: boolean): boolean;
  learn(request: FuzzRequest, answer: Answer): void;
}

interface BulkAnswer {
  readonly Operations: readonly {
    readonly method?: string;
    readonly status: string;
    readonly location?: string;
  }[];
}

/** Resources that a stream keeps: few, so that a filter without an index stays cheap. */
const KEPT: Readonly<Record<Kind, number>> = { Users: 20, Groups: 6 };
const ADDRESS = /\/(Users|Groups)\/([^/?#]+)/;

export function createPopulation(): Population {
  return { live: { Users: new Set(), Groups: new Set() } };
}

/** Draws from a stream's own resources, so that a seed leads to the same requests; seldom from its neighbours'. */
export function meet({ live }: Population, random: Random): Acquaintance {
  const own: Record<Kind, string[]> = { Users: [], Groups: [] };
  const gone: string[] = ['none'];
  const cursors: string[] = [''];

  function idOf(kind: Kind): string {
    if (random.oneIn(25)) return random.pick(gone);
    if (random.oneIn(25)) return live[kind].values().next().value ?? 'none';
    for (const ids = own[kind]; ids.length > 0; ) {
      const at = random.below(ids.length);
      const id = ids[at] as string;
      if (live[kind].has(id)) return id;
      ids.splice(at, 1);
    }
    return 'none';
  }

  function add(location: string | undefined): void {
    const [, kind, id] = ADDRESS.exec(location ?? '') ?? [];
    if (id === undefined) return;
    live[kind as Kind].add(id);
    own[kind as Kind].push(id);
  }

  function drop(location: string | undefined): void {
    const [, kind, id] = ADDRESS.exec(location ?? '') ?? [];
    if (id === undefined) return;
    live[kind as Kind].delete(id);
    gone[gone.length % 8] = id;
  }

  return {
    seen: { userId: () => idOf('Users'), groupId: () => idOf('Groups'), cursor: () => random.pick(cursors) },
    isFull: (isGroup) => {
      const kind = isGroup ? 'Groups' : 'Users';
      return own[kind].length >= KEPT[kind];
    },
    learn(request, { status, headers, body }) {
      if (status === 201) add(headers.get('location'));
      if (status === 204 && request.method === 'DELETE') drop(request.target);
      if (status !== 200) return;
      const cursor = /"(?:next|previous)Cursor":"([^"]+)"/.exec(body)?.[1];
      if (cursor !== undefined) cursors[cursors.length % 4] = cursor;
      if (!body.startsWith('{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]')) return;
      // What refers to a create may stand before it.
      const { Operations: operations } = JSON.parse(body) as BulkAnswer;
      for (const { status: code, location } of operations) if (code === '201') add(location);
      for (const { status: code, method, location } of operations)
        if (code === '204' && method === 'DELETE') drop(location);
    },
  };
}
