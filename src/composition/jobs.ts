// What goes on by itself between requests, begun together and ended together.
import { endStaleLeases } from '../store/leases.ts';
import { createStatistics } from '../store/statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import { nameOf } from './log.ts';
import type { TelemetryParts } from './telemetry.ts';

export interface Job {
  start(): void;
  stop(): Promise<void>;
}

export interface Jobs {
  /** Starts bringing the store into line, unless that is left to other processes (role `web`). */
  work(): Promise<void>;
  /** Ends that work within seconds; what is not done stays in the outbox. */
  rest(): Promise<void>;
}

export interface JobParts extends Pick<TelemetryParts, 'schemaWatch' | 'metrics'> {
  readonly timeline: Timeline;
  readonly jobs: readonly Job[];
}

export function composeJobs(
  { config, engine, log }: Ground,
  { schemaWatch, metrics, timeline, jobs: others }: JobParts,
): Jobs {
  const statistics = createStatistics(engine, (error) =>
    log.warn(nameOf(error), 'what has grown could not be counted, and is left to autovacuum'),
  );
  const jobs = [...others, statistics];
  let resting: Promise<void> | undefined;
  return {
    async work() {
      schemaWatch.start();
      metrics.start();
      if (config.role === 'web') return;
      await endStaleLeases(engine);
      for (const job of jobs) job.start();
    },
    rest() {
      resting ??= Promise.all(jobs.map((job) => job.stop())).then(timeline.flush);
      return resting;
    },
  };
}
