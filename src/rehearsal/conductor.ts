// Plays rehearsals through, each by itself: step after step, and whatever happens, cleaning up at the end. How far one
// has come is in its row, so that a process that dies costs the step that it was in.
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import { Interruption, ownFault, RehearsalFault } from './faults.ts';
import type { Fault, Rehearsal, RehearsalState, Step } from './ports.ts';
import { OWNED_MS, openRun, type Run, type RunDependencies } from './run.ts';
import type { Scenes } from './scenes.ts';

export interface Conductor {
  /** Begins, with what an earlier process left. */
  start(): void;
  stop(): Promise<void>;
  /** Says that there is one to be played. */
  wake(): void;
}

export interface ConductorDependencies extends Omit<RunDependencies, 'signal' | 'owner'> {
  /** Makes the stage what its connection is now; its id, or undefined if that connection is not there any more. */
  readonly openStage: (rehearsal: Rehearsal) => Promise<string | undefined>;
  readonly scenes: Scenes;
  readonly newId: () => string;
  /** Takes from a stage what it was given, once it is empty. */
  readonly strike: (rehearsal: Rehearsal) => Promise<void>;
  readonly log: { error(fields: object, message: string): void };
}

/** Played at once by one process: each waits for Shopify most of the time. */
const AT_ONCE = 16;
const POLL_MS = 5_000;

export function createConductor({ scenes, newId, log, ...dependencies }: ConductorDependencies): Conductor {
  const { store, openStage, strike, now } = dependencies;
  const owner = newId();
  const playing = new Map<string, Promise<void>>();
  const rounds = createRounds({
    everyMs: POLL_MS,
    round: look,
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'rehearsals could not be looked for; it is tried again'),
  });
  const { start, wake, signal } = rounds;

  async function look(): Promise<void> {
    for (const rehearsal of await store.waiting(now())) {
      if (signal.aborted || playing.size >= AT_ONCE) return;
      if (playing.has(rehearsal.id)) continue;
      if (!(await store.take(rehearsal, owner, now(), now() + OWNED_MS))) continue;
      const played = play(rehearsal).finally(() => playing.delete(rehearsal.id));
      playing.set(rehearsal.id, played);
    }
  }

  async function play(taken: Rehearsal): Promise<void> {
    let run: Run | undefined;
    try {
      // Only whoever plays it sets the stage: of two who press at once, one is refused, and must change nothing.
      const stage = taken.stage === '' ? await openStage(taken) : taken.stage;
      run = openRun({ ...taken, stage: stage ?? '' }, { ...dependencies, owner, signal });
      if (stage === undefined) await breakOff(run);
      else await playAll(run);
    } catch (error) {
      if (!(error instanceof Interruption)) tell(taken, error);
      // Left to whoever looks next: another process, or this one once it starts again. After an error, in a while.
      else if (error.why === 'stopped' && run !== undefined) await store.save(run.rehearsal(), owner, 0);
    }
  }

  async function breakOff(run: Run): Promise<void> {
    const { steps } = run.rehearsal();
    const left = ownFault('connection_gone');
    await run.note({ left, steps: steps.map((step): Step => ({ ...step, state: 'skipped' })) });
    await run.end('failed');
  }

  async function playAll(run: Run): Promise<void> {
    for (const { name } of run.rehearsal().steps) {
      const step = run.rehearsal().steps.find((one) => one.name === name) as Step;
      if (step.state !== 'waiting' && step.state !== 'running') continue;
      if (name === 'clean') run.beginCleaning();
      await begin(run, step);
      const fault = await perform(run, name);
      const isCancelled = fault === 'cancelled';
      await run.noteStep({
        state: isCancelled ? 'skipped' : fault === undefined ? 'done' : 'failed',
        finishedAt: now(),
        fault: isCancelled ? null : (fault ?? null),
      });
      if (fault === undefined) continue;
      if (name !== 'clean') await run.note({ steps: run.rehearsal().steps.map(skip) });
      else if (fault !== 'cancelled') await run.note({ left: whatIsLeft(fault, run.rehearsal()) });
    }
    if (run.rehearsal().left === null) await strike(run.rehearsal());
    await run.end(verdictOf(run.rehearsal()));
  }

  async function begin(run: Run, { name, state, startedAt }: Step): Promise<void> {
    const isResumed = state === 'running';
    const steps = run.rehearsal().steps.map((step): Step => {
      if (step.name !== name) return step;
      return { ...step, state: 'running', startedAt: startedAt ?? now(), isResumed, calls: [] };
    });
    await run.note({ steps });
  }

  /** What keeps the step from being done; undefined if nothing does. */
  async function perform(run: Run, name: Step['name']): Promise<Fault | 'cancelled' | undefined> {
    try {
      await run.stillOn();
      await scenes[name](run);
      return undefined;
    } catch (error) {
      if (error instanceof RehearsalFault) return error.fault;
      if (error instanceof Interruption) {
        if (error.why === 'cancelled') return 'cancelled';
        throw error;
      }
      tell(run.rehearsal(), error);
      return ownFault('internal');
    }
  }

  function tell({ shop, connection, id }: Rehearsal, error: unknown): void {
    log.error({ shop, connection, rehearsal: id, bug: describeBug(error) }, 'an error inside a rehearsal');
  }

  return {
    start,
    async stop() {
      await rounds.stop();
      await Promise.all(playing.values());
    },
    wake,
  };
}

/** Whatever was to come is not played any more, but for the cleaning up. */
function skip(step: Step): Step {
  return step.state === 'waiting' && step.name !== 'clean' ? { ...step, state: 'skipped' } : step;
}

/** The sync goes on with what it was told to delete, once it can. */
function whatIsLeft(fault: Fault, { customerId }: Rehearsal): Fault {
  if (fault.code === 'customer_stays') return fault;
  return customerId === null ? ownFault('not_asked') : ownFault('not_cleaned');
}

function verdictOf({ steps }: Rehearsal): RehearsalState {
  if (steps.some(({ state }) => state === 'failed')) return 'failed';
  return steps.some(({ state }) => state === 'skipped') ? 'cancelled' : 'passed';
}
