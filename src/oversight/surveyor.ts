// Works reconciliations and dry runs, one of a shop at a time and page by page: each page is kept with what was found,
// so that a process that dies costs a page. It reads behind everybody else, and writes nothing to Shopify.
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import { isGatewayFailure } from '../sync/gateway-failure.ts';
import type { ShopGateway } from '../sync/ports.ts';
import { createSurveyPages } from './survey-pages.ts';
import type { SurveyStore, TakenSurvey } from './survey-port.ts';

export interface Surveyor {
  start(): void;
  stop(): Promise<void>;
  /** Says that there is something to be looked at. */
  wake(): void;
}

export interface SurveyorDependencies {
  readonly store: SurveyStore;
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly gatewayOf: (shop: string) => ShopGateway;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: { error(fields: object, message: string): void };
  /** So many customers are read by bulk operations; 0 for none. */
  readonly bulkFrom?: number;
  /** Begins what is due by its schedule. */
  readonly beginDue: () => Promise<void>;
  /** Told that users of the shop are due. */
  readonly onDirty: (shop: string) => void;
}

const REPAIRED_AT_ONCE = 200;
/** How long a survey is left to a process that does not say that it goes on. */
const OWNED_MS = 60_000;
const POLL_MS = 15_000;
/** How often it is looked for what is due by schedule: the shortest is an hour. */
const SCHEDULE_MS = 60_000;

export function createSurveyor(dependencies: SurveyorDependencies): Surveyor {
  const { store, now, newId, log, onDirty } = dependencies;
  const owner = newId();
  const rounds = createRounds({
    everyMs: POLL_MS,
    async round(isInTurn) {
      if (isInTurn) await beginDue();
      while (rounds.isOn() && (await surveyNext()));
    },
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'a survey could not be taken; it is tried again'),
  });
  const { signal, start, stop, wake } = rounds;
  const pages = createSurveyPages({ ...dependencies, signal });
  let scheduleAt = 0;

  /** False if there is none, or the next had better wait for its turn. */
  async function surveyNext(): Promise<boolean> {
    const taken = await store.take(owner, now(), now() + OWNED_MS);
    if (taken === undefined) return false;
    try {
      const isDone = await surveyPages(taken);
      if (isDone) await store.end(taken, owner, 'finished', null, now());
      return true;
    } catch (error) {
      // Trouble of the shop passes: what was found is kept, and the next page is asked for later.
      if (signal.aborted || isGatewayFailure(error)) {
        const why = signal.aborted ? null : String((error as { code?: unknown }).code);
        await store.release(taken, owner, why, now() + (why === null ? 0 : POLL_MS));
      } else {
        log.error({ shop: taken.shop, bug: describeBug(error) }, 'an error inside a survey');
        await store.end(taken, owner, 'failed', 'internal', now());
      }
      return false;
    }
  }

  /** False if another process has it by now, or this one is to stop. */
  async function surveyPages(begun: TakenSurvey): Promise<boolean> {
    let taken = begun;
    while (taken.survey.state !== 'repairing') {
      if (!rounds.isOn()) throw new Error('stopped');
      const progress = await pages.next(taken);
      if ('waitUntil' in progress) return waitUntil(taken, progress.waitUntil);
      if (!(await store.save(taken, owner, progress, now(), now() + OWNED_MS))) return false;
      const { counts, state, bookmark, reading } = progress;
      taken = { ...taken, survey: { ...taken.survey, counts, state }, bookmark, reading };
    }
    if (taken.survey.dryRun) return true;
    for (let after = taken.bookmark; ; ) {
      const last = await store.carryOut(taken, owner, after, REPAIRED_AT_ONCE, now(), now() + OWNED_MS);
      if (last === false) return false;
      if (last === undefined) break;
      after = last;
    }
    onDirty(taken.shop);
    return true;
  }

  /** What it waits for takes its time: meanwhile it is as if nobody worked on it. */
  async function waitUntil(taken: TakenSurvey, until: number): Promise<false> {
    await store.release(taken, owner, null, until);
    setTimeout(wake, Math.max(0, until - now()) + 1).unref();
    return false;
  }

  async function beginDue(): Promise<void> {
    if (now() < scheduleAt) return;
    scheduleAt = now() + SCHEDULE_MS;
    try {
      await dependencies.beginDue();
    } catch (error) {
      log.error({ bug: describeBug(error) }, 'what is due by schedule could not be begun');
    }
  }

  return { start, stop, wake };
}
