// A run of random requests against a server of its own, and what it found.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../../bench/child.ts';
import { makeAbandoned, makeGarbage } from './garbage.ts';
import { findBroken } from './invariants.ts';
import { judge } from './judge.ts';
import { createPopulation, meet, type Population } from './population.ts';
import { createRandom } from './random.ts';
import { makeRequest } from './requests.ts';
import type { ServerState, ServerTenant } from './server.ts';
import { abandon, createWire, sendBytes, toWire } from './wire.ts';

export interface CampaignOptions {
  readonly requests: number;
  readonly seed: number;
  readonly concurrency: number;
  /** Bytes that the server's memory may take. */
  readonly maxRss: number;
  readonly onProgress?: (sent: number) => void;
}

export interface CampaignReport {
  readonly requests: number;
  readonly seconds: number;
  /** Answers by status; `none` for bytes that got none. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly peakRss: number;
  /** What was wrong, each with its request. */
  readonly faults: readonly string[];
}

/** More would only repeat themselves. */
const ENOUGH_FAULTS = 10;
const STATE_MS = 500;
/** One in so many is no request at all. */
const GARBAGE = 100;
/** One in so many is given up by who sent it. */
const ABANDONED = 200;

/** A campaign under way. */
interface Campaign extends CampaignOptions {
  readonly port: number;
  readonly faults: string[];
  readonly statuses: Map<string, number>;
  sent: number;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-fuzz-'));
  const file = join(folder, 'fuzz.sqlite');
  const child = await startChild(new URL('server.ts', import.meta.url), { databaseUrl: `sqlite:${file}` });
  try {
    const { port, tenants } = child.ready as { port: number; tenants: ServerTenant[] };
    const campaign: Campaign = { ...options, port, faults: [], statuses: new Map(), sent: 0 };
    const populations = new Map(tenants.map(({ shop }) => [shop, createPopulation()]));
    const begin = performance.now();
    const watch = watchServer(child, campaign);
    await Promise.all(
      Array.from({ length: options.concurrency }, (_, stream) => {
        const { shop, token } = tenants[stream % tenants.length] as ServerTenant;
        return runStream(campaign, stream, token, populations.get(shop) as Population);
      }),
    );
    const seconds = (performance.now() - begin) / 1000;
    const { peakRss } = await watch.stop();
    await child.ask('close').catch((error) => campaign.faults.push(String(error)));
    campaign.faults.push(...findBroken(file, populations).slice(0, ENOUGH_FAULTS));
    const { faults, statuses, sent } = campaign;
    return { requests: sent, seconds, statuses, peakRss, faults };
  } finally {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One connection's requests, one after another: the same for the same seed, but for what its neighbours do. */
async function runStream(
  campaign: Campaign,
  stream: number,
  token: string,
  population: Population,
): Promise<void> {
  const { seed, concurrency, requests, port, faults } = campaign;
  const random = createRandom(seed, stream);
  const { seen, isFull, learn } = meet(population, random);
  const source = { random, seen, token, isFull };
  const wire = createWire(port);
  const quota = Math.floor(requests / concurrency) + (stream < requests % concurrency ? 1 : 0);
  for (let n = 0; n < quota && faults.length < ENOUGH_FAULTS; n += 1) {
    campaign.sent += 1;
    if (campaign.sent % 10_000 === 0) campaign.onProgress?.(campaign.sent);
    let bytes: Buffer = Buffer.alloc(0);
    try {
      if (random.oneIn(GARBAGE)) {
        bytes = makeGarbage(random, token);
        const answers = await sendBytes(port, bytes);
        count(campaign, answers[0]?.status);
        for (const answer of answers) check(judge(answer));
      } else if (random.oneIn(ABANDONED)) {
        bytes = makeAbandoned(random, token, seen.groupId());
        await abandon(port, bytes, random.oneIn(2));
        count(campaign, undefined);
      } else {
        const request = makeRequest(source);
        bytes = toWire(request);
        const answer = await wire.send(request);
        count(campaign, answer.status);
        learn(request, answer);
        check(judge(answer, request), `${answer.status} ${answer.body.slice(0, 1000)}`);
      }
    } catch (error) {
      wire.close();
      check((error as Error).message);
    }

    function check(fault: string | undefined, answer = ''): void {
      if (fault === undefined) return;
      const sent = JSON.stringify(bytes.toString('latin1', 0, 4000));
      faults.push(`stream ${stream}, request ${n}: ${fault}\n  sent ${sent}\n  got ${answer}`);
    }
  }
  wire.close();
}

function count({ statuses }: Campaign, status: number | undefined): void {
  const name = String(status ?? 'none');
  statuses.set(name, (statuses.get(name) ?? 0) + 1);
}

/** Asks how the server fares, now and then and in the end. */
function watchServer(child: Child, campaign: Campaign): { stop(): Promise<{ peakRss: number }> } {
  let peakRss = 0;
  let known = 0;
  async function look(): Promise<void> {
    const { rss, faults } = (await child.ask('state')) as ServerState;
    peakRss = Math.max(peakRss, rss);
    campaign.faults.push(...faults.slice(known));
    known = faults.length;
    if (rss > campaign.maxRss) campaign.faults.push(`the server takes ${Math.round(rss / 2 ** 20)} MB`);
  }
  const note = (error: unknown) => void campaign.faults.push(String(error));
  const timer = setInterval(() => look().catch(note), STATE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await look().catch(note);
      return { peakRss };
    },
  };
}
