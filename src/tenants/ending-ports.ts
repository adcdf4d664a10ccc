// What the ending of connections needs of a store: types only.
import type { EndingChoice } from './ending.ts';
import type { Scope } from './ports.ts';

export interface EndingProgress {
  /** Users whose customers are still to be seen to. */
  readonly remaining: number;
  /** Those of them for whom it failed: they can be tried again. */
  readonly failed: number;
}

export type ChoiceOutcome = 'chosen' | 'not_ended' | 'finished' | 'no_successor' | 'successor_inherits';

export interface EndingStore {
  /** False if there is no such connection; one that has ended stays as it is. */
  end(scope: Scope, now: number): Promise<boolean>;
  /** Takes the ending back; false if it has not ended, or something was chosen already. */
  resume(scope: Scope, now: number): Promise<boolean>;
  /** A choice can be made again for what the one before has not come to. */
  choose(scope: Scope, choice: EndingChoice, successor: string | null, now: number): Promise<ChoiceOutcome>;
  progress(scope: Scope): Promise<EndingProgress>;
  /** Does a part of what remains of some ended connection; false if there is nothing to be done now. */
  closeSome(limit: number, now: number): Promise<boolean>;
}
