// How connections end (RULES 27): first they are called no more, then a person chooses what becomes of their customers.
import type { Ending, EndingChoice } from './ending.ts';
import type { ChoiceOutcome, EndingProgress, EndingStore } from './ending-ports.ts';
import type { Connection, Scope } from './ports.ts';

export interface Endings {
  /** Its tokens are refused from now on, and nothing is done to any customer; false if there is no such connection. */
  end(scope: Scope): Promise<boolean>;
  /** Takes an ending back as long as nothing was chosen; false where that is not so. */
  resume(scope: Scope): Promise<boolean>;
  choose(scope: Scope, choice: EndingChoice, successor: string | null): Promise<ChoiceOutcome>;
  /** Of a connection that has ended. */
  progress(connection: Connection): Promise<(Ending & EndingProgress) | undefined>;
}

export interface EndingDependencies {
  readonly store: EndingStore;
  readonly now: () => number;
  /** Told that what is remembered of connections holds no more. */
  readonly onChange: () => void;
}

export function createEndings({ store, now, onChange }: EndingDependencies): Endings {
  const changed = async <T>(change: Promise<T>): Promise<T> => {
    const done = await change;
    onChange();
    return done;
  };
  return {
    end: (scope) => changed(store.end(scope, now())),
    resume: (scope) => changed(store.resume(scope, now())),
    choose: (scope, choice, successor) => changed(store.choose(scope, choice, successor, now())),
    async progress({ shop, id, ending }) {
      if (ending === null) return undefined;
      return { ...ending, ...(await store.progress({ shop, connection: id })) };
    },
  };
}
