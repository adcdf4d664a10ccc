// What processes at one database know of one another: on PostgreSQL by a session of each, which holds a lock as long as
// its process lives, and hears what the others have to tell.
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { News, Peers } from '../sync/ports.ts';
import { KEEP_ALIVE } from './postgres.ts';

export interface PeersOptions {
  readonly url: string;
  /** Is told what another process had to tell. */
  readonly onNews: (news: News) => void;
  /** The session could not be had or kept. */
  readonly onFailure: (error: unknown) => void;
}

const CHANNEL = 'rollcall';
/** The first half of every lock's key: "roll" in letters. */
const LOCK_CLASS = 0x726f6c6c;
/** What is to be told is gathered for as long. */
const GATHER_MS = 10;
/** So much is kept for the next session at the most; what is beyond is found by those who look. */
const MAX_UNTOLD = 10_000;
/** So often the session is asked whether it is still the one that holds the lock. */
const BEAT_MS = 5_000;
const ANSWER_MS = 5_000;
const RECONNECT_MS = 1_000;

/**
 * The name holds the time at which the server started: after a restart or a failover no session is left, and nothing
 * can be said of those before.
 */
const NAME = /^(\d+)\.(\d+)$/;
const SERVER = `(extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint::text`;
const TAKE_LOCK = `select ${SERVER} as server, pg_backend_pid() as pid, pg_try_advisory_lock($1, $2) as locked`;
const FIND_LOCK = `
  select ${SERVER} as server, exists (
    select from pg_locks
    where locktype = 'advisory' and classid = $1 and objid = $2 and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())
  ) as held`;

/** Whether this URL's database may have other processes at it. */
export function openPeers({ url, ...options }: PeersOptions): Peers {
  return /^postgres(ql)?:/.test(url) ? postgresPeers({ url, ...options }) : nobody();
}

function nobody(): Peers {
  const owner = newName();
  return {
    isAlone: true,
    owner: () => owner,
    isGone: async () => false,
    tell: () => undefined,
    close: async () => undefined,
  };
}

/** One that says nothing of whether its bearer lives: leases under it are left to expire. */
function newName(): string {
  return randomBytes(9).toString('base64url');
}

function postgresPeers({ url, onNews, onFailure }: PeersOptions): Peers {
  const origin = newName();
  const closing = new AbortController();
  let owner = newName();
  let session: Ask | undefined;
  const untold = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const keeping = keepSession();

  async function keepSession(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await holdSession();
      } catch (error) {
        if (!closing.signal.aborted) onFailure(error);
      }
      await pause(RECONNECT_MS, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
    }
  }

  /** Returns or throws once the session is over. */
  async function holdSession(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      ...KEEP_ALIVE,
    });
    const ask = oneByOne(client);
    const over = new AbortController();
    const end = () => {
      // At once: the others may take what was held under this name.
      if (session === ask) owner = newName();
      session = undefined;
      over.abort();
    };
    client.on('error', end).on('end', end);
    client.on('notification', ({ payload = '' }) => hear(payload));
    try {
      await client.connect();
      const { name, pid } = await takeLock(ask);
      await ask(`listen ${CHANNEL}`);
      if (closing.signal.aborted || over.signal.aborted) return;
      session = ask;
      owner = name;
      onNews({ kind: 'missed', shop: '', connection: '' });
      tellGathered();
      await beat(ask, pid, over.signal);
    } finally {
      end();
      await client.end().catch(() => undefined);
    }
  }

  /** A pooler that hands the session around would lose the lock without a word. */
  async function beat(ask: Ask, pid: number, over: AbortSignal): Promise<void> {
    const stopped = AbortSignal.any([over, closing.signal]);
    while (!stopped.aborted) {
      const { rows } = await ask<{ pid: number }>('select pg_backend_pid() as pid');
      if (rows[0]?.pid !== pid) throw new Error('the session is not kept: DATABASE_URL leads to a pooler');
      await pause(BEAT_MS, undefined, { ref: false, signal: stopped }).catch(() => undefined);
    }
  }

  function hear(payload: string): void {
    const [from, kind, shop = '', connection = ''] = payload.split(' ');
    if (from !== origin) onNews({ kind: kind as News['kind'], shop, connection });
  }

  function keep(payload: string): void {
    if (untold.size < MAX_UNTOLD) untold.add(payload);
  }

  function tellGathered(): void {
    timer = undefined;
    if (session === undefined || untold.size === 0) return;
    const payloads = [...untold];
    untold.clear();
    session('select pg_notify($1, payload) from unnest($2::text[]) as payload', [CHANNEL, payloads]).catch(
      () => payloads.forEach(keep),
    );
  }

  return {
    isAlone: false,
    owner: () => owner,
    async isGone(other) {
      const [, server, key] = NAME.exec(other) ?? [];
      if (session === undefined || server === undefined) return false;
      const { rows } = await session<{ server: string; held: boolean }>(FIND_LOCK, [LOCK_CLASS, key]);
      return rows[0]?.server === server && !rows[0].held;
    },
    tell({ kind, shop, connection }) {
      keep(`${origin} ${kind} ${shop} ${connection}`);
      timer ??= setTimeout(tellGathered, GATHER_MS);
    },
    async close() {
      clearTimeout(timer);
      tellGathered();
      closing.abort();
      await keeping;
    },
  };
}

type Ask = <Row extends pg.QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<pg.QueryResult<Row>>;

/** What a session is asked, in turns: a client of pg's takes one query at a time, and will refuse a second. */
function oneByOne(client: pg.Client): Ask {
  let last: Promise<unknown> = Promise.resolve();
  return <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
    const answer = last.then(() => client.query<Row>(text, [...values]));
    last = answer.catch(() => undefined);
    return answer;
  };
}

async function takeLock(ask: Ask): Promise<{ name: string; pid: number }> {
  for (;;) {
    const key = randomInt(1, 2 ** 31);
    const { rows } = await ask<{ server: string; pid: number; locked: boolean }>(TAKE_LOCK, [
      LOCK_CLASS,
      key,
    ]);
    const [row] = rows;
    if (row?.locked) return { name: `${row.server}.${key}`, pid: row.pid };
  }
}
