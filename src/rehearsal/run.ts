// One rehearsal under way: what is known of it, kept in the store as it goes on, and its provider's calls to the SCIM
// endpoint. Whoever resumes it finds everything in the row, but for the token, which is made anew.
import { setTimeout as pause } from 'node:timers/promises';
import { Interruption, ownFault, RehearsalFault } from './faults.ts';
import type { Course, Rehearsal, RehearsalStore, Scope, SentCall, Step } from './ports.ts';
import type { ScimRequest } from './script.ts';

/** How long a rehearsal is left to a process that does not say that it goes on. */
export const OWNED_MS = 30_000;

export interface RunDependencies {
  readonly store: RehearsalStore;
  /** Answers a SCIM call, from the check of its token on, as it does a provider's. */
  readonly answer: (path: string, init: RequestInit) => Promise<Response>;
  /** Gives the stage a token of its own, in the place of those that it had. */
  readonly issueToken: (stage: Scope) => Promise<string>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly owner: string;
}

export interface Run {
  readonly stage: Scope;
  rehearsal(): Rehearsal;
  /** The step that is played. */
  step(): Step;
  /** Notes what is known by now, and keeps it. */
  note(changes: Partial<Course>): Promise<void>;
  /** The same of the step that is played. */
  noteStep(changes: Partial<Step>): Promise<void>;
  end(state: Rehearsal['state']): Promise<void>;
  /** From here on a cancellation changes nothing any more. */
  beginCleaning(): void;
  /** @throws Interruption where it is not to go on here */
  stillOn(): Promise<void>;
  /** Waits for a moment, and says that somebody goes on. */
  rest(ms: number): Promise<void>;
  /** @throws RehearsalFault where the answer's status is none of these */
  send(request: ScimRequest, statuses: readonly number[]): Promise<{ status: number; body: unknown }>;
}

export function openRun(begun: Rehearsal, dependencies: RunDependencies): Run {
  const { store, answer, issueToken, now, signal, owner } = dependencies;
  const stage = { shop: begun.shop, connection: begun.stage };
  let rehearsal = begun;
  let ownedUntil = now() + OWNED_MS;
  let isCleaning = false;
  let token: Promise<string> | undefined;

  const current = () => rehearsal.steps.find(({ state }) => state === 'running') as Step;

  async function save(changes: Partial<Rehearsal>): Promise<void> {
    rehearsal = { ...rehearsal, ...changes };
    ownedUntil = now() + OWNED_MS;
    if (!(await store.save(rehearsal, owner, ownedUntil))) throw new Interruption('lost');
  }

  function withStep(changes: Partial<Step>): readonly Step[] {
    const running = current();
    return rehearsal.steps.map((step) => (step === running ? { ...step, ...changes } : step));
  }

  return {
    stage,
    rehearsal: () => rehearsal,
    step: current,
    note: save,
    noteStep: (changes) => save({ steps: withStep(changes) }),
    end: (state) => save({ state, finishedAt: now() }),
    beginCleaning() {
      isCleaning = true;
    },

    async stillOn() {
      if (signal.aborted) throw new Interruption('stopped');
      if (!isCleaning && (await store.find(rehearsal, rehearsal.id))?.isCancelled) {
        throw new Interruption('cancelled');
      }
      if (ownedUntil - now() < OWNED_MS / 2) await save({});
    },

    async rest(ms) {
      await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
    },

    async send({ method, path, body }, statuses) {
      token ??= issueToken(stage);
      const at = now();
      const response = await answer(path, {
        method,
        headers: {
          authorization: `Bearer ${await token}`,
          'user-agent': 'Rollcall rehearsal',
          ...(body !== undefined && { 'content-type': 'application/scim+json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const answered = text === '' ? undefined : (JSON.parse(text) as unknown);
      const sent: SentCall = {
        method,
        path,
        body: body ?? null,
        status: response.status,
        durationMs: now() - at,
      };
      await save({ steps: withStep({ calls: [...current().calls, sent] }) });
      if (statuses.includes(response.status)) return { status: response.status, body: answered };
      const { detail } = (answered ?? {}) as { detail?: string };
      throw new RehearsalFault(ownFault('scim_refused', detail));
    },
  };
}
