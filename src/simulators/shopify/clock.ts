// The simulator's time: real time multiplied by a speed, which can also be moved forward at will.

export type Clock = {
  /** Milliseconds since 1970 in simulator time. */
  now(): number;
  /** Moves the time forward; what falls due on the way is run before this returns. */
  advance(ms: number): void;
  /** Runs a task once so many milliseconds of simulator time have passed, and answers how to call it off. */
  after(ms: number, task: () => void): () => void;
  /** Calls off every task. */
  cancelAll(): void;
};

type Task = { dueAt: number; run: () => void };

/** The longest wait that Node's timers keep. */
const maximumWait = 2 ** 31 - 1;

/** Starts at the present moment and runs `speed` times as fast as real time; at speed 0 only advance() moves it. */
export function createClock(speed: number): Clock {
  const startedAt = Date.now();
  const origin = performance.now();
  const tasks = new Set<Task>();
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;
  const now = () => startedAt + skipped + (performance.now() - origin) * speed;

  function earliest(): Task | undefined {
    let first: Task | undefined;
    for (const task of tasks) if (!first || task.dueAt < first.dueAt) first = task;
    return first;
  }

  function arm() {
    clearTimeout(timer);
    const next = earliest();
    if (!next) return;
    const left = next.dueAt - now();
    if (left > 0 && speed === 0) return;
    timer = setTimeout(runDue, Math.min(maximumWait, Math.max(0, left / (speed || 1))));
  }

  function runDue() {
    for (let next = earliest(); next && next.dueAt <= now(); next = earliest()) {
      tasks.delete(next);
      next.run();
    }
    arm();
  }

  return {
    now,
    advance(ms) {
      skipped += ms;
      runDue();
    },
    after(ms, run) {
      const task = { dueAt: now() + ms, run };
      tasks.add(task);
      arm();
      return () => {
        tasks.delete(task);
      };
    },
    cancelAll() {
      tasks.clear();
      clearTimeout(timer);
    },
  };
}
