// Takes one run a step further at Shopify: uploads and starts it, finds it again, looks how it stands, reads its results.
import type { Clock } from '../clock.ts';
import { isGatewayFailure } from '../gateway-failure.ts';
import type { BulkGateway, BulkRun, CallOptions, CreateAnswer, NewCustomer } from '../ports.ts';
import { LANDING_MS } from '../state.ts';

export type Step =
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'tryAgain' }
  /** Shopify does not take it. */
  | { readonly do: 'giveUp'; readonly detail: string }
  | { readonly do: 'takeBack'; readonly answers: ReadonlyMap<number, CreateAnswer> };

export interface StepDependencies {
  readonly gateway: BulkGateway;
  readonly clock: Clock;
  readonly options: CallOptions;
  readonly customers: () => Promise<readonly NewCustomer[]>;
  /** @throws GatewayFailure withdrawn when the lease is lost. */
  readonly save: (run: BulkRun) => Promise<void>;
}

/** How an operation is looked after: soon at first, then at a tenth of its age. */
const MIN_PACE_MS = 1_000;
const MAX_PACE_MS = 5_000;

/** @throws GatewayFailure */
export async function takeStep(run: BulkRun, dependencies: StepDependencies): Promise<Step> {
  switch (run.state) {
    case 'starting':
      return findAgain(run, dependencies);
    case 'running':
      return look(run, dependencies);
    default:
      return send(run, dependencies);
  }
}

async function send(
  run: BulkRun,
  { gateway, clock, options, customers, save }: StepDependencies,
): Promise<Step> {
  const path = await gateway.upload(await customers(), options);
  const sentAt = clock.now();
  // Stored before it is sent: after a crash it is looked for before it is sent again.
  await save({ ...run, state: 'starting', sentAt });
  const unsent: BulkRun = { ...run, state: 'filled' };
  try {
    const start = await gateway.start(path, run.id, options);
    if (start.started) {
      await save({ ...run, state: 'running', operationId: start.operationId, sentAt });
      return { do: 'wait', until: clock.now() + MIN_PACE_MS };
    }
    await save(unsent);
    return start.isPassing ? { do: 'tryAgain' } : { do: 'giveUp', detail: start.detail };
  } catch (error) {
    if (isGatewayFailure(error) && !error.mayLand) await save(unsent);
    throw error;
  }
}

/** It may have been started, and it may be yet. */
async function findAgain(run: BulkRun, { gateway, clock, options, save }: StepDependencies): Promise<Step> {
  const sentAt = run.sentAt ?? 0;
  const found = await gateway.find(run.id, options);
  const now = clock.now();
  if (found !== null) {
    await save({ ...run, state: 'running', operationId: found.operationId });
    return { do: 'wait', until: now };
  }
  const landsBy = sentAt + LANDING_MS;
  if (landsBy > now) return { do: 'wait', until: Math.min(landsBy, now + MAX_PACE_MS) };
  await save({ ...run, state: 'filled' });
  return { do: 'wait', until: now };
}

async function look(run: BulkRun, { gateway, clock, options }: StepDependencies): Promise<Step> {
  const status = await gateway.look(run.operationId ?? '', options);
  const now = clock.now();
  if (status !== null && !status.isOver) {
    const age = now - (run.sentAt ?? now);
    return { do: 'wait', until: now + Math.min(MAX_PACE_MS, Math.max(MIN_PACE_MS, age / 10)) };
  }
  // An operation that failed, or is known no more, has answers for some or for none.
  const url = status?.url ?? null;
  return { do: 'takeBack', answers: url === null ? new Map() : await gateway.results(url, options) };
}
