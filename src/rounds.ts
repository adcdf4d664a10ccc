// Work that goes on by itself in rounds, one after the other: by time, and as soon as somebody asks for one.

export interface Rounds {
  /** Begins, with a round at once for what an earlier process left. */
  start(): void;
  /** Resolves once the round that is under way has ended; none begins any more. */
  stop(): Promise<void>;
  /** Asks for a round that begins from now on: all who ask while one is under way share the next. */
  wake(): void;
  /** The same, started or not: resolves once that round has ended. */
  run(): Promise<void>;
  /** Whether rounds begin by themselves: a long one looks, and ends early. */
  isOn(): boolean;
  /** Aborts as they stop. */
  readonly signal: AbortSignal;
}

export interface RoundsOptions {
  readonly everyMs: number;
  /** @param isInTurn false where it was woken, and its time had not come */
  readonly round: (isInTurn: boolean) => Promise<unknown>;
  /** Hears of a round that failed; the next is begun all the same. */
  readonly onFailure: (error: unknown) => void;
}

export function createRounds({ everyMs, round, onFailure }: RoundsOptions): Rounds {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: NodeJS.Timeout | undefined;
  let isOn = false;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let isNextInTurn = false;

  function ask(isInTurn: boolean): Promise<void> {
    isNextInTurn ||= isInTurn;
    next ??= last.then(begin).catch(onFailure);
    last = next;
    return next;
  }

  async function begin(): Promise<void> {
    const isInTurn = isNextInTurn;
    isNextInTurn = false;
    next = undefined;
    if (!signal.aborted) await round(isInTurn);
  }

  return {
    start() {
      if (isOn || signal.aborted) return;
      isOn = true;
      timer = setInterval(() => void ask(true), everyMs).unref();
      void ask(true);
    },
    async stop() {
      isOn = false;
      clearInterval(timer);
      stopping.abort();
      await last;
    },
    wake() {
      if (isOn) void ask(false);
    },
    run: () => ask(true),
    isOn: () => isOn,
    signal,
  };
}
