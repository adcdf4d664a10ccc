// Several processes of Rollcall at one PostgreSQL, killed and restarted in turn while a provider writes.
import { once } from 'node:events';
import { startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import { freePort } from './free-port.ts';
import { customersOf, post, userOf } from './killed.ts';
import { eventually, SHOP } from './rollcall.ts';
import { runRollcall, type Served, type ServedOptions, serveRollcall, switchOn } from './served.ts';

export interface RollingOptions {
  readonly databaseUrl: string;
  readonly processes: number;
  readonly users: number;
  /** How often a process is ended: each in turn, killed and asked to go by turns. */
  readonly ends: number;
  readonly patienceMs: number;
}

export interface RollingCounts {
  readonly acknowledged: number;
  /** Calls that were cut off, and sent again to another process. */
  readonly cutOff: number;
  readonly killed: number;
  readonly stopped: number;
  readonly customers: number;
  readonly leavers: number;
  /** Acknowledged, and not in the store as they should be. */
  readonly lost: readonly string[];
  /** E-mail addresses or links that more than one customer has. */
  readonly doubled: number;
}

const ACCESS_TOKEN = 'shpat_of_the_rolling_restart';
const CLIENTS = 12;
const FAULTS = [
  { kind: 'http_502', rate: 0.01 },
  { kind: 'timeout_after', rate: 0.005 },
  { kind: 'throttle', rate: 0.01 },
];

/** Every third user leaves, every other changes their name. */
const isLeaver = (n: number) => n % 3 === 0;

export async function runRolling(options: RollingOptions): Promise<RollingCounts> {
  const simulator = await startShopifySimulator({
    accessToken: ACCESS_TOKEN,
    plan: 'plus',
    speed: 5,
    hangMs: 300,
  });
  const running: Served[] = [];
  try {
    const common = {
      databaseUrl: options.databaseUrl,
      adminOrigin: simulator.url,
      accessToken: ACCESS_TOKEN,
    };
    const places: ServedOptions[] = [];
    for (let n = 0; n < options.processes; n += 1) places.push({ ...common, port: await freePort() });
    // All at once at an empty database: one of them makes its tables.
    running.push(...(await Promise.all(places.map(serveRollcall))));
    const token = await runRollcall(['token', 'create', '--shop', SHOP], places[0] as ServedOptions);
    // A third of the users leaves: the guard would have a person look first.
    await switchOn((running[0] as Served).url, ['*'], { guard: { maxLeavers: 1_000_000, maxShare: 1 } });
    for (const fault of FAULTS) await post(`${simulator.url}/_sim/faults`, fault);

    const load = createLoad(running, token, options.users);
    const restarts = restartInTurn(running, places, options, load.done);
    await load.run();
    const { killed, stopped } = await restarts;
    const found = await settle(simulator.url, load, options.patienceMs);
    return { acknowledged: load.done(), cutOff: load.cutOff(), killed, stopped, ...found };
  } finally {
    for (const { process } of running) process.kill('SIGKILL');
    await simulator.close();
  }
}

interface Load {
  run(): Promise<void>;
  /** Users whose calls were all acknowledged. */
  done(): number;
  cutOff(): number;
  readonly users: number;
}

function createLoad(running: readonly Served[], token: string, users: number): Load {
  let next = 0;
  let done = 0;
  let cutOff = 0;
  let turn = 0;

  /** As a load balancer would: the next process, and another one where that does not answer. */
  async function call(method: string, path: string, body: unknown): Promise<{ status: number; id: string }> {
    for (;;) {
      turn += 1;
      const { url } = running[turn % running.length] as Served;
      try {
        const response = await fetch(`${url}/scim/v2${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        const answer = response.status === 204 ? {} : ((await response.json()) as { id?: string });
        return { status: response.status, id: answer.id ?? '' };
      } catch {
        cutOff += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async function idOf(email: string): Promise<string> {
    for (const { url } of running) {
      const filter = encodeURIComponent(`userName eq "${email}"`);
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/scim/v2/Users?filter=${filter}`, { headers }).catch(
        () => undefined,
      );
      if (response?.status !== 200) continue;
      const { Resources } = (await response.json()) as { Resources: { id: string }[] };
      return Resources[0]?.id ?? '';
    }
    return idOf(email);
  }

  async function live(n: number): Promise<void> {
    const email = emailOf(n);
    const created = await call('POST', '/Users', userOf(email));
    // 409: it was stored, and its answer was cut off.
    const id = created.status === 409 ? await idOf(email) : created.id;
    const value = isLeaver(n) ? { active: false } : { 'name.givenName': 'Moved' };
    const Operations = [{ op: 'replace', value }];
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    const { status } = await call('PATCH', `/Users/${id}`, { schemas, Operations });
    if (status >= 300) throw new Error(`PATCH of user ${n} was answered ${status}`);
    done += 1;
  }

  async function client(): Promise<void> {
    while (next < users) {
      next += 1;
      await live(next - 1);
    }
  }

  return {
    users,
    done: () => done,
    cutOff: () => cutOff,
    async run() {
      await Promise.all(Array.from({ length: CLIENTS }, client));
    },
  };
}

async function restartInTurn(
  running: Served[],
  places: readonly ServedOptions[],
  { users, ends, patienceMs }: RollingOptions,
  done: () => number,
): Promise<{ killed: number; stopped: number }> {
  const counts = { killed: 0, stopped: 0 };
  for (let n = 0; n < ends; n += 1) {
    const threshold = Math.floor((users * (n + 1)) / (ends + 1));
    await eventually(async () => done() >= threshold, `${threshold} users acknowledged`, patienceMs);
    const place = n % running.length;
    const { process } = running[place] as Served;
    const isKilled = n % 2 === 0;
    process.kill(isKilled ? 'SIGKILL' : 'SIGTERM');
    await once(process, 'exit');
    counts[isKilled ? 'killed' : 'stopped'] += 1;
    running[place] = await serveRollcall(places[place] as ServedOptions);
  }
  return counts;
}

/** Waits until the store is as the directory wants it, or until nothing more comes; and counts what is there. */
async function settle(
  shopifyUrl: string,
  load: Load,
  patienceMs: number,
): Promise<Pick<RollingCounts, 'customers' | 'leavers' | 'lost' | 'doubled'>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const customers = await customersOf(shopifyUrl);
    const byEmail = new Map(customers.map((customer) => [customer.email, customer]));
    const lost = Array.from({ length: load.users }, (_, n) => n).filter((n) => {
      const customer = byEmail.get(emailOf(n));
      const active = customer?.metafields.active;
      // Who left before the store heard of them never becomes a customer (RULES 5).
      if (isLeaver(n)) return customer !== undefined && active !== 'false';
      return customer?.firstName !== 'Moved' || active !== 'true';
    });
    if (lost.length === 0 || Date.now() > deadline) {
      const links = new Set(customers.map(({ metafields }) => metafields.link_id));
      return {
        customers: customers.length,
        leavers: customers.filter(({ metafields }) => metafields.active === 'false').length,
        lost: lost.map(emailOf),
        doubled: 2 * customers.length - byEmail.size - links.size,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function emailOf(n: number): string {
  return `user${n}@x.example`;
}
