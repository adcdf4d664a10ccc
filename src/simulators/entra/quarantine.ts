// Decides when a job goes into quarantine, when it is tried again from there, and when it is given up. Pure.
// https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/application-provisioning-quarantine-status.md

const HOUR = 3_600_000;

/** Entra's numbers. Shares are of all objects of the job, delays in milliseconds. */
export type QuarantineRules = {
  /** Below this many failing objects ("escrows") a job is never judged by them. */
  readonly judgedFrom: number;
  readonly share: number;
  readonly many: number;
  readonly absolute: number;
  /** Waits between tries; the last one repeats. */
  readonly retryDelays: readonly number[];
  /** After so long in quarantine the job is disabled. */
  readonly giveUpAfter: number;
};

export const QUARANTINE_RULES: QuarantineRules = {
  judgedFrom: 5_000,
  share: 0.4,
  many: 40_000,
  absolute: 60_000,
  retryDelays: [6 * HOUR, 12 * HOUR, 24 * HOUR],
  giveUpAfter: 28 * 24 * HOUR,
};

export type Quarantine = {
  readonly since: number;
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
  readonly nextTry: number;
  readonly disabled: boolean;
};

/** Why so many failing objects endanger the job, or undefined while they do not. */
export function judgeEscrows(failing: number, objects: number, rules: QuarantineRules): string | undefined {
  if (failing < rules.judgedFrom) return undefined;
  if (failing >= rules.absolute) return `${failing} objects fail, the limit is ${rules.absolute}.`;
  if (failing > rules.many) return `${failing} objects fail, more than ${rules.many}.`;
  if (failing > rules.share * objects) {
    return `${failing} of ${objects} objects fail, more than ${rules.share * 100} %.`;
  }
  return undefined;
}

/** The quarantine after a cycle failed as a whole: entered, or prolonged with the next longer wait. */
export function prolong(
  quarantine: Quarantine | undefined,
  failure: { readonly code: string; readonly reason: string },
  now: number,
  rules: QuarantineRules,
): Quarantine {
  const tries = quarantine ? quarantine.tries + 1 : 0;
  const since = quarantine?.since ?? now;
  const delay = rules.retryDelays[Math.min(tries, rules.retryDelays.length - 1)] ?? 0;
  return {
    since,
    ...failure,
    tries,
    nextTry: now + delay,
    disabled: now - since >= rules.giveUpAfter,
  };
}

/** Whether a cycle may run now. */
export function mayRun(quarantine: Quarantine | undefined, now: number): boolean {
  return quarantine === undefined || (!quarantine.disabled && now >= quarantine.nextTry);
}
